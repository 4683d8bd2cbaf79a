package io.pgprov.inventory;

import static io.pgprov.inventory.VariableDefinition.Family.CONTAINER;
import static io.pgprov.inventory.VariableDefinition.Kind.PATH;
import static io.pgprov.inventory.VariableDefinition.Kind.TEXT;

import java.util.List;

/// The rows of [VariableDefinition] that are about the containers of servers.
final class ContainerVariableTable {

    private ContainerVariableTable() {}

    static List<VariableDefinition> definitions() {
        return List.of(
                VariableTable.choice(
                        "container_engine",
                        CONTAINER,
                        List.of("docker", "podman"),
                        "`docker`",
                        "what runs the container: `docker` or `podman`"),
                VariableTable.row(
                        "container_image",
                        CONTAINER,
                        TEXT,
                        "`pgprov/postgresql:<pg_version>`",
                        "name and tag of the image; another tag is another image, a tag that moves in a registry is not looked at"),
                VariableTable.choice(
                        "container_image_source",
                        CONTAINER,
                        List.of("build", "pull", "stream"),
                        "`build`",
                        "`build` on the host, `pull` from a registry, or `stream` from the machine that pgprov runs on"),
                VariableTable.row(
                        "container_image_archive",
                        CONTAINER,
                        PATH,
                        "this machine's own engine",
                        "with `stream`: a file as `docker save` writes it, relative to the inventory"),
                VariableTable.row(
                        "container_image_context",
                        CONTAINER,
                        PATH,
                        "the image that pgprov ships",
                        "with `build`: a directory with a Dockerfile, relative to the inventory"),
                VariableTable.choice(
                        "container_network",
                        CONTAINER,
                        List.of("host", "bridge"),
                        "`host`",
                        "`host`, or `bridge` with the server's port published"),
                VariableTable.row(
                        "container_memory",
                        CONTAINER,
                        TEXT,
                        "unlimited",
                        "memory that the container may use, such as `4GB`"));
    }
}
