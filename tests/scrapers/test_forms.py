"""A form is sent as a browser sends it, and with the manners of any other request."""

from urllib.parse import parse_qsl

import pytest

from scrapers.errors import Refused
from scrapers.fetching.client import Trace, Validators
from scrapers.pages.page import Page
from tests.support.fault_server import LIST, Answer, running
from tests.support.quick_client import NOW, quick_client

FORM = {"__VIEWSTATE": "dDw+Oz4=", "__EVENTTARGET": "Pager1", "__EVENTARGUMENT": "2", "keyword": "水 利&"}


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    with running(pages={"/list.aspx?id=7": Answer(LIST)}) as server:
        trace = Trace()
        page = quick_client(server.server).get(server.url("/list.aspx?id=7"), form=FORM, trace=trace)
        assert isinstance(page, Page)
        assert page.body == LIST
        robots, posted = server.seen
        assert (robots.method, posted.method) == ("GET", "POST")
        assert posted.headers["content-type"] == "application/x-www-form-urlencoded"
        assert dict(parse_qsl(posted.sent.decode("ascii"))) == FORM
        assert trace.exchanges[0].sent == posted.sent


def test_a_form_without_fields_is_posted_all_the_same() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        quick_client(server.server).get(server.url("/list/"), form={})
        assert [seen.method for seen in server.seen] == ["GET", "POST"]


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_after_a_redirect_a_form_is_posted_again_only_where_the_book_says_so(status: int, method: str) -> None:
    pages = {"/list/": Answer(status=status, headers={"Location": "/list/2"}), "/list/2": Answer(LIST)}
    with running(pages=pages) as server:  # type: ignore[arg-type]
        quick_client(server.server).get(server.url("/list/"), form=FORM)
        last = server.seen[-1]
        assert (last.path, last.method, bool(last.sent)) == ("/list/2", method, method == "POST")
        assert ("content-type" in last.headers) == (method == "POST")


def test_a_form_is_never_sent_conditionally() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        held = Validators(
            url=server.url("/list/"), sha256="0" * 64, record="evidence/x.warc.gz#0", fetched_at=NOW, etag='"v1"'
        )
        assert isinstance(quick_client(server.server).get(held.url, form=FORM, validators=held), Page)
        assert "if-none-match" not in server.seen[-1].headers


def test_a_form_keeps_to_the_same_manners_as_any_request() -> None:
    slept: list[float] = []
    with running(robots="allows", pages={"/secret/": Answer(LIST), "/a/": Answer(LIST)}) as server:
        client = quick_client(server.server, slept=slept, delay_seconds=2)
        with pytest.raises(Refused, match=r"robots\.txt forbids"):
            client.get(server.url("/secret/"), form=FORM)
        client.get(server.url("/a/"), form=FORM)
        client.get(server.url("/a/"), form=FORM)
        assert server.asked("/secret/") == 0
    assert len(slept) >= 2
    with running(pages={"/a/": Answer(LIST)}) as server:
        with pytest.raises(Refused, match="private address"):
            quick_client().get(server.url("/a/"), form=FORM)
        assert server.seen == []


def test_a_busy_server_is_sent_the_same_form_again() -> None:
    answers = iter([Answer(LIST, status=503), Answer(LIST)])
    with running(pages={"/a/": lambda seen: next(answers)}) as server:
        assert quick_client(server.server).get(server.url("/a/"), form=FORM)
        assert [seen.method for seen in server.seen] == ["GET", "POST", "POST"]
        assert server.seen[1].sent == server.seen[2].sent
