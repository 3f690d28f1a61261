"""The client brings a whole page or says why not; nothing in between, and never impolitely."""

import contextlib
import gzip
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.errors import Blocked, LeftAlone, Redirected, Refused, ScrapeError, TooLarge, Unreachable
from scrapers.fetching.client import MAX_REDIRECTS, NotModified, Trace, Validators, user_agent
from scrapers.fetching.decompression import Broken, TooMuch, decompress
from scrapers.pages.page import Page
from tests.support.fault_server import FAULTS, LIST, SLOW_FAULTS, Answer, Seen, running
from tests.support.quick_client import IMPATIENT, NOW, quick_client

WHAT_IT_SAYS: dict[str, tuple[type[ScrapeError], str]] = {
    "reset_before_headers": (Unreachable, "broke off"),
    "reset_mid_body": (Unreachable, "broke off"),
    "hang_before_headers": (Unreachable, "silent for 0.25 s"),
    "hang_mid_body": (Unreachable, "silent for 0.25 s"),
    "dripping_body": (Unreachable, "not complete within 0.6 s"),
    "dripping_headers": (Unreachable, "not complete within 0.6 s"),
    "endless_chunks": (Unreachable, "breaks off before its end"),
    "connection_closed_mid_page": (Unreachable, "ends in the middle of the page"),
    "content_length_too_long": (Unreachable, "breaks off before its end"),
    "content_length_too_short": (Unreachable, "longer than its Content-Length"),
    "truncated_gzip": (Unreachable, "compressed answer breaks off"),
    "not_gzip_at_all": (Unreachable, "cannot be decompressed"),
    "unknown_compression": (Unreachable, "'br'"),
    "gzip_bomb": (TooLarge, "when it is decompressed"),
    "too_large_and_says_so": (TooLarge, "announces 90000000 bytes"),
    "too_large_in_chunks": (TooLarge, "larger than 200000 bytes"),
    "redirect_loop": (Unreachable, "more than 5 redirects"),
    "redirect_to_home": (Redirected, "leads to the home page"),
    "redirect_to_another_private_server": (Refused, "private address"),
    "redirect_to_metadata": (Refused, "169.254.169.254 is a private address"),
    "redirect_to_a_file": (Refused, "only http and https"),
    "redirect_to_nonsense": (Unreachable, "which is no address"),
    "too_many_headers": (Unreachable, "header is too large: got more than 100 headers"),
    "header_without_end": (Unreachable, "header is too large: got more than 65536 bytes when reading header line"),
    "not_http": (Unreachable, "broke off"),
    "no_content": (Unreachable, "204"),
    "empty_page": (Unreachable, "empty page"),
    "blanks_only": (Unreachable, "empty page"),
    "unasked_304": (Unreachable, "304"),
    "forbidden": (Unreachable, "403"),
    "firewall": (Blocked, "403 Forbidden: a firewall's page"),
    "method_not_allowed_firewall": (Blocked, "405"),
    "script_challenge": (Blocked, "412 Precondition Failed: a script challenge"),
    "cookie_challenge": (Blocked, "521: a cookie challenge"),
    "nameless_cookie_challenge": (Blocked, "a script that reloads the page"),
    "gone": (Unreachable, "404 Not Found"),
    "too_many_requests": (Unreachable, "429"),
    "too_many_requests_come_back": (Unreachable, "429"),
    "too_many_requests_come_back_tomorrow": (Unreachable, "429"),
    "broken_inside": (Unreachable, "500"),
    "origin_unknown": (Unreachable, "520"),
    "origin_down": (Unreachable, "521"),
    "maintenance": (Unreachable, "503"),
    "gateway_timeout": (Unreachable, "504"),
}

ASKED_TWICE = {
    "reset_before_headers", "reset_mid_body", "hang_before_headers", "hang_mid_body", "dripping_body",
    "dripping_headers", "endless_chunks", "connection_closed_mid_page", "content_length_too_long", "not_http",
    "too_many_requests_come_back", "broken_inside", "maintenance", "gateway_timeout",
}  # fmt: skip


