package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyboardLoginTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Password: ",
                "Password:",
                "password",
                "\nPassword: ",
                "LDAP Password: ",
                "Our code of conduct holds.\nPassword: ",
                "Password for ann@EXAMPLE.ORG: ",
                "ann's password: ",
                "Enter your password:",
                "UNIX password: "
            })
    void knowsAPromptForThePassword(String prompt) {
        assertTrue(KeyboardLogin.isForPassword(prompt));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Verification code: ",
                "One-time password (OATH) for `ann': ",
                "otp-md5 498 ke1234 ext\nPassword: ",
                "Password: \nVerification code: ",
                "Your password has expired.\nNew password: ",
                "otp-md5 98 fr2381 ext Password: ",
                "New password: ",
                "Retype new password: ",
                "(current) UNIX password: ",
                "Current password: ",
                "Old password: ",
                "Password + token: ",
                "Password and code: ",
                "Passcode: ",
                "First Factor: ",
                "login: ",
                "Do you want to change your password? "
            })
    void takesNothingElseForOne(String prompt) {
        assertFalse(KeyboardLogin.isForPassword(prompt));
    }

    @Test
    void givesAPasswordAwayOnce() {
        LoginPassword password = new LoginPassword(new Secret("geheim"));
        assertFalse(password.given());
        assertEquals("geheim", new String(password.give()));
        assertTrue(password.given());
        assertThrows(IllegalStateException.class, password::give);
    }

    /// In OpenSSH's order, and without what is switched off.
    @Test
    void triesOnlyWhatTheConfigurationLetsIt() {
        assertEquals(List.of("publickey", "keyboard-interactive", "password"), ways());
        assertEquals(
                List.of("password", "publickey"),
                ways("PreferredAuthentications=password,publickey"));
        assertEquals(
                List.of("password"),
                ways("PubkeyAuthentication=no", "ChallengeResponseAuthentication=no"));
        assertEquals(
                List.of("publickey"),
                ways("PasswordAuthentication=no", "KbdInteractiveAuthentication=no"));
        assertEquals(List.of("publickey"), ways("BatchMode=yes"));
        assertEquals(List.of("publickey"), ways("NumberOfPasswordPrompts=0"));
        assertEquals(
                List.of("gssapi-with-mic"),
                ways(
                        "PreferredAuthentications=gssapi-with-mic,password",
                        "PasswordAuthentication=no"));
    }

    private static List<String> ways(String... options) {
        return Settings.at("127.0.0.1", 22).ssh(options).value().ssh().authentications();
    }
}
