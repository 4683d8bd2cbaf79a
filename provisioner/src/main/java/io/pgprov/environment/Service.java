package io.pgprov.environment;

import io.pgprov.model.Origin;
import java.util.List;
import java.util.Optional;

/// One container's environment: a service of a Compose file, or a whole env file.
///
/// @param name of the service; empty for an env file
/// @param image as the file has it
/// @param names of all variables, also of those that could not be read
/// @param mounts what is mounted where, as the file has it, one text each
/// @param remarks what there is to say about reading it; of interest where the service is translated
/// @param startup how the file has it started
record Service(
        Optional<String> name,
        Optional<String> image,
        List<Given> variables,
        List<String> names,
        List<String> mounts,
        Startup startup,
        Origin origin,
        List<Remark> remarks) {

    Service {
        variables = List.copyOf(variables);
        names = List.copyOf(names);
        mounts = List.copyOf(mounts);
        remarks = List.copyOf(remarks);
    }

    static Service of(List<Given> variables, String file, Remarks remarks) {
        return new Service(
                Optional.empty(),
                Optional.empty(),
                variables,
                variables.stream().map(Given::name).toList(),
                List.of(),
                Startup.ofImage(),
                new Origin(file, 0),
                remarks.all());
    }

    /// Whether all of it could be read; what is missing may be among the rest.
    boolean isComplete() {
        return remarks.stream().noneMatch(remark -> remark.level() == Remark.Level.ERROR);
    }
}
