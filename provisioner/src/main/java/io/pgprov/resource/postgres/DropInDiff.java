package io.pgprov.resource.postgres;

import io.pgprov.model.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What differs between pgprov's file as it is and as it shall be: a row for each setting with the reason for its value. The text
/// itself is compared only where rows cannot say it all, because somebody else has written in the file.
///
/// @param path of the file on the host
/// @param now what the file is to hold, by name
/// @param live rows of `pg_settings`, by name; empty where the server does not answer
record DropInDiff(String path, Map<String, WantedSetting> now, Map<String, LiveSetting> live) {

    /// @param told names of settings whose rows are there already
    List<Difference> of(FileState file, Set<String> told) {
        List<Difference> differences = new ArrayList<>();
        String text = DropIn.text(now.values());
        if (!text.equals(file.text())) {
            if (othersWroteIn(file)) {
                differences.add(
                        now.values().stream().anyMatch(WantedSetting::secret)
                                ? new Difference.Hidden(path)
                                : MaskedText.texts(
                                        path,
                                        MaskedText.settings(file.text()),
                                        MaskedText.settings(text)));
            } else {
                rows(DropIn.values(file.text()), told, differences);
            }
        }
        if (file.present() && !file.access().equals(SettingsDiff.ACCESS)) {
            differences.add(
                    new Difference.Value(
                            "mode, owner and group", file.access(), SettingsDiff.ACCESS, ""));
        }
        return differences;
    }

    private static boolean othersWroteIn(FileState file) {
        List<WantedSetting> there =
                DropIn.values(file.text()).entrySet().stream()
                        .map(e ->
                                new WantedSetting(
                                        e.getKey(), e.getValue(), "", WantedSetting.Kind.DEFAULT))
                        .toList();
        return file.present() && !DropIn.text(there).equals(file.text());
    }

    private void rows(Map<String, String> there, Set<String> told, List<Difference> differences) {
        for (WantedSetting setting : new TreeMap<>(now).values()) {
            String name = setting.name();
            if (told.contains(name) || setting.value().equals(there.get(name))) {
                continue;
            }
            differences.add(
                    setting.secret()
                            ? new Difference.Hidden(name)
                            : MaskedText.row(
                                    name, before(name, there), setting.value(), setting.why()));
        }
        for (String name : there.keySet()) {
            if (!now.containsKey(name) && !told.contains(name)) {
                String before = MaskedText.setting(name, there.get(name));
                differences.add(new Difference.Value(name, before, "", "no longer wanted"));
            }
        }
    }

    /// Masked. A value in force that the file does not set is shown with its source.
    private String before(String name, Map<String, String> there) {
        LiveSetting running = live.get(name);
        return there.containsKey(name) || running == null || running.ofSession()
                ? MaskedText.setting(name, there.getOrDefault(name, ""))
                : "%s (%s)".formatted(MaskedText.setting(name, running.shown()), running.place());
    }

    /// The names of the settings that rows are about.
    static Set<String> names(List<Difference> differences) {
        return differences.stream()
                .map(difference ->
                        switch (difference) {
                            case Difference.Value value -> value.name();
                            case Difference.Text text -> text.name();
                            case Difference.Hidden hidden -> hidden.name();
                        })
                .collect(Collectors.toSet());
    }
}