def test_every_fault_the_server_knows_is_tested() -> None:
    assert set(WHAT_IT_SAYS) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_only_passing_ones_are_tried_again(fault: str) -> None:
    kind, words = WHAT_IT_SAYS[fault]
    slept: list[float] = []
    with running() as server, running(pages={"/": Answer(LIST)}) as other:
        server.elsewhere = other.url("/inner/")
        manners = IMPATIENT if fault in SLOW_FAULTS else {}
        begun = time.monotonic()
        with pytest.raises(kind) as raised:
            quick_client(server.server, slept=slept, **manners).get(server.fault(fault))
        assert time.monotonic() - begun < 6
        assert type(raised.value) is kind or issubclass(type(raised.value), kind)
        assert words in raised.value.reason
        assert raised.value.url
        assert other.seen == [], "nobody may send us to another private server"
        attempts = server.asked(f"/{fault}/index.html")
        assert attempts == (2 if fault in ASKED_TWICE else MAX_REDIRECTS + 1 if fault == "redirect_loop" else 1)


def test_a_page_comes_whole_with_where_and_when() -> None:
    with running(pages={"/list/": Answer(LIST, headers={"Set-Cookie": "a=1", "X-Frame": "x"})}) as server:
        page = quick_client(server.server).get(server.url("/list/#top"))
        assert isinstance(page, Page)
        assert (page.body, page.status, page.fetched_at) == (LIST, 200, NOW)
        assert page.url == server.url("/list/")
        assert page.headers["content-type"].startswith("text/html")


def test_every_request_says_who_asks_and_whom_to_call() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        quick_client(server.server).get(server.url("/list/"))
        for seen in server.seen:
            assert seen.headers["user-agent"].startswith("gongkai/")
            assert "(+gk@example.org)" in seen.headers["user-agent"]
            assert seen.headers["accept-encoding"] == "gzip, deflate"


def test_a_chinese_contact_still_makes_a_legal_header() -> None:
    user_agent("市政府办公室 0591-8888").encode("ascii")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(LIST)),
        ("gzip", gzip.compress(LIST[:500]) + gzip.compress(LIST[500:]) + b"\0" * 8),
        ("deflate", zlib.compress(LIST)),
        ("deflate", zlib.compress(LIST)[2:-4]),
        ("identity", LIST),
    ],
)
def test_a_compressed_page_is_read(encoding: str, body: bytes) -> None:
    with running(pages={"/list/": Answer(body, headers={"Content-Encoding": encoding})}) as server:
        page = quick_client(server.server).get(server.url("/list/"))
        assert isinstance(page, Page)
        assert page.body == LIST


@given(st.binary(min_size=1, max_size=400), st.data())
def test_a_cut_compressed_body_is_never_taken_for_a_whole_one(body: bytes, data: st.DataObject) -> None:
    whole = gzip.compress(body, mtime=0)
    assert decompress(whole, encoding="gzip", cap=400) == body
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(Broken):
        decompress(whole[:cut], encoding="gzip", cap=400)
    with pytest.raises(TooMuch):
        decompress(whole, encoding="gzip", cap=len(body) - 1)


def test_a_server_error_that_passes_is_read_after_a_pause() -> None:
    answers = iter([Answer(LIST, status=503), Answer(LIST, status=502), Answer(LIST)])
    slept: list[float] = []
    trace = Trace()
    with running(pages={"/list/": lambda seen: next(answers)}) as server:
        client = quick_client(server.server, slept=slept, retries=2)
        assert client.get(server.url("/list/"), trace=trace)
    assert slept == [5.0, 10.0]
    assert [exchange.status for exchange in trace.exchanges] == [503, 502, 200]
    assert (trace.requests, trace.bytes) == (3, 3 * len(LIST))


def test_a_server_that_fails_again_and_again_is_left_alone_until_the_second_pass() -> None:
    well = False
    page: Callable[[Seen], Answer] = lambda seen: Answer(LIST, status=200 if well else 500)  # noqa: E731
    with running(pages={f"/{n}/": page for n in range(9)}) as server:
        client = quick_client(server.server, retries=2)

        def attempts(n: int) -> int:
            with contextlib.suppress(Unreachable, LeftAlone):
                client.get(server.url(f"/{n}/"))
            return server.asked(f"/{n}/")

        assert [attempts(n) for n in range(7)] == [3, 3, 3, 3, 3, 0, 0]
        with pytest.raises(LeftAlone, match="failed for several pages one after another"):
            client.get(server.url("/6/"))
        client.forget_failures()
        assert attempts(5) == 3
        well = True
        assert attempts(6) == 1
        well = False
        assert attempts(7) == 3


