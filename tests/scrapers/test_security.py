"""What hostile sites, names, pages and headers try on us: the list of attempts, and that none gets through.

Who may be asked at all is in `test_addresses.py`, the limits of a single answer in `test_client.py`; here each attempt
is made against the whole client, or the whole reader, with a server inside that must never hear of it.
"""

import gzip
import io
import socket
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from schemas.agencies import Column
from schemas.results import ColumnVisit
from scrapers.documents.reading import examine_document
from scrapers.errors import Blocked, Redirected, Refused, ScrapeError, TooLarge, Unreachable
from scrapers.evidence import EvidenceStore
from scrapers.fetching.client import Trace
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from scrapers.visit import visit_column
from tests.support.fault_server import LIST, Answer, FaultServer, Seen, closed_port, running
from tests.support.quick_client import NOW, quick_client, read_any_rows

SECRET = b"the inner server's secret"
PUBLIC = "202.106.0.20"


@pytest.fixture
def inner() -> Iterator[FaultServer]:
    """A server of the intranet; who hears its secret has been tricked."""
    with running(pages={path: Answer(SECRET + LIST) for path in ("/", "/inner/", "/robots.txt")}) as server:
        yield server


# --- addresses that mean this machine, its network, or a cloud's metadata ---------------------------------------------

INSIDE = {
    "loopback": "http://127.0.0.1:{port}/inner/",
    "another loopback": "http://127.8.9.10:{port}/inner/",
    "its name": "http://localhost:{port}/inner/",
    "its name with a dot": "http://localhost.:{port}/inner/",
    "in capitals": "http://LOCALHOST:{port}/inner/",
    "short": "http://127.1:{port}/inner/",
    "decimal": "http://2130706433:{port}/inner/",
    "hexadecimal": "http://0x7f000001:{port}/inner/",
    "hexadecimal in parts": "http://0x7f.0x0.0x0.0x1:{port}/inner/",
    "octal": "http://0177.0.0.1:{port}/inner/",
    "octal in one": "http://017700000001:{port}/inner/",
    "any": "http://0.0.0.0:{port}/inner/",
    "nothing": "http://0:{port}/inner/",
    "full-width digits": "http://１２７.０.０.１:{port}/inner/",
    "ideographic full stops": "http://127。0。0。1:{port}/inner/",
    "IPv6 loopback": "http://[::1]:{port}/inner/",
    "IPv6 any": "http://[::]:{port}/inner/",
    "IPv4 mapped": "http://[::ffff:127.0.0.1]:{port}/inner/",
    "IPv4 mapped, hexadecimal": "http://[::ffff:7f00:1]:{port}/inner/",
    "IPv4 compatible": "http://[::127.0.0.1]:{port}/inner/",
    "NAT64": "http://[64:ff9b::7f00:1]:{port}/inner/",
    "NAT64 for local use": "http://[64:ff9b:1::7f00:1]:{port}/inner/",
    "6to4": "http://[2002:7f00:1::]:{port}/inner/",
    "link-local with a zone": "http://[fe80::1%25eth0]:{port}/inner/",
    "unique local": "http://[fd00::1]:{port}/inner/",
    "private, 10": "http://10.0.0.8/",
    "private, 172.16": "http://172.16.0.1/",
    "private, 192.168": "http://192.168.0.1/",
    "carrier": "http://100.64.0.1/",
    "link-local": "http://169.254.1.1/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata, decimal": "http://2852039166/latest/meta-data/",
    "metadata, IPv6": "http://[fd00:ec2::254]/latest/meta-data/",
    "metadata of Aliyun": "http://100.100.100.200/latest/meta-data/",
    "broadcast": "http://255.255.255.255/",
    "multicast": "http://224.0.0.1/",
    "a user name that looks like a host": "http://www.example.gov.cn@127.0.0.1:{port}/inner/",
    "a user name and password": "http://www.example.gov.cn:80@127.0.0.1:{port}/inner/",
    "a backslash": "http://127.0.0.1:{port}\\@www.example.gov.cn/inner/",
    "a fragment before the host's end": "http://127.0.0.1:{port}#@www.example.gov.cn/",
    "a blank in the host": "http://127.0.0.1 :{port}/inner/",
    "a tab in the host": "http://127.0.\t0.1:{port}/inner/",
    "a new line in the host": "http://127.0.0.1\r\nX-Header: 1:{port}/inner/",
}


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_an_address_inside_is_never_asked(inner: FaultServer, address: str) -> None:
    with pytest.raises((Refused, Unreachable)):
        quick_client(retries=0).get(address.format(port=inner.port))
    assert inner.seen == []


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_nobody_redirects_us_to_an_address_inside(inner: FaultServer, address: str) -> None:
    """Not even where the office has allowed both servers, each for columns of its own."""
    target = address.format(port=inner.port).encode("utf-8").decode("latin-1").replace("\r\n", "%0d%0a")
    pages = {"/list/": Answer(status=302, headers={"Location": target})}
    with running(pages=pages) as outer, pytest.raises((Refused, Unreachable, Redirected)):
        quick_client(outer.server, inner.server, f"localhost:{inner.port}", retries=0).get(outer.url("/list/"))
    assert inner.seen == []


