package io.pgprov.ssh.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A keyword of `ssh_config(5)`, in the order in which `ssh -G` prints them (OpenSSH 9.2, `dump_client_config`).
///
/// Keywords that only a terminal session has use for (forwardings, escape characters) are read, so that no file that `ssh` takes is
/// refused, and left out of the print.
enum Keyword {
    USER(Form.WORD),
    HOSTNAME(Form.WORD),
    PORT(Form.NUMBER, "22"),
    ADDRESSFAMILY(Form.CHOICE, "any", "inet inet6 any"),
    BATCHMODE(Form.CHOICE, "no", Words.FLAG),
    CANONICALIZEFALLBACKLOCAL(Form.CHOICE, "yes", Words.FLAG),
    CANONICALIZEHOSTNAME(Form.CHOICE, "false", Words.TRUTH + " always"),
    CHECKHOSTIP(Form.CHOICE, "no", Words.FLAG),
    COMPRESSION(Form.CHOICE, "no", "yes no"),
    CONTROLMASTER(Form.CHOICE, "false", Words.TRUTH + " auto ask autoask"),
    ENABLESSHKEYSIGN(Form.CHOICE, "no", Words.FLAG),
    CLEARALLFORWARDINGS(Form.CHOICE, "no", Words.FLAG),
    EXITONFORWARDFAILURE(Form.CHOICE, "no", Words.FLAG),
    FINGERPRINTHASH(
            Form.CHOICE, "SHA256", "md5=MD5 sha256=SHA256 sha1=SHA1 sha384=SHA384 sha512=SHA512"),
    GATEWAYPORTS(Form.CHOICE, "no", Words.FLAG),
    HASHKNOWNHOSTS(Form.CHOICE, "no", Words.FLAG),
    HOSTBASEDAUTHENTICATION(Form.CHOICE, "no", Words.FLAG),
    IDENTITIESONLY(Form.CHOICE, "no", Words.FLAG),
    KBDINTERACTIVEAUTHENTICATION(Form.CHOICE, "yes", Words.FLAG),
    NOHOSTAUTHENTICATIONFORLOCALHOST(Form.CHOICE, "no", Words.FLAG),
    PASSWORDAUTHENTICATION(Form.CHOICE, "yes", Words.FLAG),
    PERMITLOCALCOMMAND(Form.CHOICE, "no", Words.FLAG),
    PROXYUSEFDPASS(Form.CHOICE, "no", Words.FLAG),
    PUBKEYAUTHENTICATION(Form.CHOICE, "true", Words.TRUTH + " unbound host-bound"),
    REQUESTTTY(Form.CHOICE, "auto", Words.TRUTH + " force auto"),
    SESSIONTYPE(Form.CHOICE, "default", "none subsystem default"),
    STDINNULL(Form.CHOICE, "no", Words.FLAG),
    FORKAFTERAUTHENTICATION(Form.CHOICE, "no", Words.FLAG),
    STREAMLOCALBINDUNLINK(Form.CHOICE, "no", Words.FLAG),
    STRICTHOSTKEYCHECKING(Form.CHOICE, "ask", Words.TRUTH + " ask off=false accept-new"),
    TCPKEEPALIVE(Form.CHOICE, "yes", Words.FLAG),
    TUNNEL(
            Form.CHOICE,
            "false",
            "ethernet point-to-point true=point-to-point yes=point-to-point false no=false"),
    VERIFYHOSTKEYDNS(Form.CHOICE, "false", Words.TRUTH + " ask"),
    VISUALHOSTKEY(Form.CHOICE, "no", Words.FLAG),
    UPDATEHOSTKEYS(Form.CHOICE, "true", Words.TRUTH + " ask"),
    ENABLEESCAPECOMMANDLINE(Form.CHOICE, "no", Words.FLAG),
    CANONICALIZEMAXDOTS(Form.NUMBER, "1"),
    CONNECTIONATTEMPTS(Form.NUMBER, "1"),
    NUMBEROFPASSWORDPROMPTS(Form.NUMBER, "3"),
    SERVERALIVECOUNTMAX(Form.NUMBER, "3"),
    SERVERALIVEINTERVAL(Form.TIME, "0"),
    REQUIREDRSASIZE(Form.NUMBER, "1024"),
    BINDADDRESS(Form.WORD),
    BINDINTERFACE(Form.WORD),
    CONTROLPATH(Form.WORD),
    HOSTKEYALIAS(Form.WORD),
    IDENTITYAGENT(Form.WORD),
    IGNOREUNKNOWN(Form.WORD),
    KBDINTERACTIVEDEVICES(Form.WORD),
    LOCALCOMMAND(Form.REST),
    REMOTECOMMAND(Form.REST),
    LOGLEVEL(
            Form.CHOICE,
            "INFO",
            "silent=SILENT quiet=SILENT fatal=FATAL error=ERROR info=INFO verbose=VERBOSE debug=DEBUG debug1=DEBUG debug2=DEBUG2 debug3=DEBUG3"),
    PKCS11PROVIDER(Form.WORD),
    PREFERREDAUTHENTICATIONS(Form.WORD),
    REVOKEDHOSTKEYS(Form.WORD),
    KNOWNHOSTSCOMMAND(Form.REST),
    IDENTITYFILE(Form.EACH),
    CANONICALDOMAINS(Form.LIST, "none"),
    CERTIFICATEFILE(Form.EACH),
    GLOBALKNOWNHOSTSFILE(Form.LIST, "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"),
    USERKNOWNHOSTSFILE(Form.LIST, "~/.ssh/known_hosts ~/.ssh/known_hosts2"),
    SENDENV(Form.EACH),
    SETENV(Form.ONCE_EACH),
    LOGVERBOSE(Form.LIST, "none"),
    PERMITREMOTEOPEN(Form.LIST, "any"),
    CONNECTTIMEOUT(Form.TIME, "none"),
    PROXYCOMMAND(Form.REST),
    PROXYJUMP(Form.JUMP),

