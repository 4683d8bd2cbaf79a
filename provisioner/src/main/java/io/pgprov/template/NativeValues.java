package io.pgprov.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns what the engine answers into plain values: text, `Long`, `BigInteger`, `Double`, `Boolean`, `List`, `Map`.
final class NativeValues {

    private NativeValues() {}

    /// @return `""` for the engine's null, which is only met inside lists and maps
    static Object of(Object value) {
        return switch (value) {
            case null -> "";
            case Boolean truth -> truth;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Long number -> number;
            case BigInteger number -> number;
            case BigDecimal number -> number.doubleValue();
            case Float number -> number.doubleValue();
            case Double number -> number;
            case Map<?, ?> map -> map(map);
            case Iterable<?> items -> list(items);
            default -> value.toString();
        };
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), of(item)));
        return copy;
    }

    private static List<Object> list(Iterable<?> items) {
        List<Object> copy = new ArrayList<>();
        items.forEach(item -> copy.add(of(item)));
        return copy;
    }
}
