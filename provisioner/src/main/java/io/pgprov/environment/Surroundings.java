package io.pgprov.environment;

import io.pgprov.model.Origin;

/// What a switch of images needs beside variables: the volume, the command, mounts that nobody reads any more.
final class Surroundings {

    private static final String SCRIPTS =
            "what is for the first start: /docker-entrypoint-initdb.d; else build an image from"
                    + " ours";

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
        Origin origin = service.origin();
        String directory =
                result.get("PGDATA").isPresent()
                        ? "where it was"
                        : "at /bitnami/postgresql, and add PGDATA=/bitnami/postgresql/data";
        remarks.note(
                origin,
                "the volume belongs to uid 1001, its data is in /bitnami/postgresql/data without"
                        + " configuration files; here it must belong to uid 999",
                "same major version: chown -R 999:999 a copy, mount it "
                        + directory
                        + "; else dump and restore. Step by step: docs/import-env.md, The data");
        service.command()
                .ifPresent(command ->
                        remarks.warning(
                                command,
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
        String tag = SourceImage.tag(image);
        if (!SourceImage.isOfficial(image)) {
            remarks.warning(
                    service.origin(),
                    "where this image has its data, and whose it is, is not known here",
                    "it must be at PGDATA and belong to uid 999; docs/import-env.md, The data");
        } else if (SourceImage.isAlpine(image)) {
            remarks.warning(
                    service.origin(),
                    "an Alpine image sorts text by other rules, and its volume belongs to uid 70",
                    "dump and restore; the volume as it is would have damaged indexes");
        } else if (image.contains("timescaledb-ha")) {
            remarks.warning(
                    service.origin(),
                    "the data is in /home/postgres/pgdata/data and belongs to uid 1000",
                    "same major version: chown -R 999:999 a copy, and set PGDATA; else dump and"
                            + " restore");
        } else if (tag.matches("(?:latest.*|(?:pg)?(?:1[89]|[2-9][0-9]).*|)")
                && result.get("PGDATA").isEmpty()) {
            remarks.warning(
                    service.origin(),
                    "from 18 on the data is in /var/lib/postgresql/<major>/docker, the volume one"
                            + " level above",
                    "keep the volume where it is and set PGDATA to that directory; see also"
                            + " docs/import-env.md, The data");
        } else {
            remarks.note(
                    service.origin(),
                    "the volume can stay: same path and uid 999, if the major version is the same",
                    "");
        }
    }

    private void mounted(String path, String what, String hint) {
        if (service.mounts().stream().anyMatch(mount -> mount.contains(path))) {
            remarks.warning(service.origin(), path + " is mounted: " + what, hint);
        }
    }
}
