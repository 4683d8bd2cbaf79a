/// What a container host needs: its engine, the image, and the container that the server runs in.
///
/// Settings, access rules, roles and slots of the server inside are the same resources as on bare hosts; the scripts' prelude knows where
/// they are. In: a task's arguments and what a host answered. Out: verdicts. This package must not know connections, playbooks or
/// plans. The one thing that it asks of the controller's own machine is which image its engine has, or an archive or folder holds.
package io.pgprov.resource.container;
