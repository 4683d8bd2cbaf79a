package io.pgprov.environment;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a switch of images needs beside variables: the volume, the command, mounts that nobody reads any more.
final class Surroundings {

    private static final String SCRIPTS =
            "what is for the first start: /docker-entrypoint-initdb.d; else build an image from"
                    + " ours";

    private static final String PAGE = "docs/import-env.md, The data";

    /// The major version whose official image has another volume than those before (`docker-library/postgres`, its Dockerfiles).
    private static final int MOVED = 18;

    private static final String MOVED_TO =
            "from 18 on the data is in /var/lib/postgresql/<major>/docker, the volume one level"
                    + " above";

    private static final String KEEP =
            "keep the volume where it is and set PGDATA to that directory";

    /// Users of the official image with whom its server runs as uid 999: root changes to it.
    private static final Pattern THEIR_USER = Pattern.compile("(?:postgres|root|999|0)(?::.*)?");

    private final Service service;
    private final Remarks remarks;

    private Surroundings(Service service, Remarks remarks) {
        this.service = service;
        this.remarks = remarks;
    }

    static void check(Service service, SourceImage image, Result result, Remarks remarks) {
        Surroundings surroundings = new Surroundings(service, remarks);
        switch (image) {
            case BITNAMI, REPMGR -> surroundings.bitnami(result);
            case OFFICIAL -> surroundings.official(result);
        }
    }

    private void bitnami(Result result) {
        bitnamisVolume(result);
        Startup startup = service.startup();
        startup.command()
                .map(Startup.Command::origin)
                .or(startup::entrypoint)
                .ifPresent(origin ->
                        remarks.warning(
                                origin,
                                "command and entrypoint of bitnami's image do not exist here",
                                "remove them; flags of the server: command: [\"-c\", \"name=value\"]"));
        mounted("/docker-entrypoint-preinitdb.d", "scripts there are not run", SCRIPTS);
        mounted("/docker-entrypoint-startdb.d", "scripts there are not run", SCRIPTS);
        mounted(
                "/bitnami/postgresql/conf",
                "files there are not read",
                "settings: " + Ours.SETTING + "<name>; rules: pg_hba.conf in the data directory");
        mounted(
                "/opt/bitnami/",
                "the path means nothing here",
                "mount to a path of yours, and see that no variable names the old one");
    }

    /// A replica clones its primary.
    private void bitnamisVolume(Result result) {
        if (result.value("REPLICATION_ROLE").equals(Optional.of("replica"))) {
            return;
        }
        String directory =
                result.get("PGDATA").isPresent()
                        ? "where it was"
                        : "at /bitnami/postgresql, and add PGDATA=/bitnami/postgresql/data";
        remarks.note(
                service.origin(),
                "the volume belongs to uid 1001, its data is in /bitnami/postgresql/data without"
                        + " configuration files; here it must belong to uid 999",
                "same major version: chown -R 999:999 a copy, mount it "
                        + directory
                        + "; else dump and restore. Step by step: "
                        + PAGE);
    }

    private void official(Result result) {
        service.image()
                .filter(image -> !SourceImage.isOurs(image))
                .ifPresent(image -> volume(image, result));
        service.image()
                .flatMap(SourceImage::extension)
                .ifPresent(extension ->
                        remarks.warning(
                                service.origin(),
                                "the image has no " + extension + ", which data and dumps may need",
                                "build an image from ours with its package"));
        mounted(
                "/etc/postgresql",
                "files there are read only if the command names them",
                "settings: " + Ours.SETTING + "<name>");
    }

    private void volume(String image, Result result) {
        if (!SourceImage.isOfficial(image)) {
            warning(
                    "where this image has its data, and whose it is, is not known here",
                    "it must be at PGDATA and belong to uid 999; " + PAGE);
        } else if (SourceImage.isAlpine(image)) {
            warning(
                    "an Alpine image sorts text by other rules, and its volume belongs to uid 70",
                    "dump and restore; the volume as it is would have damaged indexes");
        } else if (image.contains("timescaledb-ha")) {
            warning(
                    "the data is in /home/postgres/pgdata/data and belongs to uid 1000",
                    "same major version: chown -R 999:999 a copy, and set PGDATA; else dump and"
                            + " restore");
        } else if (result.get("PGDATA").isPresent()) {
            canStay(result);
        } else {
            SourceImage.major(image)
                    .ifPresentOrElse(
                            major -> volumeOf(major, result), () -> volumeOfUnknown(result));
        }
    }

    private void volumeOf(int major, Result result) {
        if (major < MOVED) {
            canStay(result);
        } else {
            warning(MOVED_TO, KEEP + "; see also " + PAGE);
        }
    }

    /// What a tag such as `latest` or `trixie` means changes, and it may have been pulled long ago.
    private void volumeOfUnknown(Result result) {
        warning(
                MOVED_TO + ", and this image may be of 18 or later",
                "postgres --version in it tells; if it is: "
                        + KEEP
                        + staying(result).map(stays -> "; else " + stays).orElse("")
                        + "; see also "
                        + PAGE);
    }

    private void canStay(Result result) {
        staying(result).ifPresent(what -> remarks.note(service.origin(), what, ""));
    }

    /// What to say of the volume where there is one: those of other paths hold something else.
    private Optional<String> staying(Result result) {
        String data = result.value("PGDATA").orElse("/var/lib/postgresql/data") + "/";
        boolean usual =
                service.startup().user().map(u -> THEIR_USER.matcher(u).matches()).orElse(true);
        return service.mounts().stream()
                .map(mount -> mount.replaceFirst("^.*:(?=/)", "").replaceFirst(":.*", ""))
                .filter(target -> data.startsWith(target.replaceFirst("/*$", "/")))
                .findFirst()
                .map(_ ->
                        usual
                                ? "the volume can stay: same path and uid 999, if the major version"
                                        + " is the same"
                                : "the volume can stay where the new container has the same user:"
                                        + " and the major version is the same");
    }

    private void warning(String what, String hint) {
        remarks.warning(service.origin(), what, hint);
    }

    private void mounted(String path, String what, String hint) {
        if (service.mounts().stream().anyMatch(mount -> mount.contains(path))) {
            remarks.warning(service.origin(), path + " is mounted: " + what, hint);
        }
    }
}