def test_in_a_hurry_a_server_that_keeps_failing_gets_one_attempt_a_page() -> None:
    with running(pages={f"/{n}/": Answer(LIST, status=500) for n in range(7)}) as server:
        client = quick_client(server.server, in_a_hurry=True)
        for n in range(7):
            with pytest.raises(Unreachable):
                client.get(server.url(f"/{n}/"))
        assert [server.asked(f"/{n}/") for n in range(7)] == [2, 2, 2, 2, 2, 1, 1]


def test_a_server_that_says_when_to_come_back_is_taken_at_its_word() -> None:
    for shown in ("11", "Fri, 20 Nov 2026 18:30:11 GMT"):
        headers = {"Retry-After": shown, "Date": "Fri, 20 Nov 2026 18:30:00 GMT"}
        answers = iter([Answer(LIST, status=429, headers=headers), Answer(LIST)])
        slept: list[float] = []
        with running(pages={"/list/": lambda seen, answers=answers: next(answers)}) as server:  # type: ignore[misc]
            quick_client(server.server, slept=slept).get(server.url("/list/"))
        assert slept[0] == 11.0


@pytest.mark.parametrize("shown", ["soon", "", "-3", "Fri, 99 Nov 2026 18:30:11 GMT"])
def test_a_malformed_retry_after_is_none(shown: str) -> None:
    with running(pages={"/list/": Answer(LIST, status=429, headers={"Retry-After": shown})}) as server:
        with pytest.raises(Unreachable, match="429"):
            quick_client(server.server).get(server.url("/list/"))
        assert server.asked("/list/") == 1


def test_pages_of_one_server_are_asked_with_a_rest_between_them() -> None:
    slept: list[float] = []
    with running(pages={"/a/": Answer(LIST), "/b/": Answer(LIST)}) as server:
        client = quick_client(server.server, slept=slept, delay_seconds=2, jitter=0.3)
        client.get(server.url("/a/"))
        client.get(server.url("/b/"))
    assert len(slept) == 2, "robots.txt is a request too"
    assert all(1.5 < seconds <= 2 * 1.3 + 2 for seconds in slept)


def test_in_a_hurry_nothing_rests() -> None:
    slept: list[float] = []
    answers = iter([Answer(LIST, status=503, headers={"Retry-After": "60"}), Answer(LIST)])
    with running(robots="slow", pages={"/a/": lambda seen: next(answers)}) as server:
        quick_client(server.server, slept=slept, in_a_hurry=True, delay_seconds=2).get(server.url("/a/"))
    assert sum(slept) == 0


def test_a_redirect_is_followed_and_the_page_names_both_addresses() -> None:
    pages = {
        "/list/": Answer(status=301, headers={"Location": "index.html?x=1#top"}),
        "/list/index.html?x=1": Answer(LIST),
    }
    with running(pages=pages) as server:  # type: ignore[arg-type]
        page = quick_client(server.server).get(server.url("/list/"))
        assert isinstance(page, Page)
        assert page.url == server.url("/list/index.html?x=1")
        assert page.requested == server.url("/list/")


def test_a_redirect_is_not_followed_where_robots_forbid() -> None:
    pages = {"/list/": Answer(status=302, headers={"Location": "/secret/"}), "/secret/": Answer(LIST)}
    with running(robots="allows", pages=pages) as server:  # type: ignore[arg-type]
        with pytest.raises(Refused, match=r"robots\.txt forbids"):
            quick_client(server.server).get(server.url("/list/"))
        assert server.asked("/secret/") == 0


def test_a_redirects_own_body_is_held_to_the_limits_too() -> None:
    pages = {"/list/": Answer(b" " * 300_000, status=302, headers={"Location": "/other/"}), "/other/": Answer(LIST)}
    with running(pages=pages) as server:  # type: ignore[arg-type]
        with pytest.raises(TooLarge):
            quick_client(server.server).get(server.url("/list/"))
        assert server.asked("/other/") == 0


