"""robots.txt is asked once a day and obeyed; a server that does not answer for its rules is not asked for pages."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scrapers.errors import BadCertificate, LeftAlone, Refused, ScrapeError, ServersNotKept, TooLarge, Unreachable
from scrapers.fetching.robots import FetchRobots, Robots
from tests.support.fault_server import LIST, Answer, running
from tests.support.quick_client import IMPATIENT, NOW, quick_client


def robots(fetch: FetchRobots, *, at: datetime = NOW, folder: Path | None = None) -> Robots:
    return Robots(fetch, agent="gongkai", clock=lambda: at, folder=folder)


def test_what_the_rules_forbid_is_refused_and_the_rest_allowed() -> None:
    rules = robots(lambda url: (200, b"User-agent: *\nDisallow: /secret/\nCrawl-delay: 4"))
    assert rules.require("http://a.cn/open/") == 4.0
    with pytest.raises(Refused, match=r"robots\.txt forbids"):
        rules.require("http://a.cn/secret/x.html")


def test_a_group_of_our_own_is_obeyed_before_the_general_one() -> None:
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /private/\n"
    rules = robots(lambda url: (200, text))
    rules.require("http://a.cn/list/")
    with pytest.raises(Refused):
        rules.require("http://a.cn/private/")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_without_a_file_everything_is_allowed(status: int) -> None:
    robots(lambda url: (status, b"User-agent: *\nDisallow: /")).require("http://a.cn/x")


def test_a_page_given_for_every_address_is_no_rule_file() -> None:
    robots(lambda url: (200, LIST)).require("http://a.cn/x")

    def huge(url: str) -> tuple[int, bytes]:
        raise TooLarge(url, "too large")

    robots(huge).require("http://a.cn/x")


def test_rules_that_cannot_be_read_forbid_everything_until_asked_again() -> None:
    answers = iter([(503, b""), (200, b"")])
    rules = robots(lambda url: next(answers))
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

    rules = robots(fetch)
    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(rules.require, f"http://A.cn/{n}") for n in range(40)]:
            done.result()
    assert asked == ["http://a.cn/robots.txt"]


def never(url: str) -> tuple[int, bytes]:
    raise AssertionError(f"{url} is asked again")


def test_the_next_run_of_a_day_does_not_ask_again(tmp_path: Path) -> None:
    robots(lambda url: (200, b"User-agent: *\nDisallow: /secret/"), folder=tmp_path).require("http://a.cn/x")
    later = robots(never, at=NOW + timedelta(hours=23, minutes=59), folder=tmp_path)
    with pytest.raises(Refused):
        later.require("http://A.cn/secret/")
    for other in ("https://a.cn/x", "http://a.cn:8080/x"):
        with pytest.raises(AssertionError):
            later.require(other)
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600]


@pytest.mark.parametrize("passed", [timedelta(hours=24), timedelta(hours=-1)], ids=["a day", "a clock set back"])
def test_rules_of_another_day_are_asked_for_again(tmp_path: Path, passed: timedelta) -> None:
    robots(lambda url: (404, b""), folder=tmp_path).require("http://a.cn/x")
    later = robots(lambda url: (200, b"User-agent: *\nDisallow: /"), at=NOW + passed, folder=tmp_path)
    with pytest.raises(Refused):
        later.require("http://a.cn/x")


def test_a_run_longer_than_a_day_asks_again() -> None:
    now = NOW
    answers = iter([b"", b"User-agent: *\nDisallow: /"])
    rules = Robots(lambda url: (200, next(answers)), agent="gongkai", clock=lambda: now)
    for hours in (0, 23):
        now = NOW + timedelta(hours=hours)
        rules.require("http://a.cn/x")
    now = NOW + timedelta(hours=24)
    with pytest.raises(Refused):
        rules.require("http://a.cn/x")


def test_that_rules_could_not_be_read_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        robots(lambda url: (503, b""), folder=tmp_path).require("http://a.cn/x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b'{"origin": "http://b.cn"}', b"\xff\xfe"])
def test_a_damaged_file_is_asked_for_again(tmp_path: Path, content: bytes) -> None:
    robots(lambda url: (200, b""), folder=tmp_path).require("http://a.cn/x")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(content)
    asked: list[str] = []
    robots(lambda url: (asked.append(url), (200, b""))[1], folder=tmp_path).require("http://a.cn/x")
    assert asked == ["http://a.cn/robots.txt"]


def test_a_folder_that_cannot_be_written_stops_the_crawl(tmp_path: Path) -> None:
    with pytest.raises(ServersNotKept):
        robots(lambda url: (200, b""), folder=tmp_path / "gone").require("http://a.cn/x")


@pytest.mark.parametrize("error", [LeftAlone, BadCertificate])
def test_what_keeps_us_from_the_rules_keeps_us_from_the_page(error: type[ScrapeError]) -> None:
    def fetch(url: str) -> tuple[int, bytes]:
        raise error(url, "so it is")

    with pytest.raises(error, match="so it is") as raised:
        robots(fetch).require("http://a.cn/x")
    assert "could not be read" not in raised.value.reason


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