@pytest.mark.parametrize("scheme", ["file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1:9/_x",
    "data:text/html,<ul>", "javascript:alert(1)", "jar:http://a!/b", "dict://127.0.0.1:11211/stat", "//", "http:///x",
    "ldap://127.0.0.1/", "unix:/run/x.sock", "view-source:http://127.0.0.1/"])  # fmt: skip
def test_only_the_web_is_asked_also_after_a_redirect(scheme: str, inner: FaultServer) -> None:
    with pytest.raises((Refused, Unreachable)):
        quick_client(inner.server, retries=0).get(scheme)
    with (
        running(pages={"/list/": Answer(status=302, headers={"Location": scheme})}) as outer,
        pytest.raises((Refused, Unreachable, Redirected)),
    ):
        quick_client(outer.server, retries=0).get(outer.url("/list/"))


def test_a_name_that_turns_private_after_it_was_checked_is_hung_up_on(
    inner: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when we ask, loopback when the connection is made."""
    real = socket.getaddrinfo

    def rebound(host: object, port: object, *args: object, **kwargs: object) -> object:
        return real("127.0.0.1" if host == "rebound.test" else host, port, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    client = quick_client(resolve=lambda host, port: [PUBLIC], retries=0)
    with pytest.raises((Refused, Unreachable), match="private address"):
        client.get(f"http://rebound.test:{inner.port}/inner/")
    assert inner.seen == []


def test_one_public_record_beside_a_private_one_opens_nothing(inner: FaultServer) -> None:
    client = quick_client(resolve=lambda host, port: [PUBLIC, "127.0.0.1"], retries=0)
    with pytest.raises(Refused):
        client.get(f"http://both.test:{inner.port}/inner/")
    assert inner.seen == []


def test_a_robots_file_redirects_us_nowhere_inside(inner: FaultServer) -> None:
    with running(robots="leads away", pages={"/list/": Answer(LIST)}) as outer:
        outer.elsewhere = inner.url("/robots.txt")
        with pytest.raises((Refused, Unreachable)):
            quick_client(outer.server, inner.server, retries=0).get(outer.url("/list/"))
    assert inner.seen == []


def test_a_page_names_no_next_page_inside(inner: FaultServer, tmp_path: Path) -> None:
    body = f'<html><body><ul>{LIST.decode().split("<ul")[1]}<a class="next" href="{inner.url("/inner/")}">下一页</a>'
    with running(pages={"/list/": Answer((body + "</body></html>").encode())}) as outer:
        seen = visit_column(
            Column(code="c", name="工作动态", kind="动态要闻", category="工作信息", url=outer.url("/list/")),
            agency="a",
            client=quick_client(outer.server, inner.server, retries=0),
            store=EvidenceStore(tmp_path),
            read=read_any_rows,
            today=date(2026, 11, 21),
        )
    assert isinstance(seen, ColumnVisit)
    assert inner.seen == []


# --- bombs -----------------------------------------------------------------------------------------------------------

LARGE = LIST + b" " * 30_000_000


def deflated(data: bytes, *, window: int = zlib.MAX_WBITS) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, window)
    return machine.compress(data) + machine.flush()


BOMBS: dict[str, Callable[[], Answer]] = {
    "gzip": lambda: Answer(gzip.compress(LARGE), headers={"Content-Encoding": "gzip"}),
    "gzip in gzip": lambda: Answer(gzip.compress(gzip.compress(LARGE)), headers={"Content-Encoding": "gzip, gzip"}),
    "gzip in deflate": lambda: Answer(deflated(gzip.compress(LARGE)), headers={"Content-Encoding": "gzip, deflate"}),
    "deflate": lambda: Answer(deflated(LARGE), headers={"Content-Encoding": "deflate"}),
    "bare deflate": lambda: Answer(deflated(LARGE, window=-15), headers={"Content-Encoding": "deflate"}),
    "many members": lambda: Answer(gzip.compress(b" " * 150_000) * 40, headers={"Content-Encoding": "gzip"}),
    "a hundred encodings": lambda: Answer(LIST, headers={"Content-Encoding": ", ".join(["gzip"] * 100)}),
    "brotli, unasked": lambda: Answer(b"\xcb\xff\xff\x3f" * 1000, headers={"Content-Encoding": "br"}),
    "zstd, unasked": lambda: Answer(b"\x28\xb5\x2f\xfd" * 1000, headers={"Content-Encoding": "zstd"}),
    "plain": lambda: Answer(LARGE),
    "in a redirect": lambda: Answer(LARGE, status=302, headers={"Location": "/list/next"}),
    "in an error": lambda: Answer(gzip.compress(LARGE), status=404, headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_not_opened(bomb: str) -> None:
    answer = BOMBS[bomb]()
    trace = Trace()
    begun = time.monotonic()
    with running(pages={"/list/": answer}) as server, pytest.raises((TooLarge, Unreachable)):
        quick_client(server.server, retries=0).get(server.url("/list/"), trace=trace)
    assert time.monotonic() - begun < 5
    assert all(len(exchange.body) <= 200_000 for exchange in trace.exchanges)


@pytest.mark.parametrize("fault", ["too_large_in_chunks", "too_large_and_says_so", "endless_chunks", "gzip_bomb"])
def test_an_answer_without_end_ends(fault: str) -> None:
    with running() as server, pytest.raises((TooLarge, Unreachable)):
        quick_client(server.server, retries=0).get(server.fault(fault))


def _archive(kind: str) -> bytes:
    made = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("../../outside.html", LIST)
            file.writestr("bomb", b" " * 5_000_000)
    else:
        with tarfile.open(fileobj=made, mode="w:gz") as tar:
            entry = tarfile.TarInfo("/tmp/outside.html")
            entry.size = len(LIST)
            tar.addfile(entry, io.BytesIO(LIST))
    return made.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_in_place_of_a_page_is_not_unpacked(kind: str) -> None:
    page = Page(url="http://a.test/list/", body=_archive(kind))
    assert examine(page, platforms=Platforms({}), today=date(2026, 11, 21)).items == ()


# --- heads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["too_many_headers", "header_without_end", "dripping_headers"])
def test_a_head_without_measure_is_not_read(fault: str) -> None:
    begun = time.monotonic()
    with running() as server, pytest.raises(Unreachable):
        quick_client(server.server, retries=0, read_timeout=0.5, total_timeout=1).get(server.fault(fault))
    assert time.monotonic() - begun < 5


def test_a_line_break_in_an_address_adds_no_header() -> None:
    with running(pages={}) as server:
        for part in ("/list/\r\nX-Evil: 1", "/list/%0d%0aX-Evil:%201", "/list/ HTTP/1.1\r\nX-Evil: 1\r\n\r\n"):
            with pytest.raises(ScrapeError):
                quick_client(server.server, retries=0).get(server.url(part))
        assert not [seen for seen in server.seen if "x-evil" in seen.headers]


def test_a_redirect_with_a_line_break_adds_no_header() -> None:
    pages = {"/list/": Answer(status=302, headers={"Location": "/next/%0d%0aX-Evil:%201"})}
    with running(pages=pages) as server:
        with pytest.raises(ScrapeError):
            quick_client(server.server, retries=0).get(server.url("/list/"))
        assert not [seen for seen in server.seen if "x-evil" in seen.headers]


# --- redirects and cookies -------------------------------------------------------------------------------------------


def test_two_pages_that_lead_to_each_other_end() -> None:
    pages = {
        "/one/": Answer(status=302, headers={"Location": "/two/"}),
        "/two/": Answer(status=302, headers={"Location": "/one/"}),
    }
    with running(pages=pages) as server:
        with pytest.raises(Unreachable, match="redirects"):
            quick_client(server.server, retries=0).get(server.url("/one/"))
        assert len(server.seen) <= 7


def test_ever_new_addresses_end() -> None:
    asked: list[str] = []

    def onward(seen: Seen) -> Answer:
        asked.append(seen.path)
        return Answer(status=302, headers={"Location": f"/a{len(asked)}/"})

    pages = {"/list/": onward, **{f"/a{number}/": onward for number in range(30)}}
    with running(pages=pages) as server, pytest.raises(Unreachable, match="redirects"):
        quick_client(server.server, retries=0).get(server.url("/list/"))
    assert len(asked) <= 6


def test_a_cookie_is_shown_to_no_other_host() -> None:
    with running(pages={"/list/": Answer(LIST)}) as other:
        target = f"http://localhost:{other.port}/list/"
        cookie = {"Location": target, "Set-Cookie": "session=secret; Path=/; Domain=localhost"}
        with running(pages={"/list/": Answer(status=302, headers=cookie)}) as server:
            client = quick_client(server.server, f"localhost:{other.port}", retries=0)
            with pytest.raises(Refused):
                client.get(server.url("/list/"))
            client.get(target)
        assert [seen.headers.get("cookie") for seen in other.seen if seen.path == "/list/"] == [None]


# --- markup and data that ask for more than reading ------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>{{root}}',
    "a file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>{root}',
    "an address": '<!DOCTYPE x [<!ENTITY e SYSTEM "{inner}">]>{root}',
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % e SYSTEM "{inner}"> %e;]>{root}',
    "an outside definition": '<!DOCTYPE x SYSTEM "{inner}">{root}',
}
ROOTS = {
    "feed": "<rss version='2.0'><channel><title>&e;&l9;</title><item><title>第1号事项&e;&l9;</title>"
    "<link>http://a.test/1.html</link></item></channel></rss>",
    "datastore": "<datastore><nextgroup></nextgroup><recordset><record><![CDATA[<li><a href='/1.html'>第1号&e;</a>"
    "</li>]]></record></recordset>&e;&l9;</datastore>",
    "page": "<html><body><ul><li><a href='/1.html'>第1号事项&e;&l9;</a></li></ul>&e;</body></html>",
}


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_is_never_expanded_and_nothing_is_fetched_for_it(entity: str, root: str, inner: FaultServer) -> None:
    markup = ENTITIES[entity].replace("{root}", ROOTS[root]).replace("{inner}", inner.url("/inner/"))
    page = Page(url="http://a.test/list/", body=f'<?xml version="1.0" encoding="utf-8"?>{markup}'.encode())
    begun = time.monotonic()
    reading = examine(page, platforms=Platforms({}), today=date(2026, 11, 21))
    document = examine_document(page, today=date(2026, 11, 21))
    assert time.monotonic() - begun < 5
    shown = f"{reading.model_dump_json()} {document.model_dump_json()}"
    assert len(shown) < 20_000
    assert socket.gethostname() not in shown
    assert "hahaha" not in shown
    assert SECRET.decode() not in shown
    assert inner.seen == []


def test_a_closed_port_inside_answers_like_an_open_one(inner: FaultServer) -> None:
    """What a hostile page learns from our errors must not be a map of our network."""
    told = []
    for port in (inner.port, closed_port()):
        with pytest.raises(Refused) as raised:
            quick_client(retries=0).get(f"http://127.0.0.1:{port}/")
        told.append(raised.value.reason.replace(str(port), "PORT"))
    assert told[0] == told[1]


def test_the_moment_of_reading_is_ours_not_the_servers() -> None:
    with running(pages={"/list/": Answer(LIST, headers={"Date": "Thu, 01 Jan 2099 00:00:00 GMT"})}) as server:
        page = quick_client(server.server).get(server.url("/list/"))
    assert page.fetched_at == NOW


def test_a_challenge_is_never_computed() -> None:
    """No script of a page is run by the client, however small."""
    with running() as server:
        with pytest.raises(Blocked):
            quick_client(server.server, retries=0).get(server.fault("cookie_challenge"))
        assert server.asked("/cookie_challenge/index.html") == 1
