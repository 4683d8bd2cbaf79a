package io.pgprov.lab;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// One lab for every test class that asks for the same kind, started at the first use and closed at the end of the run.
///
///     @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));
///
/// Each class finds the hosts as new; with `resetBeforeEach` each test does. Between tests of a class the hosts are
/// otherwise left as the tests left them.
public final class SharedLab implements BeforeAllCallback, BeforeEachCallback {

    private static final Namespace LABS = Namespace.create(SharedLab.class);

    private final Lab.Spec spec;
    private final boolean beforeEach;
    private Lab lab;
    private boolean fresh;

    private SharedLab(Lab.Spec spec, boolean beforeEach) {
        this.spec = spec;
        this.beforeEach = beforeEach;
    }

    public static SharedLab of(Lab.Spec spec) {
        return new SharedLab(spec, false);
    }

    public SharedLab resetBeforeEach() {
        return new SharedLab(spec, true);
    }

    /// The lab; not before the class's first `@BeforeAll`.
    public Lab lab() {
        return lab;
    }

    public LabHost host(int n) {
        return lab.host(n);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var store = context.getRoot().getStore(LABS);
        boolean known = store.get(spec) != null;
        lab = store.computeIfAbsent(spec, Lab.Spec::start, Lab.class);
        if (known) {
            lab.reset();
        }
        fresh = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (beforeEach && !fresh) {
            lab.reset();
        }
        fresh = false;
    }
}
