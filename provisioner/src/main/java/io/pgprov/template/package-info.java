/// Jinja behind a strict face.
///
/// In: text of the user's files and a way to look variables up. Out: text, or native values. Whatever the engine would pass
/// over in silence is a problem with file and line here. The engine is loaded only when a text needs it. Text that came
/// from hosts is never rendered. The package must not know inventories, playbooks or resources, and no type of the engine
/// leaves it.
///
/// Where things are: filters in `*Filters` (`SelectionFilters` those of undefined values and of other filters), found by
/// `Filters`; tests in `Tests`; methods in `TextMethods` and `CollectionMethods`; functions in `Functions`; tags in `*Block`. A
/// template is cut by `TemplateScanner`, made a tree by `TemplateReader`; expressions are read by `PythonParser`, and computed by
/// `Operators`, `Arithmetic` and `Comparing`; `PythonText` prints.
package io.pgprov.template;