@pytest.mark.parametrize("home", ["/", "/index.html", "/index.jsp", "/default.aspx", "/?from=404"])
def test_a_column_that_leads_to_the_home_page_is_gone_not_read(home: str) -> None:
    pages = {"/col/7/": Answer(status=302, headers={"Location": home}), home: Answer(LIST)}
    with running(pages=pages) as server:  # type: ignore[arg-type]
        with pytest.raises(Redirected, match="home page"):
            quick_client(server.server).get(server.url("/col/7/"))
        assert server.asked(home) == 0


def test_a_front_controller_is_not_the_home_page() -> None:
    pages = {"/col/7/": Answer(status=302, headers={"Location": "/index.php?cat=7"}), "/index.php?cat=7": Answer(LIST)}
    with running(pages=pages) as server:  # type: ignore[arg-type]
        assert quick_client(server.server).get(server.url("/col/7/"))


def test_a_cookie_of_one_page_does_not_follow_us_to_the_next() -> None:
    pages = {"/a/": Answer(LIST, headers={"Set-Cookie": "seen=1; path=/"}), "/b/": Answer(LIST)}
    with running(pages=pages) as server:  # type: ignore[arg-type]
        client = quick_client(server.server)
        client.get(server.url("/a/"))
        client.get(server.url("/b/"))
        assert all("cookie" not in seen.headers for seen in server.seen)


def test_a_cookie_set_on_the_way_is_shown_on_the_same_way() -> None:
    def page(seen: Seen) -> Answer:
        if "pass=1" in seen.headers.get("cookie", ""):
            return Answer(LIST)
        return Answer(status=302, headers={"Location": seen.path, "Set-Cookie": "pass=1; path=/"})

    with running(pages={"/list/": page}) as server:
        assert quick_client(server.server).get(server.url("/list/"))


def test_an_unchanged_page_need_not_come_again() -> None:
    def page(seen: Seen) -> Answer:
        return Answer(status=304) if seen.headers.get("if-none-match") == '"v1"' else Answer(LIST)

    with running(pages={"/list/": page}) as server:
        url = server.url("/list/")
        held = Validators(
            url=url, sha256="0" * 64, record="evidence/x.warc.gz#0", fetched_at=NOW - timedelta(days=1), etag='"v1"'
        )
        client = quick_client(server.server)
        answer = client.get(url, validators=held)
        assert isinstance(answer, NotModified)
        assert answer.validators == held
        assert isinstance(client.get(url), Page)


def test_validators_are_not_shown_to_another_address() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        held = Validators(url="http://a.cn/", sha256="0" * 64, record="evidence/x.warc.gz#0", fetched_at=NOW, etag="v")
        quick_client(server.server).get(server.url("/list/"), validators=held)
        assert "if-none-match" not in server.seen[-1].headers


def test_threads_share_a_client() -> None:
    pages = {f"/{n}/": Answer(LIST + b"<!-- %d -->" % n) for n in range(30)}
    with running(pages=pages) as server:  # type: ignore[arg-type]
        client = quick_client(server.server)

        def ask(n: int) -> bool:
            page = client.get(server.url(f"/{n}/"))
            return isinstance(page, Page) and page.body.endswith(b"<!-- %d -->" % n)

        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(ask, range(30)))
        assert server.asked("/robots.txt") == 1
        client.close()


def test_a_page_with_a_password_in_its_address_is_not_asked_for_and_the_password_not_shown() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        elsewhere = server.url("/list/").replace("http://", "http://anna:hunter2@")
        server.pages["/moved/"] = Answer(status=302, headers={"Location": elsewhere})
        server.pages["/lost/"] = Answer(status=302, headers={"Location": "http://anna:hunter2@[::"})
        server.pages["/home/"] = Answer(status=302, headers={"Location": elsewhere.replace("list/", "")})
        client = quick_client(server.server)
        for url in (elsewhere, server.url("/moved/"), server.url("/lost/"), server.url("/home/")):
            with pytest.raises((Refused, Unreachable)) as raised:
                client.get(url)
            assert "hunter2" not in f"{raised.value} {raised.value.url} {raised.value.reason}"
        assert server.asked("/list/") == 0


def test_a_header_too_large_as_a_whole_is_refused() -> None:
    headers = {f"X-{n}": "x" * 60_000 for n in range(5)}
    with running(pages={"/list/": Answer(LIST, headers=headers)}) as server:
        with pytest.raises(Unreachable, match="header is too large: more than 262144 bytes"):
            quick_client(server.server).get(server.url("/list/"))
        assert server.asked("/list/") == 1
