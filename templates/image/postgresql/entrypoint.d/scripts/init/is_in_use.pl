# is_in_use.pl SECONDS PIDFILE: whether a program in any container has one of the files open whose names are on standard input, with a NUL byte
# after each, or opens PIDFILE within SECONDS. Exits with 3 where one does, with 0 where none does, with 4 where that cannot be told.
#
# The kernel grants a write lease on a file that nobody else has open, and tells its holder when somebody opens it. Bash cannot ask for one.
use strict;
use warnings;
use Errno qw(EAGAIN);
use Fcntl qw(O_RDONLY);

# the same on all architectures
my ($f_setlease, $f_wrlck, $f_unlck) = (1024, 1, 2);
my ($seconds, $pidfile) = @ARGV;
my $opened = 0;
local $SIG{IO} = sub { $opened = 1 };

# lease(FILE): an open file with a lease on it, or nothing; ends where another program has it open
sub lease {
    my ($file) = @_;
    sysopen(my $handle, $file, O_RDONLY) or return;
    return $handle if fcntl($handle, $f_setlease, $f_wrlck);
    exit 3 if $! == EAGAIN;
    return;
}

{
    local $/ = "\0";
    while (my $file = <STDIN>) {
        chomp $file;
        lease($file);
    }
}
my $handle = lease($pidfile) or exit 4;
my $until = time + $seconds;
select(undef, undef, undef, 0.2) while !$opened && time < $until;
fcntl($handle, $f_setlease, $f_unlck);
exit($opened ? 3 : 0);
