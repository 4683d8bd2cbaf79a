package io.pgprov.resource.postgres;

import io.pgprov.model.Arguments;
import io.pgprov.model.Content;
import io.pgprov.model.Secret;
import io.pgprov.model.View;
import io.pgprov.resource.postgres.WantedSetting.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A setting as a task names it.
///
/// @param name in lower case
/// @param value may depend on facts
/// @param why where the value comes from
/// @param kind who asks
public record RequestedSetting(String name, Content value, String why, WantedSetting.Kind kind) {

    /// Settings that decide where things are; other variables set them, and pgprov would no longer find the server.
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "port", "set pg_port",
                    "data_directory", "set pg_data_dir",
                    "config_file", "the platform decides it",
                    "hba_file", "the platform decides it",
                    "ident_file", "the platform decides it",
                    "include", "write the settings themselves",
                    "include_dir", "write the settings themselves",
                    "include_if_exists", "write the settings themselves");

    /// The settings of one parameter of a task, a map of name to value or to `{value, why}`.
    static List<RequestedSetting> list(Arguments arguments, String parameter, Kind kind) {
        List<RequestedSetting> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        arguments
                .map(parameter)
                .forEach((key, value) -> {
                    String name = name(arguments, key);
                    if (!names.add(name)) {
                        throw arguments.problem(
                                name + " is set twice", "names of settings have no case");
                    }
                    list.add(one(arguments, name, value, kind));
                });
        return List.copyOf(list);
    }

    private static String name(Arguments arguments, String key) {
        String name = key.toLowerCase(Locale.ROOT);
        if (!name.matches("[a-z_][a-z0-9_$]*(\\.[a-z_][a-z0-9_$]*)*")) {
            throw arguments.problem(
                    "not the name of a setting: " + key, "names are letters, digits, _ and .");
        }
        if (ELSEWHERE.containsKey(name)) {
            throw arguments.problem(name + " cannot be set here", ELSEWHERE.get(name));
        }
        return name;
    }

    private static RequestedSetting one(Arguments arguments, String name, Object value, Kind kind) {
        String why = kind == Kind.USER ? "pg_settings" : "";
        if (value instanceof Map<?, ?> map) {
            Optional<Object> reason = Optional.ofNullable(map.get("why"));
            Object inner = map.get("value");
            if (map.keySet().stream().anyMatch(k -> !k.equals("value") && !k.equals("why"))) {
                throw arguments.problem(
                        "setting " + name + " has an unknown key", "known: value, why");
            }
            return one(arguments, name, inner, kind)
                    .because(reason.map(Object::toString).orElse(why));
        }
        return switch (value) {
            case null ->
                    throw arguments.problem(
                            "setting " + name + " has no value", "write '' for an empty one");
            case Content content -> new RequestedSetting(name, content, why, kind);
            case Secret secret ->
                    new RequestedSetting(
                            name, plain(arguments, name, secret.reveal()), why, Kind.SECRET);
            case List<?> list -> {
                String joined =
                        list.stream().map(String::valueOf).collect(Collectors.joining(", "));
                yield new RequestedSetting(name, plain(arguments, name, joined), why, kind);
            }
            case Boolean flag ->
                    new RequestedSetting(name, Content.of(flag ? "on" : "off"), why, kind);
            default ->
                    new RequestedSetting(name, plain(arguments, name, value.toString()), why, kind);
        };
    }

    private static Content plain(Arguments arguments, String name, String text) {
        if (unprintable(text)) {
            throw arguments.problem(
                    "the value of " + name + " holds a line break or NUL", "write it on one line");
        }
        return Content.of(text);
    }

    private RequestedSetting because(String reason) {
        return new RequestedSetting(name, value, reason, kind);
    }

    WantedSetting wanted(View view) {
        // A blank at the end may be wanted, as in log_line_prefix.
        String text = value.render(view).replaceFirst("\\R$", "");
        if (unprintable(text)) {
            throw new IllegalArgumentException(
                    "the value of " + name + " holds a line break or NUL");
        }
        return new WantedSetting(name, text, why, kind);
    }

    private static boolean unprintable(String text) {
        return text.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r');
    }
}
