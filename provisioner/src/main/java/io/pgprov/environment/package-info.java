/// Environments of other PostgreSQL images, translated into that of pgprov's own.
///
/// In: the text of an env file or of a Compose file. Out: the variables of our image, and remarks on everything that does not go over as it
/// is. Pure: the package reads no file and knows neither hosts nor containers.
package io.pgprov.environment;
