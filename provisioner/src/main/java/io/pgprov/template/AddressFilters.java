package io.pgprov.template;

import java.util.Map;

/// The basics of the filters `ipaddr`, `ipv4`, `ipv6` and `ipwrap` of the collection ansible.utils.
final class AddressFilters {

    static final Map<String, String> PARAMETERS =
            Map.of("ipaddr", "query", "ipv4", "query", "ipv6", "query", "ipwrap", "query");

    private AddressFilters() {}

    static Object apply(String name, Object value, Bound given) {
        if (Values.isSequence(value)) {
            OwnList found = new OwnList();
            for (Object item : Values.iterate(value)) {
                Object one = apply(name, Undefined.refuse(item), given);
                if (!Boolean.FALSE.equals(one) && Values.truth(one)) {
                    found.add(one);
                }
            }
            return found;
        }
        if (!(value instanceof String text)) {
            throw given.fault("needs an address as text, not " + Values.described(value));
        }
        if (name.equals("ipwrap")) {
            return wrapped(text);
        }
        int version = name.equals("ipv4") ? 4 : name.equals("ipv6") ? 6 : 0;
        return Network.parse(text)
                .filter(network -> version == 0 || network.version() == version)
                .map(network -> network.answer(given.at("query", ""), given))
                .orElse(false);
    }

    private static String wrapped(String text) {
        return Network.parse(text)
                .filter(network -> network.version() == 6)
                .map(_ -> {
                    int slash = text.indexOf('/');
                    return slash < 0
                            ? "[" + text + "]"
                            : "[" + text.substring(0, slash) + "]" + text.substring(slash);
                })
                .orElse(text);
    }
}
