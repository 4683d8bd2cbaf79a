package io.pgprov.resource.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.model.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTextTest {

    private static String conninfo(String value) {
        return MaskedText.setting("primary_conninfo", value);
    }

    @Test
    void masksPasswordsOfAConnectionStringAndNothingElse() {
        assertEquals(
                "host='a' password=(sensitive) user='it\\'s' sslpassword=(sensitive)",
                conninfo("host=a password = 'old' user='it\\'s' sslpassword=k\\'ey"));
        assertEquals("password=(sensitive)", conninfo("password=one password='two \\' x'"));
        assertEquals("host=a  passfile=/p/q", conninfo("host=a  passfile=/p/q"));
        assertEquals("", conninfo(""));
        assertEquals("password=old", MaskedText.setting("cluster_name", "password=old"));
        assertEquals(
                "password=(sensitive)", MaskedText.setting("Primary_Conninfo", "password=old"));
    }

    @Test
    void masksPasswordsOfUris() {
        assertEquals(
                "postgresql://rep:(sensitive)@a,b:5433/x?sslmode=require&password=(sensitive)",
                conninfo("postgresql://rep:old@a,b:5433/x?sslmode=require&password=old"));
        assertEquals(
                "postgres://a/?pass%77ord=(sensitive)&port=5432",
                conninfo("postgres://a/?pass%77ord=old&port=5432"));
        assertEquals("postgres://rep@a", conninfo("postgres://rep@a"));
    }

    @Test
    void masksAConnectionStringWholeThatCannotBeRead() {
        assertEquals("(sensitive)", conninfo("host=a password='old"));
    }

    @Test
    void masksLinesOfAFileOfSettings() {
        String text =
                """
                work_mem = '4MB'
                primary_conninfo = 'host=a password=''old'''
                #PRIMARY_CONNINFO 'password=old'  # mine
                primary_conninfo = password=old
                primary_conninfo = 'host=a'  # plain
                """;
        assertEquals(
                """
                work_mem = '4MB'
                primary_conninfo = 'host=''a'' password=(sensitive)'
                #PRIMARY_CONNINFO 'password=(sensitive)'
                primary_conninfo = (sensitive)
                primary_conninfo = 'host=a'  # plain
                """,
                MaskedText.settings(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldapbindpasswd=old ldaptls=1",
                "ldapbindpasswd=\"old one\" ldaptls=1",
                "ldapbindpasswd=\"old \"\"one\" ldaptls=1",
                "\"ldapbindpasswd=old one\" ldaptls=1",
                "ldapbindpasswd=o,ld#old ldaptls=1",
                "ldapbindpasswd=\"old \\\none\" ldaptls=1",
                "ldapbindpasswd=a\\\nold ldaptls=1",
            })
    void masksSecretOptionsOfAccessRules(String options) {
        assertEquals(
                "host all all all ldap ldapbindpasswd=(sensitive) ldaptls=1\nlocal all all peer\n",
                MaskedText.accessRules(
                        "host all all all ldap " + options + "\nlocal all all peer\n"));
    }

    @Test
    void anOpenQuoteOfAnAccessRuleEndsWithItsLine() {
        assertEquals(
                "# radiussecrets=(sensitive)\nhost all all all radius radiussecrets=(sensitive)",
                MaskedText.accessRules(
                        "# radiussecrets=\"old, one\nhost all all all radius radiussecrets=\"a, b"));
    }

    @Test
    void whereOnlyASecretDiffersTheNameIsAllThatIsShown() {
        assertEquals(
                new Difference.Hidden("primary_conninfo"),
                MaskedText.row(
                        "primary_conninfo", conninfo("password=old"), "password=new", "why"));
        assertEquals(
                new Difference.Value("primary_conninfo", "password=(sensitive)", "host=a", "why"),
                MaskedText.row("primary_conninfo", conninfo("password=old"), "host=a", "why"));
        assertEquals(new Difference.Hidden("/x"), MaskedText.texts("/x", "a", "a"));
        assertEquals(new Difference.Text("/x", "a", "b"), MaskedText.texts("/x", "a", "b"));
    }
}
