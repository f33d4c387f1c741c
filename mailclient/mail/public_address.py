"""Which IP addresses are of the Internet, and which of somebody's own network or computer. Pure."""

import ipaddress

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that was ever given out of IPv6 (RFC 4291 section 2.4); whatever else there is stands for something near."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")
"""RFC 6890; Python counts some of it as global."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet: not of this computer, of its network, nor of a special use.

    IPv6 addresses that stand for an IPv4 one (mapped; NAT64, RFC 6052; 6to4, RFC 3056) are as that is.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and ip not in _PROTOCOLS
    inner = ip.ipv4_mapped or ip.sixtofour
    if ip in _NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and ip in _GLOBAL_UNICAST
