# has_password.pl: whether a stored password is one that is known. Reads two lines: the SCRAM verifier of pg_authid, and the password. Exits with 0 where it
# is, with 1 where it is not, with 2 where that is not told: of a text beyond ASCII PostgreSQL takes a normal form first (SASLprep).
use strict;
use warnings;
use MIME::Base64 qw(decode_base64);

eval { require Digest::SHA } or exit 2;
my ($verifier, $password) = <STDIN>;
exit 2 if !defined $password;
chomp($verifier, $password);
my ($iterations, $salt, $stored) = $verifier =~ /^SCRAM-SHA-256\$(\d+):([^\$]+)\$([^:]+):/ or exit 1;
exit 2 if $password =~ /[^\x00-\x7f]/;

my $block = Digest::SHA::hmac_sha256(decode_base64($salt) . pack('N', 1), $password);
my $salted = $block;
for (2 .. $iterations) {
    $block = Digest::SHA::hmac_sha256($block, $password);
    $salted ^= $block;
}
my $key = Digest::SHA::sha256(Digest::SHA::hmac_sha256('Client Key', $salted));
exit($key eq decode_base64($stored) ? 0 : 1);