    CIPHERS(Form.HIDDEN_WORD),
    MACS(Form.HIDDEN_WORD),
    KEXALGORITHMS(Form.HIDDEN_WORD),
    HOSTKEYALGORITHMS(Form.HIDDEN_WORD),
    CASIGNATUREALGORITHMS(Form.HIDDEN_WORD),
    PUBKEYACCEPTEDALGORITHMS(Form.HIDDEN_WORD),
    TAG(Form.HIDDEN_WORD),
    HOST(Form.BLOCK),
    MATCH(Form.BLOCK),
    INCLUDE(Form.BLOCK),
    REFUSECONNECTION(Form.HIDDEN_REST),
    /// Read and of no effect here.
    IGNORED(Form.IGNORED);

    /// How the arguments of a keyword are read and how its value is printed.
    enum Form {
        WORD,
        NUMBER,
        /// A span of time, kept in seconds, or `none`.
        TIME,
        CHOICE,
        /// The rest of the line as it is.
        REST,
        /// Each line adds one value; printed one per line.
        EACH,
        /// The first line counts, with all its words; printed one per line.
        ONCE_EACH,
        /// The first line counts, with all its words.
        LIST,
        JUMP,
        HIDDEN_WORD,
        HIDDEN_REST,
        BLOCK,
        IGNORED
    }

    /// Kept apart, because constants of the enum itself do not exist yet where its constants are made.
    private static final class Words {
        static final String FLAG = "yes no true=yes false=no";
        static final String TRUTH = "true false yes=true no=false";

        /// Names under which keywords were known earlier.
        static final Map<String, Keyword> ALIASES =
                Map.ofEntries(
                        Map.entry("challengeresponseauthentication", KBDINTERACTIVEAUTHENTICATION),
                        Map.entry("skeyauthentication", KBDINTERACTIVEAUTHENTICATION),
                        Map.entry("tisauthentication", KBDINTERACTIVEAUTHENTICATION),
                        Map.entry("dsaauthentication", PUBKEYAUTHENTICATION),
                        Map.entry("identityfile2", IDENTITYFILE),
                        Map.entry("keepalive", TCPKEEPALIVE),
                        Map.entry("smartcarddevice", PKCS11PROVIDER),
                        Map.entry("pubkeyacceptedkeytypes", PUBKEYACCEPTEDALGORITHMS));

        /// What other sessions than ours have use for, what only later or patched versions know, and what means nothing any more.
        static final List<String> UNUSED =
                List.of(
                        "addkeystoagent",
                        "canonicalizepermittedcnames",
                        "channeltimeout",
                        "cipher",
                        "compressionlevel",
                        "controlpersist",
                        "dynamicforward",
                        "escapechar",
                        "fallbacktorsh",
                        "forwardagent",
                        "forwardx11",
                        "forwardx11timeout",
                        "forwardx11trusted",
                        "globalknownhostsfile2",
                        "gssapiauthentication",
                        "gssapiclientidentity",
                        "gssapidelegatecredentials",
                        "gssapikexalgorithms",
                        "gssapikeyexchange",
                        "gssapirenewalforcesrekey",
                        "gssapiserveridentity",
                        "gssapitrustdns",
                        "hostbasedacceptedalgorithms",
                        "hostbasedkeytypes",
                        "ipqos",
                        "kerberosauthentication",
                        "kerberostgtpassing",
                        "afstokenpassing",
                        "localforward",
                        "obscurekeystroketiming",
                        "protocol",
                        "rekeylimit",
                        "remoteforward",
                        "rhostsauthentication",
                        "rhostsrsaauthentication",
                        "rsaauthentication",
                        "securitykeyprovider",
                        "streamlocalbindmask",
                        "syslogfacility",
                        "tunneldevice",
                        "useprivilegedport",
                        "userknownhostsfile2",
                        "useroaming",
                        "usersh",
                        "versionaddendum",
                        "warnweakcrypto",
                        "xauthlocation");

        static final Map<String, Keyword> NAMES =
                Stream.of(values())
                        .filter(keyword -> keyword != IGNORED)
                        .collect(Collectors.toMap(Keyword::label, Function.identity()));
    }

    private final Form form;
    private final String standard;
    private final Map<String, String> choices;

    Keyword(Form form) {
        this(form, "", "");
    }

    Keyword(Form form, String standard) {
        this(form, standard, "");
    }

    /// @param choices words that may be given; `off=false` is printed as `false`
    Keyword(Form form, String standard, String choices) {
        this.form = form;
        this.standard = standard;
        this.choices =
                Arrays.stream(choices.split(" "))
                        .map(word -> word.split("="))
                        .collect(
                                Collectors.toMap(
                                        parts -> parts[0], parts -> parts[parts.length - 1]));
    }

    Form form() {
        return form;
    }

    /// The value where no line gives one; empty where there is none.
    String standard() {
        return standard;
    }

    /// As `ssh -G` prints it: in lower case.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The word as it is printed; empty where it is none of the keyword's.
    Optional<String> choice(String word) {
        return Optional.ofNullable(choices.get(word.toLowerCase(Locale.ROOT)));
    }

    /// The words that may be given, for messages.
    String words() {
        return choices.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    static Optional<Keyword> named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (Words.UNUSED.contains(lower)) {
            return Optional.of(IGNORED);
        }
        return Optional.ofNullable(Words.NAMES.get(lower))
                .or(() -> Optional.ofNullable(Words.ALIASES.get(lower)));
    }
}
