package io.pgprov.environment;

import io.pgprov.environment.KnownVariables.KnownVariable;
import io.pgprov.environment.Reading.Found;
import io.pgprov.model.NearNames;
import io.pgprov.model.Origin;
import io.pgprov.model.ServerRole;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Translates one environment.
final class Translation {

    private static final Pattern LOCALE_OF_IMAGE =
            Pattern.compile("(?i)C|POSIX|(?:C|en_US)\\.UTF-?8");

    /// Its value is in the same word or the next one; here words are lines.
    private static final Pattern LOCALE_OF_INITDB =
            Pattern.compile("^--(?:locale|lc-[a-z]+)[=\\n](.+)$", Pattern.MULTILINE);

    private final Service service;
    private final SourceImage image;
    private final Remarks remarks;
    private final Reading reading;
    private final Result result;

    Translation(Service service, SourceImage image, Remarks remarks) {
        this.service = service;
        this.image = image;
        this.remarks = remarks;
        this.reading = new Reading(service, image, remarks);
        this.result = new Result(remarks);
    }

    List<Given> run() {
        BitnamiServer server = new BitnamiServer(reading, result);
        switch (image) {
            case BITNAMI, REPMGR -> bitnami(server);
            case OFFICIAL -> {}
        }
        KnownVariables.of(image).all().forEach(this::treat);
        switch (image) {
            case BITNAMI, REPMGR -> server.flags();
            case OFFICIAL -> {}
        }
        reading.rest().forEach(this::keep);
        switch (image) {
            case BITNAMI, REPMGR -> {}
            case OFFICIAL -> ServerCommand.translate(service.startup(), result, remarks);
        }
        result.get("POSTGRES_INITDB_ARGS").ifPresent(this::localesOfInitdb);
        nothingInSilence();
        new ContractRules(reading, result).check();
        List<Given> variables = result.sorted();
        EnvFile.check(variables, remarks);
        Surroundings.check(service, image, result, remarks);
        return variables;
    }

    private void bitnami(BitnamiServer server) {
        ServerRole role = new BitnamiReplication(reading, result).translate();
        Origin origin = service.origin();
        new BitnamiLogin(reading, result).translate(role, origin);
        server.translate(role, origin);
    }

    private void treat(KnownVariable variable) {
        reading.find(variable.name()).ifPresent(found -> treat(variable.treatment(), found));
    }

    private void treat(Treatment treatment, Found found) {
        String name = found.written();
        switch (treatment) {
            case Treatment.As(String ours) -> result.put(ours, found);
            case Treatment.Setting(String setting) -> result.setting(setting, found);
            case Treatment.Together _ -> together(found);
            case Treatment.Dropped(String reason) ->
                    remarks.note(found.origin(), name + " is left out: " + reason, "");
            case Treatment.Lost(String reason, String hint) ->
                    remarks.warning(found.origin(), name + " is left out: " + reason, hint);
            case Treatment.Refused(String reason, String hint) ->
                    remarks.error(found.origin(), name + ": " + reason, hint);
        }
    }

    /// What was looked at, and has led neither to a variable nor to a remark.
    private void nothingInSilence() {
        if (remarks.hasErrors() || !service.isComplete()) {
            return;
        }
        Set<String> said = new HashSet<>();
        remarks.all().forEach(remark -> said.add(remark.problem().where()));
        Set<Origin> used = new HashSet<>();
        result.sorted().forEach(variable -> used.add(variable.origin()));
        for (KnownVariable variable : KnownVariables.of(image).all()) {
            reading.find(variable.name())
                    .filter(found -> !used.contains(found.origin()))
                    .filter(found -> !said.contains(remarks.place(found.origin())))
                    .ifPresent(found ->
                            remarks.note(
                                    found.origin(), found.written() + " needs no counterpart", ""));
        }
    }

    /// The locale is decided here; everything else is by now.
    private void together(Found found) {
        if (!List.of("LANG", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LANGUAGE")
                .contains(found.name())) {
            return;
        }
        result.put(found.name(), found);
        locales(found.written(), List.of(found.value()), found.origin());
    }

    private void localesOfInitdb(Given arguments) {
        String separated =
                ShellWords.split(arguments.value())
                        .map(words -> String.join("\n", words))
                        .orElse("");
        List<String> locales =
                LOCALE_OF_INITDB.matcher(separated).results().map(m -> m.group(1)).toList();
        locales(arguments.name(), locales, arguments.origin());
    }

    private void locales(String variable, List<String> locales, Origin origin) {
        if (!locales.stream().allMatch(l -> LOCALE_OF_IMAGE.matcher(l).matches())) {
            remarks.warning(
                    origin,
                    variable + ": the image has no locale but C, POSIX, C.UTF-8 and en_US.UTF-8",
                    "build it with EXTRA_LOCALES; databases that were made with a locale need it, too");
        }
    }

    private void keep(Given variable) {
        String name = variable.name();
        if (!Ours.isOurs(name) && !isOursFromFile(name)) {
            unknown(variable);
        }
        if (!variable.value().isEmpty() || Ours.isSetting(name) || !Ours.isOurs(name)) {
            result.put(name, variable.value(), variable.origin());
        }
    }

    private static boolean isOursFromFile(String name) {
        return name.endsWith(KnownVariables.FILE)
                && Ours.isFromFile(name.substring(0, name.length() - KnownVariables.FILE.length()));
    }

    private void unknown(Given variable) {
        String name = variable.name();
        boolean theirs = image.prefixes().stream().anyMatch(name::startsWith);
        if (image == SourceImage.OFFICIAL && SourceImage.isBitnamisAlone(name)) {
            remarks.warning(
                    variable.origin(),
                    name + " means something to bitnami's images only, kept as it is",
                    "remove it; or --from bitnami, if the file is for one of them");
        } else if (theirs) {
            remarks.warning(
                    variable.origin(),
                    "unknown variable " + Names.shown(name) + ", kept as it is, for init scripts",
                    likely(name));
        } else {
            near(variable);
        }
    }

    private String likely(String name) {
        SourceImage known =
                name.startsWith("POSTGRESQL_") && image == SourceImage.OFFICIAL
                        ? SourceImage.BITNAMI
                        : image;
        String from = known == image ? "" : " Then also --from " + known;
        return NearNames.of(name, KnownVariables.of(known).names())
                .map(near -> "did you mean " + near + "?" + from)
                .orElseGet(() -> setting(name));
    }

    /// Variables that are neither theirs nor ours.
    private void near(Given variable) {
        String shown = Names.shown(variable.name());
        NearNames.of(variable.name(), Ours.CONTRACT)
                .filter(_ -> Names.isUsual(variable.name()))
                .ifPresentOrElse(
                        near ->
                                remarks.warning(
                                        variable.origin(),
                                        "unknown variable " + shown + ", kept as it is",
                                        "did you mean " + near + "?"),
                        () ->
                                remarks.note(
                                        variable.origin(),
                                        shown + " is of no image, and kept as it is",
                                        ""));
    }

    private static String setting(String name) {
        String rest = name.substring(name.indexOf('_') + 1).toLowerCase(Locale.ROOT);
        return name.startsWith("POSTGRESQL_")
                ? "for the setting of that name, if there is one: " + Ours.SETTING + rest
                : "";
    }
}
