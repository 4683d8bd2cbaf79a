# Looks for secrets where none may be. Needles come from a file of lines "NAME HEX", so that neither this script's argv nor
# that file is a find itself.
#
#   secrets.pl watch NEEDLES REPORT   reads argv and environment of every process every few milliseconds, until REPORT.stop is there
#   secrets.pl scan NEEDLES           reads the files named on standard input, NUL between them; prints "NAME TAB PATH"
#   secrets.pl text NEEDLES           reads standard input; prints the names found
use strict;
use warnings;

my ($mode, $needles, $report) = @ARGV;
my %name;
open(my $list, '<', $needles) or die "$needles: $!";
while (<$list>) {
    my ($label, $hex) = split;
    $name{ pack('H*', $hex) } //= $label;
}
close $list;
my $any = join '|', map { quotemeta } sort { length $b <=> length $a } keys %name;
$any = qr/($any)/;

sub content {
    my ($path) = @_;
    open(my $file, '<:raw', $path) or return '';
    local $/;
    my $text = <$file>;
    close $file;
    return $text // '';
}

# The names of what is in a text.
sub found {
    my ($text) = @_;
    my %seen;
    while ($text =~ /$any/g) { $seen{ $name{$1} } = 1 }
    return sort keys %seen;
}

if ($mode eq 'text') {
    local $/;
    print map { "$_\n" } found(scalar <STDIN>);
} elsif ($mode eq 'scan') {
    local $/ = "\0";
    while (my $path = <STDIN>) {
        chomp $path;
        print map { "$_\t$path\n" } found(content($path));
    }
} else {
    my ($rounds, %seen) = (0);
    open(my $out, '>', $report) or die "$report: $!";
    $out->autoflush(1);
    until (-e "$report.stop") {
        opendir(my $proc, '/proc') or die "/proc: $!";
        for my $pid (grep { /^\d+$/ && $_ != $$ } readdir $proc) {
            for my $kind ('cmdline', 'environ') {
                my $text = content("/proc/$pid/$kind");
                next unless $text =~ $any;
                my $program = content("/proc/$pid/comm");
                chomp $program;
                for my $label (found($text)) {
                    print $out "$label\t$kind\t$program\n" unless $seen{"$label $kind $program"}++;
                }
            }
        }
        closedir $proc;
        $rounds++;
        select(undef, undef, undef, 0.004);
    }
    print $out "rounds\t$rounds\n";
    close $out;
    rename($report, "$report.done") or die "$report: $!";
}
