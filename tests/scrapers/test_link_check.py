"""A link is broken only where its server says so, or what comes is surely not what was promised."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.link_checks import LinkCheck, LinkKind
from scrapers.errors import LeftAlone
from scrapers.evidence import EvidenceStore
from scrapers.fetching.transport import Exchange
from scrapers.link_check import PAGE_BYTES, check_link, of_answer
from scrapers.pages.file_kinds import keeps, promised
from tests.support.fault_server import Answer, FaultServer, closed_port, running
from tests.support.quick_client import IMPATIENT, NOW, quick_client
from tests.support.shared_pages import real_pages

PDF = b"%PDF-1.4\n1 0 obj"
ZIP = b"PK\x03\x04\x14\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"
LETTER = "<html><head><title>通知</title></head><body><p>" + "各单位：现将有关事项通知如下。" * 9 + "</p></body></html>"
GONE = "<html><head><title>提示</title></head><body><p>您访问的页面不存在</p></body></html>"
WORKED_ON = "<html><head><title>提示</title></head><body><p>网站正在维护，请稍后再试</p></body></html>"
FRAMED = f"<html><head><title>404 Not Found</title></head><body>{'<a href=x>栏目导航</a>' * 60}</body></html>"
SCRIPT = "<html><head></head><body><script>let a = 1</script></body></html>"


def page(markup: str, **more: Any) -> Answer:
    return Answer(markup.encode(), headers={"Content-Type": "text/html; charset=utf-8"}, **more)


ANSWERS: dict[str, tuple[Answer, str]] = {
    "/letter.html": (page(LETTER), "works"),
    "/long.html": (page(LETTER + "字" * 60_000), "works"),
    "/gone.html": (page("<html>", status=404), "broken"),
    "/taken-away.html": (page("<html>", status=410), "broken"),
    "/soft.html": (page(GONE), "broken"),
    "/framed.html": (page(FRAMED), "broken"),
    "/worked-on.html": (page(WORKED_ON), "blocked"),
    "/forbidden.html": (page("<html>", status=403), "blocked"),
    "/log-in.html": (page("<html>", status=401), "blocked"),
    "/too-many.html": (page("<html>", status=429), "blocked"),
    "/broken-server.html": (page("<html>", status=500), "blocked"),
    "/empty.html": (page(""), "blocked"),
    "/a.pdf": (Answer(PDF), "works"),
    "/b.pdf": (Answer(b"\x00\x00\n" + PDF), "works"),
    "/empty.pdf": (Answer(b""), "broken"),
    "/no-bytes.pdf": (Answer(b"", status=416, headers={"Content-Range": "bytes */0"}), "broken"),
    "/letter.pdf": (page(LETTER), "broken"),
    "/gone.pdf": (page(GONE), "broken"),
    "/worked-on.pdf": (page(WORKED_ON), "blocked"),
    "/script.pdf": (page(SCRIPT), "blocked"),
    "/zip.pdf": (Answer(ZIP), "broken"),
    "/secret.pdf": (Answer(b"%TSD-Header-###%"), "blocked"),
    "/a.docx": (Answer(ZIP), "works"),
    "/old.docx": (Answer(OLE), "works"),
    "/new.doc": (Answer(ZIP), "works"),
    "/saved.doc": (page(LETTER), "works"),
    "/gone.doc": (page(GONE), "broken"),
    "/saved.docx": (page(LETTER), "broken"),
    "/a.wps": (Answer(OLE), "works"),
    "/a.ofd": (Answer(ZIP), "works"),
    "/pdf.ofd": (Answer(PDF), "broken"),
    "/a.rar": (Answer(b"Rar!\x1a\x07\x01\x00"), "works"),
    "/zip.rar": (Answer(ZIP), "works"),
    "/a.7z": (Answer(b"7z\xbc\xaf\x27\x1c"), "works"),
    "/a.zip": (Answer(b"PK\x05\x06" + bytes(18)), "works"),
    "/a.txt": (Answer("各单位：".encode()), "works"),
    "/download?id=1": (Answer(PDF), "works"),
    "/download?id=2": (page(LETTER), "works"),
    "/download?id=3": (
        Answer(LETTER.encode(), headers={"Content-Disposition": 'attachment; filename="tongzhi.pdf"'}),
        "broken",
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with running(pages={path: answer for path, (answer, _) in ANSWERS.items()}) as server:
        yield server


def tried(url: str, store: EvidenceStore, *allowed: str, kind: LinkKind | None = None, **manners: Any) -> LinkCheck:
    what: LinkKind = kind or ("page" if url.endswith((".html", "/")) else "attachment")
    known = manners.pop("names_are_known", True)
    came_from = manners.pop("came_from", None)
    client = quick_client(*allowed, **{"retries": 0, **manners})
    return check_link(url, kind=what, came_from=came_from, client=client, store=store, names_are_known=known)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EvidenceStore]:
    store = EvidenceStore(tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_says_of_a_link(server: FaultServer, store: EvidenceStore, path: str) -> None:
    check = tried(server.url(path), store, server.server)
    assert (check.outcome, bool(check.reason)) == (ANSWERS[path][1], ANSWERS[path][1] != "works"), check
    assert check.evidence, "every answer is kept"
    assert check.evidence.record
    assert check.status == ANSWERS[path][0].status
    assert (check.fault is not None) == (check.outcome == "broken")


@pytest.mark.parametrize(
    "fault",
    ["hang_before_headers", "reset_before_headers", "redirect_loop", "redirect_to_home", "firewall", "not_http"],
)
def test_trouble_on_the_way_says_nothing_of_a_link(store: EvidenceStore, fault: str) -> None:
    with running() as server:
        check = tried(server.fault(fault), store, server.server, **IMPATIENT)
    assert check.outcome == "blocked"


def test_a_connection_refused_says_nothing_of_a_link(store: EvidenceStore) -> None:
    port = closed_port()
    check = tried(f"http://127.0.0.1:{port}/a.html", store, f"127.0.0.1:{port}")
    assert (check.outcome, check.evidence) == ("blocked", None)


def test_a_name_that_nobody_knows_counts_only_where_other_names_are_found(store: EvidenceStore) -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    url = "http://www.yunxi.example/a.html"
    assert tried(url, store, resolve=nobody).outcome == "broken"
    assert tried(url, store, resolve=nobody, names_are_known=False).outcome == "not_asked"


def test_what_robots_rules_forbid_and_private_addresses_are_not_asked(store: EvidenceStore) -> None:
    with running(robots="forbids") as server:
        assert tried(server.url("/a.html"), store, server.server).outcome == "not_asked"
        assert tried(server.url("/a.html"), store).outcome == "not_asked"
        public = "http://www.yunxi.example/index.html"
        manners = {"obey_robots": False, "came_from": public, "resolve": lambda host, _: ["127.0.0.1"]}
        assert tried(server.url("/a.html"), store, server.server, **manners).outcome == "not_asked"
        assert not server.asked("/a.html")


def test_a_server_left_alone_is_left_alone(server: FaultServer, store: EvidenceStore) -> None:
    client = quick_client(server.server, budget=1, obey_robots=False)
    asked: dict[str, Any] = {"kind": "page", "came_from": None, "client": client, "store": store}
    assert check_link(server.url("/letter.html"), names_are_known=True, **asked).outcome == "works"
    with pytest.raises(LeftAlone):
        check_link(server.url("/letter.html"), names_are_known=True, **asked)


def test_no_page_of_a_real_site_is_said_to_be_gone() -> None:
    """Every third: what a page is decided to be is tested elsewhere; here only that nobody is accused."""
    pages = sorted(path for path in real_pages().rglob("*.html"))[::3]
    assert len(pages) > 50
    for path in pages:
        body = path.read_bytes()
        answer = Exchange(
            url="http://www.yunxi.example/a.html",
            status=200,
            reason="OK",
            headers=(),
            wire_body=body[:PAGE_BYTES],
            body=body[:PAGE_BYTES],
            fetched_at=NOW,
            cut=len(body) > PAGE_BYTES,
        )
        assert of_answer(answer, answer.url, "page")["outcome"] in ("works", "blocked"), path


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("http://a.test/b/%E9%80%9A%E7%9F%A5.PDF?x=1.doc", "pdf"),
        ("http://a.test/b/", None),
        ("http://a.test/b.c/d", None),
        ("通知.docx", "docx"),
        ("http://a.test/a.tar.gz", "gz"),
    ],
)
def test_a_file_is_called_by_the_end_of_its_name(name: str, end: str | None) -> None:
    assert promised(name) == end


def test_what_is_not_recognised_proves_nothing() -> None:
    assert keeps("pdf", b"\x00\x01\x02") is None
    assert keeps("ceb", b"\x00\x01\x02")
    assert keeps(None, b"\x00\x01\x02")
