"""robots.txt is asked once a run and obeyed; a server that does not answer for its rules is not asked for pages."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from scrapers.errors import Refused, TooLarge, Unreachable
from scrapers.fetching.robots import Robots
from tests.support.fault_server import LIST, Answer, running
from tests.support.quick_client import IMPATIENT, quick_client


def test_what_the_rules_forbid_is_refused_and_the_rest_allowed() -> None:
    rules = Robots(lambda url: (200, b"User-agent: *\nDisallow: /secret/\nCrawl-delay: 4"), agent="gongkai")
    assert rules.require("http://a.cn/open/") == 4.0
    with pytest.raises(Refused, match=r"robots\.txt forbids"):
        rules.require("http://a.cn/secret/x.html")


def test_a_group_of_our_own_is_obeyed_before_the_general_one() -> None:
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /private/\n"
    rules = Robots(lambda url: (200, text), agent="gongkai")
    rules.require("http://a.cn/list/")
    with pytest.raises(Refused):
        rules.require("http://a.cn/private/")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_without_a_file_everything_is_allowed(status: int) -> None:
    Robots(lambda url: (status, b"User-agent: *\nDisallow: /"), agent="gongkai").require("http://a.cn/x")


def test_a_page_given_for_every_address_is_no_rule_file() -> None:
    Robots(lambda url: (200, LIST), agent="gongkai").require("http://a.cn/x")

    def huge(url: str) -> tuple[int, bytes]:
        raise TooLarge(url, "too large")

    Robots(huge, agent="gongkai").require("http://a.cn/x")


def test_rules_that_cannot_be_read_forbid_everything_until_asked_again() -> None:
    answers = iter([(503, b""), (200, b"")])
    rules = Robots(lambda url: next(answers), agent="gongkai")
    for _ in range(3):
        with pytest.raises(Unreachable, match=r"robots\.txt could not be read"):
            rules.require("http://a.cn/x")
    rules.forget_failures()
    rules.require("http://a.cn/x")


def test_many_threads_ask_for_the_rules_once() -> None:
    asked: list[str] = []

    def fetch(url: str) -> tuple[int, bytes]:
        asked.append(url)
        return 200, b""

    rules = Robots(fetch, agent="gongkai")
    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(rules.require, f"http://A.cn/{n}") for n in range(40)]:
            done.result()
    assert asked == ["http://a.cn/robots.txt"]


def test_the_client_obeys_the_rules_of_a_real_server() -> None:
    with running(robots="forbids", pages={"/list/": Answer(LIST)}) as server:
        with pytest.raises(Refused, match=r"robots\.txt forbids"):
            quick_client(server.server).get(server.url("/list/"))
        assert [seen.path for seen in server.seen] == ["/robots.txt"]
        quick_client(server.server, obey_robots=False).get(server.url("/list/"))


def test_the_rest_a_server_asks_for_is_kept_between_pages() -> None:
    with running(robots="slow", pages={"/a/": Answer(LIST), "/b/": Answer(LIST)}) as server:
        slept: list[float] = []
        client = quick_client(server.server, slept=slept)
        client.get(server.url("/a/"))
        client.get(server.url("/b/"))
        assert max(slept) == pytest.approx(7, abs=0.5)


@pytest.mark.parametrize("robots", ["answers 500", "hangs", "leads away"])
def test_a_server_whose_rules_cannot_be_had_is_unreachable_not_refused(robots: str) -> None:
    with running(robots=robots, pages={"/list/": Answer(LIST)}) as server:  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match=r"robots\.txt could not be read"):
            quick_client(server.server, **IMPATIENT).get(server.url("/list/"))
        assert server.asked("/list/") == 0
