"""Runs of one office keep their manners together: they rest, cool down and count requests as if they were one."""

from pathlib import Path
from typing import Any

import pytest

from scrapers.errors import Blocked, LeftAlone
from scrapers.fetching.client import Client, Trace
from tests.support.fault_server import LIST, Answer, FaultServer, running
from tests.support.quick_client import NOW, QUICK


def polite_client(
    server: FaultServer, servers: Path, *, slept: list[float] | None = None, probing: bool = False, **manners: Any
) -> Client:
    """A client that remembers servers in the folder `servers`."""
    return Client(
        QUICK.model_copy(update=manners),
        allowed_private=[server.server],
        clock=lambda: NOW,
        sleep=(slept if slept is not None else []).append,
        random=lambda: 0.0,
        servers=servers,
        probing=probing,
    )


def test_two_runs_of_an_office_rest_together_and_ask_for_the_rules_once(tmp_path: Path) -> None:
    slept: list[float] = []
    with running(robots="allows", pages={"/a/": Answer(LIST), "/b/": Answer(LIST)}) as server:
        for path in ("/a/", "/b/"):
            client = polite_client(server, tmp_path, slept=slept, delay_seconds=9)
            client.get(server.url(path))
            client.close()
        assert [seen.path for seen in server.seen] == ["/robots.txt", "/a/", "/b/"]
    assert slept == [pytest.approx(9, abs=2)] * 2


def test_after_challenges_a_server_cools_down(tmp_path: Path) -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        client = polite_client(server, tmp_path)
        for _ in range(2):
            with pytest.raises(Blocked):
                client.get(server.fault("firewall"))
        for url in (server.url("/list/"), server.fault("firewall")):
            with pytest.raises(LeftAlone, match="showed challenges in place of pages"):
                client.get(url)
        assert server.asked("/list/") == 0
        assert polite_client(server, tmp_path, probing=True).get(server.url("/list/"))


def test_a_challenge_that_only_a_reader_knows_cools_a_server_down_too(tmp_path: Path) -> None:
    with running(pages={f"/{n}/": Answer(LIST) for n in range(3)}) as server:
        client = polite_client(server, tmp_path)
        for n in range(2):
            client.get(server.url(f"/{n}/"))
            client.challenged(server.url(f"/{n}/"))
        with pytest.raises(LeftAlone):
            client.get(server.url("/2/"))


def test_a_spent_budget_leaves_the_page_unasked(tmp_path: Path) -> None:
    with running(pages={"/a/": Answer(LIST), "/b/": Answer(LIST)}) as server:
        polite_client(server, tmp_path, budget=2).get(server.url("/a/"))
        trace = Trace()
        with pytest.raises(LeftAlone, match="tonight's budget of 2 requests"):
            polite_client(server, tmp_path, budget=2).get(server.url("/b/"), trace=trace)
        assert (trace.requests, server.asked("/b/")) == (0, 0)
