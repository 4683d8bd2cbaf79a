package io.pgprov.template;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// An address with the length of its network, or a network.
///
/// @param address of 4 or 16 bytes, as a number
/// @param length bits of the network
/// @param slash whether a length was written
record Network(int version, BigInteger address, int length, boolean slash) {

    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean v6 = address.contains(":");
        if (!(v6
                ? address.matches("[0-9a-fA-F:.]+")
                : address.matches("(\\d{1,3}\\.){3}\\d{1,3}"))) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            int version = v6 ? 6 : 4;
            if (bytes.length != (v6 ? 16 : 4)) {
                return Optional.empty();
            }
            int bits = bytes.length * 8;
            Optional<Integer> length =
                    slash < 0 ? Optional.of(bits) : length(text.substring(slash + 1), bits);
            return length.map(n -> new Network(version, new BigInteger(1, bytes), n, slash >= 0));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> length(String written, int bits) {
        if (written.matches("\\d{1,3}")) {
            int length = Integer.parseInt(written);
            return length <= bits ? Optional.of(length) : Optional.empty();
        }
        if (bits != 32) {
            return Optional.empty();
        }
        return parse(written)
                .filter(mask -> mask.version == 4)
                .map(mask -> mask.address.bitCount())
                .filter(length -> mask(32, length).equals(parse(written).orElseThrow().address));
    }

    /// What the filter gives for a query; `false` where the value is not what is asked for.
    Object answer(Object query, Bound given) {
        if (query instanceof Long index) {
            return nth(index, given);
        }
        String asked = PythonText.str(query);
        boolean single = length == bits();
        boolean host = !single && !address.equals(network());
        return switch (asked) {
            case "" -> slash ? text(address) + "/" + length : text(address);
            case "address", "ip" ->
                    single || host || bits() - length == 1 ? text(address) : (Object) false;
            case "host" -> single || host ? text(address) + "/" + length : (Object) false;
            case "net" -> !single && !host ? text(address) + "/" + length : (Object) false;
            case "network" -> single ? text(address) : text(network());
            case "netmask" -> text(mask(bits(), length));
            case "hostmask" -> text(mask(bits(), length).xor(mask(bits(), bits())));
            case "broadcast" -> bits() - length > 1 ? text(last()) : (Object) false;
            case "prefix" -> (long) length;
            case "subnet", "cidr" -> text(network()) + "/" + length;
            case "size" -> Values.number(BigInteger.ONE.shiftLeft(bits() - length));
            case "version" -> (long) version;
            case "type" -> single || host ? "address" : "network";
            case "ipv4" -> version == 4 ? answer("", given) : false;
            case "ipv6" -> version == 6 ? answer("", given) : false;
            default -> member(asked, given);
        };
    }

    /// The value itself if it lies in the network that is asked for.
    private Object member(String asked, Bound given) {
        Network outer =
                parse(asked)
                        .orElseThrow(() ->
                                new TemplateFault(
                                        "filter ipaddr does not support the query " + asked,
                                        "it knows address, host, net, network, netmask, hostmask, broadcast, prefix, subnet, size, version,"
                                                + " type, a number, and a network such as 10.0.0.0/8"));
        boolean inside =
                outer.version == version
                        && network().compareTo(outer.network()) >= 0
                        && last().compareTo(outer.last()) <= 0;
        return inside ? answer("", given) : false;
    }

    private Object nth(long index, Bound given) {
        BigInteger size = BigInteger.ONE.shiftLeft(bits() - length);
        BigInteger at = BigInteger.valueOf(index);
        BigInteger from = index < 0 ? size.add(at) : at;
        if (from.signum() < 0 || from.compareTo(size) >= 0) {
            return false;
        }
        return text(network().add(from)) + "/" + length;
    }

    private int bits() {
        return version == 4 ? 32 : 128;
    }

    private BigInteger network() {
        return address.and(mask(bits(), length));
    }

    private BigInteger last() {
        return network().add(BigInteger.ONE.shiftLeft(bits() - length)).subtract(BigInteger.ONE);
    }

    private static BigInteger mask(int bits, int length) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE.shiftLeft(bits - length));
    }

    private String text(BigInteger number) {
        byte[] bytes = new byte[bits() / 8];
        byte[] all = number.toByteArray();
        int count = Math.min(all.length, bytes.length);
        System.arraycopy(all, all.length - count, bytes, bytes.length - count, count);
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return version == 4
                    ? address.getHostAddress()
                    : shortened(address.getAddress(), number);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// RFC 5952: the longest run of zero groups is left out.
    private static String shortened(byte[] bytes, BigInteger number) {
        String[] groups = new String[8];
        for (int i = 0; i < 8; i++) {
            groups[i] =
                    bytes.length == 16
                            ? Integer.toHexString(
                                    (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff)
                            : number.shiftRight(112 - 16 * i)
                                    .and(BigInteger.valueOf(0xffff))
                                    .toString(16);
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run].equals("0")) {
                run++;
            }
            if (run > longest) {
                start = i;
                longest = run;
            }
        }
        String whole = String.join(":", groups);
        if (start < 0) {
            return whole;
        }
        List<String> all = List.of(groups);
        return String.join(":", all.subList(0, start))
                + "::"
                + String.join(":", all.subList(start + longest, 8));
    }
}
