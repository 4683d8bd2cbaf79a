package io.pgprov.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Control files, which are read without PostgreSQL's programs: those are in an image.
class PostgresControlShellTest extends ContainerShell {

    /// Values that differ in each place (src/include/catalog/pg_control.h: 1300 is of PostgreSQL 13 to 16, 1700 of 17, which has put one
    /// more value where there was a gap).
    @ParameterizedTest
    @ValueSource(ints = {1300, 1700})
    void readsWhatIsNeededOfAControlFile(int version) throws Exception {
        ByteBuffer control = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        control.putLong(0, 0xF234567890ABCDEFL).putInt(8, version).putInt(16, 6);
        control.putLong(32, 0x12_3456_7890L).putInt(48, 3).putLong(136, 0x0A_0000_00FFL);
        control.putInt(180, 200).putInt(184, 16).putInt(188, 10).putInt(192, 2).putInt(196, 64);
        Path file = Files.write(top.resolve("pg_control"), control.array());
        fresh();
        assertEquals(
                """
                control=Database system identifier: 17452669531790757359
                control=Database cluster state: in production
                control=Latest checkpoint location: 12/34567890
                control=Latest checkpoint's TimeLineID: 3
                control=Minimum recovery ending location: A/FF
                control=max_connections setting: 200
                control=max_worker_processes setting: 16
                control=max_wal_senders setting: 10
                control=max_prepared_xacts setting: 2
                control=max_locks_per_xact setting: 64
                """,
                dash("postgres_control_decode " + file).text());
    }

    /// Of PostgreSQL 12, of 18, and of a machine with the other order of bytes.
    @ParameterizedTest
    @ValueSource(ints = {1201, 1800, 0x14050000})
    void leavesAControlFileOfAnotherLayoutToTheProgramOfItsImage(int version) throws Exception {
        ByteBuffer control = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        Path file = Files.write(top.resolve("pg_control"), control.putInt(8, version).array());
        assertEquals(
                "asked\n",
                dash("postgres_control_program() { echo asked; }; postgres_control_decode " + file)
                        .text());
    }
}
