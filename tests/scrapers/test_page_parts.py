"""What a drawn page asks for is fetched under the same guards as a page; no browser is needed to show it."""

import pytest

from scrapers.errors import Refused, TooLarge, Unreachable
from tests.support.fault_server import Answer, running
from tests.support.quick_client import quick_client


def test_a_part_of_another_private_server_is_refused_also_behind_a_redirect() -> None:
    with running(pages={"/data.json": Answer(b"{}")}) as intranet:
        away = Answer(status=302, headers={"Location": intranet.url("/data.json")})
        with running(pages={"/away": away}) as server:
            client = quick_client(server.server, intranet.server)
            for address in (intranet.url("/data.json"), server.url("/away")):
                with pytest.raises(Refused):
                    client.part(address, of=server.url("/gcgg/"))
        assert intranet.seen == []


def test_a_part_that_robots_txt_forbids_is_not_asked_for() -> None:
    with running(robots="allows", pages={"/secret/data.json": Answer(b"{}")}) as server:
        with pytest.raises(Refused, match=r"robots\.txt"):
            quick_client(server.server).part(server.url("/secret/data.json"), of=server.url("/"))
        assert not server.asked("/secret/data.json")


@pytest.mark.parametrize(("status", "method", "body"), [(302, "GET", b""), (307, "POST", b"page=2")])
def test_a_posted_request_is_sent_on_as_browsers_do(status: int, method: str, body: bytes) -> None:
    pages = {
        "/search": Answer(status=status, headers={"Location": "/result"}),
        "/result": Answer(b"[]"),
    }
    with running(pages=pages) as server:
        answer = quick_client(server.server).part(
            server.url("/search"), of=server.url("/"), method="POST", sent=b"page=2"
        )
    assert (answer.url, answer.method, answer.sent) == (server.url("/result"), method, body)


def test_an_error_answer_is_given_back_as_it_is_and_asked_for_once() -> None:
    with running(pages={"/data.json": Answer(b"busy", status=503)}) as server:
        answer = quick_client(server.server).part(server.url("/data.json"), of=server.url("/"))
        assert server.asked("/data.json") == 1
    assert (answer.status, answer.body) == (503, b"busy")


def test_no_cookie_goes_with_a_part_and_a_loop_and_a_flood_end() -> None:
    pages = {
        "/gcgg/": Answer(b"<html><body>x</body></html>", headers={"Set-Cookie": "a=1; Path=/"}),
        "/data.json": Answer(b"[]"),
        "/loop": Answer(status=302, headers={"Location": "/loop"}),
        "/flood": Answer(b" " * 300_000),
    }
    with running(pages=pages) as server:
        client = quick_client(server.server)
        client.get(server.url("/gcgg/"))
        client.part(server.url("/data.json"), of=server.url("/gcgg/"))
        assert "cookie" not in server.seen[-1].headers
        with pytest.raises(Unreachable, match="redirects"):
            client.part(server.url("/loop"), of=server.url("/gcgg/"))
        with pytest.raises(TooLarge):
            client.part(server.url("/flood"), of=server.url("/gcgg/"))
