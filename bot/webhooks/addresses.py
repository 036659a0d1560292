"""Where a webhook really leads: its host is looked up once, and only an address that passes is connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host, best first; may raise OSError or UnicodeError, and may take long."""

# Networks whose addresses carry an IPv4 address in their last 32 bits, to which a gateway would lead.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"))
# Not of the public internet, though not every version of the library knows it.
_NEVER = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("3fff::/20"),
    IPv6Network("fec0::/10"),
)


class UnusableAddressError(Exception):
    """A host must not be connected to: one of its addresses is not on the public internet."""


class UnknownHostError(Exception):
    """A host could not be looked up just now; the text says why."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is one of the public internet, also behind every way of writing one in another."""
    if any(address in network for network in _NEVER):
        return False
    embedded = list(_embedded(address))
    if embedded:
        return all(is_public(one) for one in embedded)
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if any(address in network for network in _TRANSLATED):
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as this machine finds them.

    Raises:
        OSError: there is none, or nobody can say.
        UnicodeError: the host is no name that can be looked up.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(
    host: str, port: int, *, allow_private: bool, within_s: float, resolve: Resolve = look_up
) -> list[str]:
    """Return the addresses of a host, each of which may be connected to.

    One that may not be makes the host unusable: a name that leads both ways is no mistake.

    Args:
        host: a name or a literal address.
        port: the port.
        allow_private: whether addresses that are not public will do.
        within_s: seconds until the look-up is given up.
        resolve: looks the host up.

    Raises:
        UnusableAddressError: it leads to an address that is not public.
        UnknownHostError: it could not be looked up in time.
    """
    addresses = _in_time(lambda: resolve(host, port), within_s)
    if not addresses:
        raise UnknownHostError("its name has no address")
    try:
        parsed = [ipaddress.ip_address(address) for address in addresses]
    except ValueError:
        raise UnknownHostError("its name has an address that cannot be read") from None
    if not allow_private and not all(is_public(address) for address in parsed):
        raise UnusableAddressError
    return [str(address) for address in parsed]


def _in_time(look: Callable[[], Sequence[str]], within_s: float) -> Sequence[str]:
    """Run a look-up, which nothing can break off, on a thread that may be left behind."""
    found: list[Sequence[str]] = []
    faults: list[str] = []

    def run() -> None:
        try:
            found.append(look())
        except socket.gaierror as fault:
            faults.append("its name is not known" if fault.errno == socket.EAI_NONAME else "its name was not looked up")
        except (OSError, UnicodeError):
            faults.append("its name was not looked up")

    thread = threading.Thread(target=run, name="webhook-lookup", daemon=True)
    thread.start()
    thread.join(within_s)
    if found:
        return found[0]
    raise UnknownHostError(faults[0] if faults else "its name was not looked up in time")
