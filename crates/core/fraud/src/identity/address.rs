//! Internet addresses: one form of each, and the networks that they lie in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address itself. An IPv4 address that is written as IPv6, or that reaches IPv6 through a translator or tunnel which writes it
/// into the other address, is that IPv4 address: whoever pays is behind it, and could choose the rest at will.
pub(crate) fn address(address: IpAddr) -> IpAddr {
    let IpAddr::V6(long) = address else { return address };
    within(long).map_or(address, IpAddr::V4)
}

/// The IPv4 address within an IPv6 address, if the form of the latter says that there is one.
fn within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let last = Ipv4Addr::from_bits((address.to_bits() & u128::from(u32::MAX)) as u32);
    match address.segments() {
        // IPv4-mapped (RFC 4291, section 2.5.5.2).
        [0, 0, 0, 0, 0, 0xffff, ..]
        // Translated without state (RFC 2765).
        | [0, 0, 0, 0, 0xffff, 0, ..]
        // NAT64, by its well-known prefix (RFC 6052).
        | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(last),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))),
        // Teredo (RFC 4380): the client's address, each bit of it turned.
        [0x2001, 0, ..] => Some(Ipv4Addr::from_bits(!last.to_bits())),
        _ => None,
    }
}

/// How many leading bits of an address name the network that one customer of a provider has, or that a small provider is: of
/// IPv4 and of IPv6 (RFC 6177 gives a site a /64 at least).
pub(crate) const NETWORK_BITS: (u8, u8) = (24, 64);

/// The network of an address: `192.0.2.0/24`, `2001:db8:5:9::/64`. An IPv4 address that is written as IPv6 is IPv4.
pub(crate) fn network(address: IpAddr, bits: (u8, u8)) -> String {
    let first = network_address(address, bits);
    format!("{first}/{}", if first.is_ipv4() { bits.0 } else { bits.1 })
}

/// The first address of the network of an address.
pub(crate) fn network_address(of: IpAddr, (bits_v4, bits_v6): (u8, u8)) -> IpAddr {
    match address(of) {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits_v4.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits_v6.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_ipv4_address_is_one_however_it_reaches_ipv6() {
        for (spelling, expected) in [
            ("192.0.2.71", "192.0.2.71"),
            ("::ffff:192.0.2.71", "192.0.2.71"),
            ("::FFFF:c000:247", "192.0.2.71"),
            ("0:0:0:0:0:ffff:c000:0247", "192.0.2.71"),
            ("::ffff:0:192.0.2.71", "192.0.2.71"),
            ("64:ff9b::192.0.2.71", "192.0.2.71"),
            ("0064:FF9B:0:0:0:0:C000:0247", "192.0.2.71"),
            ("2002:c000:247::", "192.0.2.71"),
            ("2002:c000:247::1", "192.0.2.71"),
            ("2002:c000:247:5:aaaa:bbbb:cccc:dddd", "192.0.2.71"),
            ("2001:0:4136:e378:8000:63bf:3fff:fdb8", "192.0.2.71"),
            ("2001::3fff:fdb8", "192.0.2.71"),
            // What another operator's translator writes where, nobody else knows (RFC 8215).
            ("64:ff9b:1::192.0.2.71", "64:ff9b:1::c000:247"),
            ("64:ff9b:0:0:0:1:192.0.2.71", "64:ff9b::1:c000:247"),
            // Not used any more, and what ::1 would be too.
            ("::192.0.2.71", "::192.0.2.71"),
            ("::1", "::1"),
            ("::", "::"),
            ("2001:db8::c000:247", "2001:db8::c000:247"),
            ("2001:1:4136:e378:8000:63bf:3fff:fdb8", "2001:1:4136:e378:8000:63bf:3fff:fdb8"),
            ("2003:c000:247::1", "2003:c000:247::1"),
            ("fe80::200:5efe:192.0.2.71", "fe80::200:5efe:c000:247"),
        ] {
            let expected: IpAddr = expected.parse().unwrap();
            assert_eq!(address(spelling.parse().unwrap()), expected, "{spelling}");
        }
    }

    #[test]
    fn addresses_of_one_network_are_told_by_their_leading_bits() {
        for (address, bits, expected) in [
            ("192.0.2.71", NETWORK_BITS, "192.0.2.0/24"),
            ("::ffff:192.0.2.71", NETWORK_BITS, "192.0.2.0/24"),
            ("64:ff9b::192.0.2.71", NETWORK_BITS, "192.0.2.0/24"),
            ("2002:c000:247:5::1", NETWORK_BITS, "192.0.2.0/24"),
            ("2001:db8:5:9::104d", NETWORK_BITS, "2001:db8:5:9::/64"),
            ("2001:DB8:5:9:ffff:ffff:ffff:ffff", NETWORK_BITS, "2001:db8:5:9::/64"),
            ("2001:db8:5:9::1", (16, 48), "2001:db8:5::/48"),
            ("198.51.100.7", (32, 128), "198.51.100.7/32"),
            ("198.51.100.7", (1, 1), "128.0.0.0/1"),
            ("ffff::1", (0, 0), "::/0"),
            ("198.51.100.7", (0, 0), "0.0.0.0/0"),
        ] {
            assert_eq!(network(address.parse().unwrap(), bits), expected, "{address}");
        }
    }

    proptest! {
        #[test]
        fn the_form_of_an_address_is_its_own_and_different_addresses_keep_different_ones(one in any::<u128>(), other in any::<u32>(), rest in any::<u128>()) {
            let form = address(IpAddr::V6(Ipv6Addr::from_bits(one)));
            prop_assert_eq!(address(form), form);
            let short = Ipv4Addr::from_bits(other);
            prop_assert_eq!(address(IpAddr::V4(short)), IpAddr::V4(short));
            let long = u128::from(other);
            for spelling in [
                0xffff << 32 | long,
                0xffff << 48 | long,
                0x64_ff9b << 96 | long,
                0x2002 << 112 | long << 80 | rest & ((1 << 80) - 1),
                0x2001_0000 << 96 | rest & (((1 << 64) - 1) << 32) | u128::from(!other),
            ] {
                prop_assert_eq!(address(IpAddr::V6(Ipv6Addr::from_bits(spelling))), IpAddr::V4(short));
            }
        }
    }
}
