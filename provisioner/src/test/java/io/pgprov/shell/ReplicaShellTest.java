package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the functions that decide what of a base backup, or of an interrupted creation, may be taken away.
class ReplicaShellTest {

    @TempDir private Path top;

    private Path data;
    private Path staging;
    private Path wal;
    private Path record;

    @BeforeEach
    void makeDirectories() throws IOException {
        data = top.resolve("data");
        staging = top.resolve("data.pgprov-new");
        wal = Files.createDirectory(top.resolve("wal"));
        record = top.resolve("record");
    }

    @Test
    void aRecordWhoseStagingDirectoryIsGoneGivesNoRightToTheWalDirectory() throws Exception {
        write(record, "staging=" + staging, "wal=" + wal);
        Path segment = Files.createFile(wal.resolve("000000010000000000000001"));
        assertTrue(fails("base_backup_discard").contains("is not empty: it is left as it is"));
        assertTrue(Files.exists(segment));
    }

    @Test
    void aStagingDirectoryThatUsesAnotherWalDirectoryGivesNoRightEither() throws Exception {
        write(record, "staging=" + staging, "wal=" + wal);
        Files.createDirectories(staging.resolve("pg_wal"));
        Path segment = Files.createFile(wal.resolve("000000010000000000000001"));
        fails("base_backup_discard");
        assertTrue(Files.exists(segment));
    }

    @Test
    void walOfAProvenStagingDirectoryIsRemovedWithIt() throws Exception {
        write(record, "staging=" + staging, "wal=" + wal);
        Files.createDirectory(staging);
        Files.createSymbolicLink(staging.resolve("pg_wal"), wal);
        Files.createFile(staging.resolve("backup_manifest"));
        Path segment = Files.createFile(wal.resolve("000000010000000000000001"));
        run("base_backup_discard");
        assertFalse(Files.exists(segment));
        assertFalse(Files.exists(staging));
        assertFalse(Files.exists(record));
        assertTrue(Files.isDirectory(wal));
    }

    @Test
    void theRecordIsForgottenWithTheMoveIntoPlace() throws Exception {
        write(record, "staging=" + staging, "wal=" + wal);
        Files.createDirectory(staging);
        run("replica_place");
        assertTrue(Files.isDirectory(data));
        assertFalse(Files.exists(record));
    }

    @Test
    void theRecordOfAMoveThatIsOverIsForgottenOnceItsDataAreGone() throws Exception {
        write(record, "staging=" + staging, "moving=yes");
        Files.createDirectory(data);
        Files.createFile(data.resolve("PG_VERSION"));
        run("replica_expire");
        assertTrue(Files.exists(record));
        Files.delete(data.resolve("PG_VERSION"));
        run("replica_expire");
        assertFalse(Files.exists(record));
    }

    @Test
    void aBaseBackupOfAnotherDataDirectoryIsFoundByItsRecordAndItsProcess() throws Exception {
        assertEquals("none", run("base_backup_state"));
        Path other = Files.createDirectory(top.resolve("other.pgprov-new"));
        write(record, "staging=" + other);
        assertEquals("elsewhere", run("base_backup_state"));
        Files.delete(other);
        assertEquals("none", run("base_backup_state"));
        assertEquals("elsewhere", run("base_backup_running() { true; }; base_backup_state"));
        write(record, "staging=" + staging);
        assertEquals("running", run("base_backup_running() { true; }; base_backup_state"));
        Files.createDirectory(staging);
        assertEquals("failed", run("base_backup_state"));
        Files.delete(record);
        assertEquals("unproven", run("base_backup_state"));
    }

    @Test
    void aCompleteBaseBackupIsGoodWhereItsSlotStartsNoLaterThanItsWalEnds() throws Exception {
        Path segments = Files.createDirectories(staging.resolve("pg_wal/archive_status"));
        Files.createFile(staging.resolve("pg_wal/00000002000000010000000F"));
        assertTrue(covered("1/F000028", 2));
        assertTrue(covered("0/1000000", 2));
        assertFalse(covered("1/10000000", 2), "the segment that follows a partial one");
        Files.createFile(segments.resolve("00000002000000010000000F.done"));
        assertTrue(covered("1/10000000", 2));
        assertFalse(covered("1/11000000", 2));
        assertFalse(covered("", 2), "a slot that is lost or not there");
        assertFalse(covered("1/F000028", 3), "the source has been promoted since");
    }

    @Test
    void aCreationThatCannotBeReadCountsAsUsed() throws Exception {
        assertEquals("unused", used("exit 1"));
        Files.createDirectories(data.resolve("base/1"));
        Files.createDirectories(data.resolve("global"));
        write(data.resolve("PG_VERSION"), "15");
        assertEquals("unused", used("exit 1"));
        write(data.resolve("base/1/1259"), "a relation");
        assertEquals("used", used("exit 1"));
        write(data.resolve("global/pg_control"), "");
        assertEquals("used", used("exit 1"));
        assertEquals("used", used("echo 'nothing of the kind'"));
        assertEquals("used", used("echo \"Latest checkpoint's NextOID:  16384\""));
        assertEquals("unused", used("echo \"Latest checkpoint's NextOID:  13779\""));
        assertEquals(
                "used", used("echo 'WARNING: CRC'; echo \"Latest checkpoint's NextOID:  13779\""));
    }

    private boolean covered(String restart, int timeline) throws Exception {
        write(top.resolve("slot"), "physical\t" + restart + "\t" + timeline);
        write(top.resolve("identity"), "1\t" + timeline + "\t1/0\t");
        return run("if base_backup_source_covered 16777216; then echo yes; else echo no; fi")
                .equals("yes");
    }

    private String used(String control) throws Exception {
        return run(
                "as_postgres() { ("
                        + control
                        + "); }; if postgres_cluster_used; then echo used; else echo unused; fi");
    }

    private static void write(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }

    private String run(String calls) throws Exception {
        Ended ended = dash(calls);
        assertEquals(0, ended.status(), ended.text());
        return ended.text().strip();
    }

    private String fails(String calls) throws Exception {
        Ended ended = dash(calls);
        assertEquals(1, ended.status(), ended.text());
        return ended.text();
    }

    private record Ended(int status, String text) {}

    private Ended dash(String calls) throws IOException, InterruptedException {
        String script =
                library("base_backup.sh")
                        + library("base_backup_source.sh")
                        + library("replica.sh")
                        + library("postgres_cluster.sh")
                        + """
                        set -e
                        prelude_progress() { :; }
                        as_postgres() { "$@"; }
                        has_systemd=false; os_family=debian; pg_version=15; replica_mounted=false
                        scratch=%1$s; pg_bin_dir=/bin; pg_data_dir=%1$s/data; pg_wal_dir=%1$s/wal
                        replica_staging=%1$s/data.pgprov-new; replica_unit=none
                        replica_record=%1$s/record; replica_log=%1$s/log
                        """
                                .formatted(top)
                        + calls
                        + "\n";
        Path in = Files.writeString(top.resolve("script"), script);
        Process process =
                new ProcessBuilder("dash", in.toString()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    private static String library(String file) throws IOException {
        try (InputStream in = ShellLibrary.class.getResourceAsStream("/shell/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
