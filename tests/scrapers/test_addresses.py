"""Where we may go: the public web, and private servers only by the office's leave."""

import socket
from ipaddress import IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.errors import Refused, Unreachable
from scrapers.fetching import addresses

PRIVATE = [
    "10.0.0.8",
    "172.16.3.4",
    "192.168.1.1",
    "127.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::8",
    "ff02::1",
    "::ffff:10.0.0.8",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


def answering(*found: str) -> addresses.Resolve:
    return lambda host, port: list(found)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_however_it_is_written(address: str) -> None:
    assert not addresses.is_public(address)
    with pytest.raises(Refused, match="private address"):
        addresses.check("http://www.example.gov.cn/", allowed_private=(), resolve=answering(address))


@pytest.mark.parametrize("address", ["202.106.0.20", "240e:1::8", "::ffff:202.106.0.20"])
def test_a_public_address_is_visited(address: str) -> None:
    addresses.check("https://www.example.gov.cn/x", allowed_private=(), resolve=answering(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_like_itself(inner: object) -> None:
    number = int(inner)  # type: ignore[call-overload]
    mapped = IPv6Address(int(IPv6Address("::ffff:0:0")) | number)
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) | number)
    assert addresses.is_public(str(mapped)) == addresses.is_public(str(nat64)) == addresses.is_public(str(inner))


@given(
    st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="fc00::/7")
)
def test_nothing_in_a_private_range_is_public(address: object) -> None:
    assert not addresses.is_public(str(address))
    assert ip_network(str(address)).num_addresses == 1


def test_one_public_record_does_not_cover_for_a_private_one() -> None:
    with pytest.raises(Refused):
        addresses.check("http://a.cn/", allowed_private=(), resolve=answering("202.106.0.20", "10.0.0.8"))


def test_a_private_server_is_visited_when_the_office_names_its_host_and_port() -> None:
    addresses.check("http://intranet/x", allowed_private={"intranet:80"}, resolve=answering("10.0.0.8"))
    with pytest.raises(Refused, match="intranet:81"):
        addresses.check("http://intranet:81/x", allowed_private={"intranet:80"}, resolve=answering("10.0.0.8"))


def test_a_private_server_is_never_reached_through_another_ones_redirect() -> None:
    allowed = {"intranet:80", "intranet:443", "intranet:8080", "other:80"}
    for came_from in ("http://www.example.gov.cn/", "http://other/", "http://intranet:8080/"):
        with pytest.raises(Refused, match="leads to the private address"):
            addresses.check(
                "http://intranet/x", allowed_private=allowed, came_from=came_from, resolve=answering("10.0.0.8")
            )
    for came_from in ("http://intranet/y", "https://intranet/y"):
        addresses.check(
            "http://intranet/x", allowed_private=allowed, came_from=came_from, resolve=answering("10.0.0.8")
        )


@pytest.mark.parametrize(
    "url", ["ftp://a.cn/", "file:///etc/passwd", "javascript:x", "http://", "http://[::1", "a.cn/x"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        addresses.check(url, allowed_private=(), resolve=answering("202.106.0.20"))


@pytest.mark.parametrize("url", ["http://u:secret@a.cn/x", "http://u@a.cn/", "http://:secret@a.cn/", "http://@a.cn/"])
def test_an_address_with_a_user_or_password_is_refused_and_shown_without_them(url: str) -> None:
    with pytest.raises(Refused, match=r"http://a\.cn/") as raised:
        addresses.check(url, allowed_private=(), resolve=answering("202.106.0.20"))
    assert "secret" not in str(raised.value)


def test_an_unknown_name_is_unreachable_not_refused() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Unreachable, match="cannot be resolved"):
        addresses.check("http://gone.example/", allowed_private=(), resolve=unknown)
