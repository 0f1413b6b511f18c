"""Where a webhook may lead: to the public internet, never into the network in which Handfast stands.

Whoever may add a webhook could else make Handfast knock at doors that only it can reach: a cloud's metadata, a router,
a database. So a name is looked up once, every address that it has is judged, and the connection goes to that address.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from handfast.errors import BadConfiguration, DataError, Fault
from handfast.sentences import sentence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LookUp = Callable[[str, int], list[str]]

NETWORKS = "HANDFAST_WEBHOOK_NETWORKS"
"""Environment variable: networks inside which webhooks may lead all the same, such as ``10.1.0.0/16``."""

LONGEST = 2_000

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b:1::/48", "100.64.0.0/10", "192.88.99.0/24", "fec0::/10", "::/96", "5f00::/16", "3fff::/20")
)
"""What no register calls private, but leads inside or nowhere: local translation, carriers' networks, old relays."""


class Refused(Exception):
    """A webhook leads where it must not."""


def networks_of(text: str) -> tuple[Network, ...]:
    """Return the networks that a text names, separated by commas.

    Raises
    ------
    BadConfiguration
        It names something else.
    """
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise BadConfiguration(
            sentence(
                "{networks}: {error}. Write networks like 10.1.0.0/16,192.168.7.20/32.", networks=NETWORKS, error=error
            )
        ) from None


def checked_url(url: str, networks: Sequence[Network] = ()) -> SplitResult:
    """Return the parts of a webhook's address; what can be seen without looking its name up is judged here.

    Raises
    ------
    DataError
        It is none, or leads where it must not.
    """
    problem, cure = "", sentence("Write it like https://example.com/hooks/handfast.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    plain = len(url) <= LONGEST and url.isascii() and url.isprintable() and " " not in url
    if not plain or parts.scheme not in {"https", "http"} or not host or port == 0:
        problem = sentence("is no address of the web")
    elif parts.scheme == "http" and not networks:
        problem, cure = sentence("is not encrypted"), sentence("Use https.")
    elif parts.username is not None or parts.password is not None:
        problem, cure = sentence("holds a name or password"), sentence("Leave it out; messages are signed.")
    elif parts.fragment:
        problem, cure = sentence("holds a #, which is never sent"), sentence("Leave it out.")
    else:
        problem = _literal_fault(host, networks)
        cure = sentence("Name a server on the public internet.")
    if problem:
        raise DataError([Fault("", "", None, "address", url[:200], problem, cure)])
    return parts


def _literal_fault(host: str, networks: Sequence[Network]) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "" if may_lead_to(address, networks) else "leads into a private network"


def look_up(host: str, port: int) -> list[str]:
    """Return all addresses that a name has."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def address_of(host: str, port: int, networks: Sequence[Network], look: LookUp = look_up) -> str:
    """Look a name up once and return the address to connect to, all of its addresses being allowed.

    Raises
    ------
    Refused
        The name is not known, or any of its addresses leads where it must not.
    """
    try:
        found = look(host, port)
    except (OSError, UnicodeError) as error:
        raise Refused(f"{host} is not known: {error}") from None
    if not found:
        raise Refused(f"{host} is not known")
    for each in found:
        if not may_lead_to(ipaddress.ip_address(each), networks):
            raise Refused(f"{host} is {each}, inside a private network. Allow it by {NETWORKS} if it is meant")
    return found[0]


def may_lead_to(address: Address, networks: Sequence[Network] = ()) -> bool:
    """Return whether a webhook may lead to an address, of which another one may be a part."""
    inner = _inner(address)
    if any(inner in network for network in networks if network.version == inner.version):
        return True
    return is_public(inner)


def is_public(address: Any) -> bool:
    """Return whether an address is one of the public internet's."""
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in _NOT_PUBLIC if network.version == address.version)
    )


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, if it does: by mapping, relay, tunnel or translation."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
