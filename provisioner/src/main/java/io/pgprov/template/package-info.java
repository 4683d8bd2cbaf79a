/// Jinja behind a strict face.
///
/// In: text of the user's files and a way to look variables up. Out: text, or native values. Whatever the engine would pass
/// over in silence is a problem with file and line here. The engine is loaded only when a text needs it. Text that came
/// from hosts is never rendered. The package must not know inventories, playbooks or resources, and no type of the engine
/// leaves it.
package io.pgprov.template;
