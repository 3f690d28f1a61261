"""Which addresses we may ask at all: the public web, and the private servers the office itself has named.

A column's page can send us anywhere. Without this guard a hacked page could make the office's own machine read an
intranet service, or a cloud's metadata address, and file the answer as evidence.
"""

import socket
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from scrapers.errors import Refused, Unreachable

Resolve = Callable[[str, int], Sequence[str]]
"""Host name and port to IP addresses; raises `socket.gaierror` for a name nobody knows."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

# RFC 6052 (64:ff9b::/96) and RFC 3056 (6to4) carry an IPv4 address inside an IPv6 one, as IPv4-mapped addresses do.
_NAT64 = ip_network("64:ff9b::/96")


class NameNotFound(Unreachable):
    """The host's name cannot be resolved. `temporary`: the resolver itself did not answer."""

    def __init__(self, url: str, reason: str, *, temporary: bool) -> None:
        super().__init__(url, reason)
        self.temporary = temporary


def check(
    url: str,
    *,
    allowed_private: Collection[str],
    came_from: str | None = None,
    resolve: Resolve | None = None,
) -> None:
    """Raise `Refused` unless `url` may be asked, `NameNotFound` if its host has no address.

    `allowed_private` names private servers as `host:port`. `came_from` is the address that redirected or linked here: a
    private server is reached from itself only, never through somebody else's page. Every address a name resolves to
    must be allowed, so that one public record cannot cover for a private one.
    """
    server = host_and_port(url)
    host, _, port = server.rpartition(":")
    try:
        found = (resolve or resolve_by_system)(host.strip("[]"), int(port))
    except socket.gaierror as error:
        temporary = error.errno == socket.EAI_AGAIN
        raise NameNotFound(url, f"the name {host} cannot be resolved: {error.strerror}", temporary=temporary) from error
    except UnicodeError as error:
        raise Refused(url, f"{host!r} is not a host name") from error
    private = [address for address in found if not is_public(address)]
    if not found:
        raise NameNotFound(url, f"the name {host} has no address", temporary=False)
    if not private:
        return
    if server not in allowed_private:
        raise Refused(url, f"{private[0]} is a private address and {server} not in `allowed_private` of an office.yml")
    if came_from is not None and not _same_server(came_from, url):
        raise Refused(url, f"{host_and_port(came_from)} leads to the private address {server}")


@lru_cache(maxsize=4096)
def host_and_port(url: str) -> str:
    """`host:port` in lower case, the port always there.

    Raises `Refused` for what is not a http(s) address, and for one with a user name or password in it: nobody asks a
    public page so, and it would stand in the evidence.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(url, f"not a web address: {error}") from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise Refused(url, "only http and https addresses are visited")
    if "@" in parts.netloc:
        raise Refused(url, "an address with a user name or password in it is not visited")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host.lower()}:{port or _DEFAULT_PORTS[parts.scheme]}"


def is_public(address: str) -> bool:
    """The IP address belongs to the public internet; also judges an IPv4 address carried inside an IPv6 one."""
    ip = ip_address(address.partition("%")[0])
    inner = _carried(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve_by_system(host: str, port: int) -> list[str]:
    """What the machine's own resolver answers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _same_server(one: str, other: str) -> bool:
    """Same host and port; http on 80 and https on 443 of one host are one server."""
    first, second = host_and_port(one), host_and_port(other)
    if first == second:
        return True
    return {first.rpartition(":")[2], second.rpartition(":")[2]} == {"80", "443"} and (
        first.rpartition(":")[0] == second.rpartition(":")[0]
    )
