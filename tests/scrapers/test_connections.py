"""A connection leads to the server that was asked for, by the address it is written with, and to no private one."""

import gc
import socket
import weakref

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.connectionpool import HTTPConnectionPool

from scrapers.errors import Refused, Unreachable
from scrapers.fetching.connections import GuardedAdapter
from scrapers.fetching.transport import PLAIN_ADDRESS
from tests.support.fault_server import LIST, Answer, closed_port, running
from tests.support.quick_client import quick_client


def test_nobody_listens() -> None:
    port = closed_port()
    with pytest.raises(Unreachable, match="connection refused"):
        quick_client(f"127.0.0.1:{port}").get(f"http://127.0.0.1:{port}/list/")


def test_a_name_nobody_knows() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Unreachable, match=r"the name nowhere\.example cannot be resolved"):
        quick_client(resolve=unknown).get("http://nowhere.example/list/")


def test_a_resolver_that_is_silent_for_a_moment_is_asked_again() -> None:
    answers = iter([socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), None])
    slept: list[float] = []

    def flaky(host: str, port: int) -> list[str]:
        error = next(answers)
        if error is not None:
            raise error
        return ["127.0.0.1"]

    with running(pages={"/list/": Answer(LIST)}) as server:
        client = quick_client(server.server, resolve=flaky, obey_robots=False, slept=slept)
        assert client.get(server.url("/list/"))
    assert slept == [5.0]


def test_loopback_is_refused_unless_the_office_names_it() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        with pytest.raises(Refused, match=r"127\.0\.0\.1 is a private address"):
            quick_client().get(server.url("/list/"))
        assert server.seen == []


def test_a_name_that_changes_between_check_and_connection_is_refused() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        client = quick_client(resolve=lambda host, port: ["202.106.0.20"], obey_robots=False)
        with pytest.raises(Refused, match="leads to the private address"):
            client.get(server.url("/list/"))
        assert server.seen == []


def test_another_named_private_server_is_not_reached_by_redirect() -> None:
    with running(pages={"/list/": Answer(LIST)}) as inner, running() as outer:
        outer.elsewhere = inner.url("/list/")
        client = quick_client(inner.server, outer.server)
        assert client.get(inner.url("/list/"))
        with pytest.raises(Refused, match="leads to the private address"):
            client.get(outer.fault("redirect_to_another_private_server"))
        assert inner.asked("/list/") == 1


def test_the_environments_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    with running(pages={"/list/": Answer(LIST)}) as server:
        assert quick_client(server.server).get(server.url("/list/"))


@given(st.from_regex(PLAIN_ADDRESS, fullmatch=True))
def test_a_plain_address_is_asked_for_as_it_is(address: str) -> None:
    try:
        prepared = requests.Request("GET", address).prepare().url
    except requests.exceptions.InvalidURL:  # a port that is none
        return
    assert prepared == address


def test_connections_are_kept_open_to_the_latest_servers_only() -> None:
    adapter = GuardedAdapter(lambda _server, _address: True, patience=1.0)

    def connections(number: int) -> HTTPConnectionPool:
        request = requests.Request("GET", f"http://{number}.example/").prepare()
        return adapter.get_connection_with_tls_context(request, True)

    first, second = weakref.ref(connections(1)), connections(2)
    assert connections(2) is second
    for number in range(3, 70):
        connections(number)
    gc.collect()
    assert first() is None
    assert connections(1) is connections(1)
