package io.pgprov.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The functions that every template can call.
final class Functions {

    private static final String READ_HERE =
            "secret('env:NAME') and secret('file:PATH') read from this machine";

    private static final Map<String, String> UNSUPPORTED =
            Map.ofEntries(
                    Map.entry("lookup()", READ_HERE),
                    Map.entry("query()", READ_HERE),
                    Map.entry("q()", READ_HERE),
                    Map.entry(
                            "now()",
                            "a text that changes with the clock would be drift in every run"),
                    Map.entry("lipsum()", ""),
                    Map.entry("self", ""),
                    Map.entry("vars", "name the variable, or keep a map of them"),
                    Map.entry("omit", "write an if around what may be left out"),
                    Map.entry("environment", ""),
                    Map.entry(
                            "ansible_facts", "docs/playbooks.md lists the facts that pgprov has"));

    /// Variables that Ansible has without being told: those of its run, and its facts. One with a default would come out
    /// otherwise here, without a word.
    private static final Pattern OF_ANSIBLE =
            Pattern.compile(
                    "template_(?:host|uid|path|fullpath|destpath|run_date)|playbook_dir|role_(?:name|path)"
                            + "|inventory_(?:dir|file)|play_hosts"
                            + "|ansible_(?:play_.*|check_mode|version|date_time|env|hostname|fqdn|nodename|domain|default_ipv[46]"
                            + "|all_ipv[46]_addresses|interfaces|mem.*_mb|swap.*_mb|processor.*|distribution.*|os_family"
                            + "|architecture|kernel.*|system|service_mgr|pkg_mgr|mounts|devices|virtualization_.*|selinux"
                            + "|python.*(?<!_interpreter)|user_id|local|lsb)");

    private final UnaryOperator<String> secrets;

    /// @param secrets reads the secret that a source names
    Functions(UnaryOperator<String> secrets) {
        this.secrets = secrets;
    }

    Optional<Object> named(String name, int line) {
        return switch (name) {
            case "range" -> function((positional, named) -> range(positional, named));
            case "dict" -> function(Functions::dict);
            case "namespace" ->
                    function(
                            (positional, named) -> new Namespace(strings(dict(positional, named))));
            case "cycler" -> function((positional, _) -> new Cycler(positional));
            case "joiner" -> function(Functions::joiner);
            case "secret" -> function((positional, named) -> secret(positional, named));
            case "ansible_managed" -> Optional.of("Ansible managed");
            default -> {
                for (String written : List.of(name, name + "()")) {
                    if (UNSUPPORTED.containsKey(written) || OF_ANSIBLE.matcher(written).matches()) {
                        throw new TemplateFault(
                                written + " is not supported",
                                UNSUPPORTED.getOrDefault(written, "set a variable of this name"),
                                line);
                    }
                }
                yield Optional.empty();
            }
        };
    }

    private static Optional<Object> function(Callable callable) {
        return Optional.of(callable);
    }

    private Object secret(List<Object> positional, Map<String, Object> named) {
        if (positional.size() != 1 || !named.isEmpty()) {
            throw new TemplateFault("secret() needs one source", "write secret('env:NAME')");
        }
        return secrets.apply(PythonText.str(positional.getFirst()));
    }

    private static Object range(List<Object> positional, Map<String, Object> named) {
        boolean whole = positional.stream().allMatch(n -> n instanceof Long);
        if (positional.isEmpty() || positional.size() > 3 || !whole || !named.isEmpty()) {
            throw new TemplateFault("range() needs one to three whole numbers", "add | int");
        }
        long first = positional.size() == 1 ? 0 : (Long) positional.get(0);
        long end = (Long) positional.get(positional.size() == 1 ? 0 : 1);
        long step = positional.size() == 3 ? (Long) positional.get(2) : 1;
        if (step == 0) {
            throw new TemplateFault("the step of range() is 0");
        }
        return Iterated.range(first, end, step);
    }

    private static OwnMap dict(List<Object> positional, Map<String, Object> named) {
        OwnMap map = new OwnMap();
        if (positional.size() > 1) {
            throw new TemplateFault("dict() needs a map or a list of pairs");
        }
        for (Object each : positional) {
            if (Undefined.refuse(each) instanceof Map<?, ?>) {
                map.putAll(Values.copy(each));
            } else {
                Values.iterate(each).forEach(pair -> put(Values.iterate(pair), map));
            }
        }
        map.putAll(named);
        return map;
    }

    private static void put(List<Object> pair, OwnMap map) {
        if (pair.size() != 2) {
            throw new TemplateFault("dict() needs a map or a list of pairs");
        }
        map.put(pair.get(0), pair.get(1));
    }

    private static Map<String, Object> strings(OwnMap map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(PythonText.str(key), value));
        return named;
    }

    private static Object joiner(List<Object> positional, Map<String, Object> named) {
        Object separator =
                named.getOrDefault("sep", positional.isEmpty() ? ", " : positional.getFirst());
        boolean[] used = {false};
        return (Callable)
                (_, _) -> {
                    Object now = used[0] ? separator : "";
                    used[0] = true;
                    return now;
                };
    }
}
