"""Which internet addresses are public. Pure; does not lean on what a Python version takes for global in IPv6."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

GLOBAL_UNICAST = IPv6Network("2000::/3")
COMPATIBLE = IPv6Network("::/96")
NAT64 = IPv6Network("64:ff9b::/96")
# Never public, whatever a version of Python says: protocol assignments, relays of 6to4, documentation.
NEVER_4 = IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24")
NEVER_6 = (IPv6Network("3fff::/20"),)


def is_public(text: str) -> bool:
    """True for a global unicast address whose every inner IPv4 address is one too.

    Inner ones are those of IPv4-mapped, IPv4-compatible, NAT64, 6to4 and Teredo addresses. Local-use NAT64
    (64:ff9b:1::/48) hides where it leads and is never public; so is an address with a zone, and what is none.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_4(address)
    inner = _inner(address)
    if address.scope_id or (not inner and address not in GLOBAL_UNICAST):
        return False
    if inner:
        return all(map(_is_public_4, inner))
    return address.is_global and not any(address in network for network in NEVER_6)


def _is_public_4(address: IPv4Address) -> bool:
    special = address.is_multicast or address.is_reserved or any(address in network for network in NEVER_4)
    return address.is_global and not special


def _inner(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    if address in NAT64 or address in COMPATIBLE:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return []
