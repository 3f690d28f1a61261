"""A column that only a browser can see: its list is read, its failures are ours, and nothing gets past our guards."""

import contextlib
import gzip
import os
import signal
from collections.abc import Iterator
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from schemas.agencies import Column
from schemas.entries import ListReading
from schemas.results import ColumnVisit
from scrapers.errors import EvidenceError, NotRendered, Redirected
from scrapers.evidence import EvidenceStore
from scrapers.fetching.browser import BrowserClient, Chromium, chromium_for, find_chromium, what_is_missing
from scrapers.fetching.client import Client, Trace
from scrapers.lists.reading import examine, read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from scrapers.stored import read_page, validators_of
from scrapers.visit import visit_column
from tests.support.drawn_pages import DATA, LOAD, ROWS, SHOW, drawing_client, page
from tests.support.fault_server import Answer, FaultServer, running
from tests.support.quick_client import NOW, QUICK, TODAY, quick_client

if what_is_missing() is None:
    from scrapers.fetching.drawing import QUIET
needs_browser = pytest.mark.skipif(what_is_missing() is not None, reason=f"no browser here: {what_is_missing()}")
LISTED = {"/gcgg/": Answer(page(SHOW + LOAD)), "/data.json": Answer(DATA)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    started = chromium_for(QUICK, zone="Asia/Shanghai")
    yield started
    started.close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages on loopback come to rest sooner than those of a slow server."""
    if what_is_missing() is None:
        monkeypatch.setattr("scrapers.fetching.drawing.QUIET", 1.0)
        monkeypatch.setattr("scrapers.fetching.drawing.QUIET_WITH_LIST", 0.5)


def read(page: Page, *, platform: str | None, today: date) -> ListReading:
    return read_list(page, platforms=load_platforms(), today=today)


def visit(chromium: Chromium, server: FaultServer, var: Path, *, seconds: float = 20.0, **manners: Any) -> ColumnVisit:
    return visit_column(
        Column(
            code="gcgg", name="工程公告", kind="通知公告", category="工作信息", url=server.url("/gcgg/"), rendered=True
        ),
        agency="swj",
        client=drawing_client(chromium, server.server, seconds=seconds, **manners),
        store=EvidenceStore(var),
        read=read,
        today=TODAY,
    )


def shown(script: str, **pages: Answer) -> dict[str, Answer]:
    """A server's pages: the column's own with `script`, and others by their names (`data` is `/data.json`)."""
    return {"/gcgg/": Answer(page(SHOW + script))} | {f"/{name}.json": answer for name, answer in pages.items()}


def asked(server: FaultServer) -> list[str]:
    return [seen.path for seen in server.seen if seen.path != "/robots.txt"]


# what is read


@needs_browser
@pytest.mark.browser
def test_a_list_that_a_script_fetches_is_read_whole(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages=LISTED) as server:
        plain = quick_client(server.server).get(server.url("/gcgg/"))
        assert isinstance(plain, Page)
        assert examine(plain, platforms=load_platforms(), today=TODAY).state == "needs_data"
        seen = visit(chromium, server, tmp_path)
        titles = [row["title"] for row in ROWS]
    assert (seen.state, seen.reason, seen.cause) == ("list", "", None)
    assert [entry.title for entry in seen.entries] == titles
    assert [str(entry.published) for entry in seen.entries] == [row["day"] for row in ROWS]
    assert seen.entries[0].url == server.url(ROWS[0]["url"])
    assert (seen.requests, seen.pages_read) == (2, 1)


@needs_browser
@pytest.mark.browser
def test_a_page_and_script_in_gbk_are_drawn_without_mojibake(chromium: Chromium, tmp_path: Path) -> None:
    first = "{title: '关于镕基水库除险加固工程验收的公告', url: '/item/1.html', day: '2026-11-03'}"
    script = f"{SHOW} show([{first}, ...more]);"
    html = page(
        "", head='<meta charset="gb2312">', more='<script src="/more.js"></script><script src="/list.js"></script>'
    )
    rest = "{title: `喆字第${n}号公告的说明`, url: `/item/0${n}.html`, day: `2026-10-0${n}`}"
    more = f"const more = [2, 1].map(n => ({rest}));"
    pages = {
        "/gcgg/": Answer(html.decode().encode("gb18030"), headers={"Content-Type": "text/html"}),
        "/list.js": Answer(script.encode("gb18030"), headers={"Content-Type": "application/javascript"}),
        "/more.js": Answer(more.encode("utf-8"), headers={"Content-Type": "application/javascript"}),
    }
    with running(pages=pages) as server:
        seen = visit(chromium, server, tmp_path)
    assert [entry.title for entry in seen.entries] == [
        "关于镕基水库除险加固工程验收的公告",
        "喆字第2号公告的说明",
        "喆字第1号公告的说明",
    ]


@needs_browser
@pytest.mark.browser
def test_data_asked_for_by_post_is_asked_for_by_post(chromium: Chromium, tmp_path: Path) -> None:
    got: list[dict[str, str]] = []

    def answer(seen: Any) -> Answer:
        got.append(seen.headers)
        return Answer(DATA)

    ask = "fetch('/data.json', {method: 'POST', body: new URLSearchParams({page: 1})}).then(a => a.json()).then(show);"
    with running(pages={"/gcgg/": Answer(page(SHOW + ask)), "/data.json": answer}) as server:
        seen = visit(chromium, server, tmp_path)
    if not got:
        pytest.fail(f"the data was never asked for: {seen.reason}")
    assert got[0]["content-type"].startswith("application/x-www-form-urlencoded")
    assert (seen.state, len(seen.entries)) == ("list", 15)


@needs_browser
@pytest.mark.browser
def test_times_are_shown_in_the_office_zone_and_not_in_the_machine_s(chromium: Chromium, tmp_path: Path) -> None:
    rows = "[3, 2, 1].map(n => ({title: `第${n}号工程完工验收的公告`, url: `/item/${n}.html`, day: "
    local = "`${d.getFullYear()}-${d.getMonth() + 1}-${String(d.getDate()).padStart(2, '0')}`"
    script = f"let d; show({rows}(d = new Date(Date.UTC(2026, 9, n, 18)), {local})}}))); "
    with running(pages=shown(script)) as server:
        seen = visit(chromium, server, tmp_path)
    assert [str(entry.published) for entry in seen.entries] == ["2026-10-04", "2026-10-03", "2026-10-02"]


@needs_browser
@pytest.mark.browser
def test_a_page_that_goes_on_asking_is_read_once_its_list_has_long_stood(chromium: Chromium, tmp_path: Path) -> None:
    script = f"{LOAD} setInterval(() => fetch('/visitors.json'), 200);"
    with running(pages=shown(script, data=Answer(DATA), visitors=Answer(b"{}"))) as server:
        seen = visit(chromium, server, tmp_path, seconds=5)
    assert (seen.state, len(seen.entries)) == ("list", 15)


@needs_browser
@pytest.mark.browser
def test_a_list_that_comes_two_seconds_late_is_waited_for(
    chromium: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapers.fetching.drawing.QUIET", QUIET)
    with running(pages=shown(f"show([]); setTimeout(() => {{ {LOAD} }}, 2000);", data=Answer(DATA))) as server:
        seen = visit(chromium, server, tmp_path)
    assert (seen.state, len(seen.entries)) == ("list", 15)


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(
    "nuisance",
    [
        "alert('欢迎'); confirm('好吗？'); prompt('？');",
        "let a = document.createElement('a'); a.href = 'data:application/zip;base64,AA'; a.download = 'a'; a.click();",
        "window.open('/popup.html');",
        "const f = document.createElement('iframe'); f.src = '/frame.html'; document.body.append(f);",
        "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(() => 0);",
        "new Image().src = 'http://127.0.0.1:9/pixel.gif';",
    ],
    ids=["dialogs", "download", "pop-up", "frame", "service worker", "picture"],
)
def test_what_a_page_does_besides_does_not_keep_its_list_from_being_read(
    chromium: Chromium, tmp_path: Path, nuisance: str
) -> None:
    with running(pages=shown(nuisance + LOAD, data=Answer(DATA))) as server:
        seen = visit(chromium, server, tmp_path)
        assert asked(server) == ["/gcgg/", "/data.json"]
    assert (seen.state, len(seen.entries)) == ("list", 15)


# what is not believed


@needs_browser
@pytest.mark.browser
def test_an_empty_list_is_blank_only_if_its_data_came(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages=shown(LOAD, data=Answer(b"[]"))) as server:
        assert visit(chromium, server, tmp_path).state == "blank"
    for broken in (Answer(b"", status=500), Answer(b"no such page", status=404)):
        with running(pages=shown(LOAD, data=broken)) as server:
            seen = visit(chromium, server, tmp_path)
        assert (seen.state, seen.cause) == ("needs_data", "our_failure")
        assert f"answers {broken.status}" in seen.reason


@needs_browser
@pytest.mark.browser
def test_an_empty_list_whose_scripts_asked_for_nothing_proves_nothing(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages=shown("show([]); document.body.onclick = () => fetch('/data.json');")) as server:
        seen = visit(chromium, server, tmp_path)
    assert seen.state == "needs_data"
    assert "asked for no data" in seen.reason


@needs_browser
@pytest.mark.browser
def test_a_script_that_breaks_down_leaves_no_blank_column(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages=shown("show([]); missing.function();")) as server:
        seen = visit(chromium, server, tmp_path)
    assert seen.state == "needs_data"
    assert "a script fails" in seen.reason


@needs_browser
@pytest.mark.browser
def test_other_rows_of_the_page_are_not_taken_for_the_list_that_did_not_come(
    chromium: Chromium, tmp_path: Path
) -> None:
    news = "".join(
        f'<li><a href="/news/{n}.html">市领导调研第{n}个重点项目建设情况</a><span>2026-11-{n:02}</span></li>'
        for n in range(9, 0, -1)
    )
    html = page(
        SHOW + LOAD, more=f'<script type="text/template">{{{{title}}}}</script><div class="box"><ul>{news}</ul></div>'
    )
    with running(pages={"/gcgg/": Answer(html), "/data.json": Answer(b"", status=500)}) as server:
        seen = visit(chromium, server, tmp_path)
    assert (seen.readable, seen.entries) == (False, ())


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(
    "script",
    [
        "setInterval(() => document.body.append(document.createElement('p')), 100);",
        "setTimeout(() => { while (true); }, 300);",
        "while (true);",
    ],
    ids=["changes for ever", "never gives back control", "never loads"],
)
def test_a_page_that_never_comes_to_an_end_ends_in_a_reason_and_the_next_one_is_drawn(
    chromium: Chromium, tmp_path: Path, script: str
) -> None:
    with running(pages=shown(script)) as server:
        seen = visit(chromium, server, tmp_path, seconds=3)
    assert (seen.state, seen.cause) == ("needs_data", "our_failure")
    assert "within" in seen.reason
    assert seen.evidence, "the answer itself is kept all the same"
    with running(pages=LISTED) as server:
        assert visit(chromium, server, tmp_path).state == "list"


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(
    "move",
    [
        "location.href = '/elsewhere/';",
        "setTimeout(() => location.reload(), 200);",
        "document.body.innerHTML = '<form action=/login method=post></form>'; document.forms[0].submit();",
    ],
)
def test_a_page_that_leads_elsewhere_is_a_redirect_and_is_not_followed(
    chromium: Chromium, tmp_path: Path, move: str
) -> None:
    with running(pages=shown(move)) as server:
        seen = visit(chromium, server, tmp_path)
        assert asked(server) == ["/gcgg/"]
    assert seen.state == "redirect"


# guards


@needs_browser
@pytest.mark.browser
def test_nothing_on_a_page_reaches_a_private_server_that_nobody_allowed(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages={"/data.json": Answer(DATA, headers={"Access-Control-Allow-Origin": "*"})}) as intranet:
        there = intranet.url("")
        tries = f"""
        fetch('{there}/data.json').then(a => a.json()).then(show).catch(() => 0);
        const x = new XMLHttpRequest(); x.open('GET', '{there}/data.json'); x.send();
        new WebSocket('{there.replace("http", "ws")}/socket');
        navigator.sendBeacon('{there}/beacon', 'x');
        new EventSource('{there}/stream');
        new Worker(URL.createObjectURL(new Blob(["fetch('{there}/data.json'); importScripts('{there}/w.js')"])));
        new RTCPeerConnection({{iceServers: [{{urls: 'stun:{intranet.server}'}}]}}).createDataChannel('x');
        for (const [tag, attribute] of [['img', 'src'], ['script', 'src'], ['iframe', 'src'], ['object', 'data'],
            ['embed', 'src'], ['video', 'src']]) {{
          const e = document.createElement(tag); e[attribute] = '{there}/' + tag; document.body.append(e);
        }}
        for (const rel of ['stylesheet', 'preload', 'prefetch', 'preconnect', 'dns-prefetch', 'icon', 'manifest']) {{
          const e = document.createElement('link'); e.rel = rel; e.href = '{there}/' + rel; e.as = 'fetch';
          document.head.append(e);
        }}
        window.open('{there}/popup');
        fetch('/away.json');
        """
        away = Answer(status=302, headers={"Location": f"{there}/data.json"})
        with running(pages=shown(tries, away=away)) as server:
            seen = visit(chromium, server, tmp_path)
        assert intranet.seen == []
    assert (seen.state, seen.entries) == ("needs_data", ())
    assert "private address" in seen.reason or "web socket" in seen.reason


@needs_browser
@pytest.mark.browser
def test_a_page_that_sends_its_visitor_to_a_private_address_is_not_followed(chromium: Chromium, tmp_path: Path) -> None:
    with running() as intranet, running(pages=shown(f"location.replace('{intranet.url('/x')}');")) as server:
        with pytest.raises(Redirected):
            drawing_client(chromium, server.server).get(server.url("/gcgg/"))
        assert intranet.seen == []


@needs_browser
@pytest.mark.browser
def test_what_robots_txt_forbids_is_not_asked_for_by_a_script_either(chromium: Chromium, tmp_path: Path) -> None:
    pages = {"/gcgg/": Answer(page(SHOW + LOAD.replace("/data.json", "/secret/data.json")))}
    with running(robots="allows", pages=pages | {"/secret/data.json": Answer(DATA)}) as server:
        seen = visit(chromium, server, tmp_path)
        assert asked(server) == ["/gcgg/"]
    assert seen.state == "needs_data"
    assert "robots.txt" in seen.reason


@needs_browser
@pytest.mark.browser
def test_every_request_carries_our_name_and_no_page_finds_what_another_one_left(
    chromium: Chromium, tmp_path: Path
) -> None:
    leave = "document.cookie = 'seen=1; path=/'; localStorage.setItem('seen', '1');"
    refuse = "if (document.cookie || localStorage.getItem('seen')) throw new Error('seen before');"
    pages = {
        "/gcgg/": Answer(page(refuse + leave + SHOW + LOAD), headers={"Set-Cookie": "visitor=1; Path=/"}),
        "/data.json": Answer(DATA, headers={"Set-Cookie": "visitor=2; Path=/"}),
    }
    with running(pages=pages) as server:
        for _ in range(2):
            assert visit(chromium, server, tmp_path).state == "list"
        assert all("gk@example.org" in seen.headers["user-agent"] for seen in server.seen)
        assert not any("cookie" in seen.headers for seen in server.seen)


@needs_browser
@pytest.mark.browser
def test_a_server_has_its_rest_before_the_parts_of_a_page_and_after_them_and_none_between(chromium: Chromium) -> None:
    moment = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += seconds

    manners = QUICK.model_copy(update={"delay_seconds": 30, "jitter": 0})
    look = partial(examine, platforms=load_platforms(), today=TODAY)
    # One after the other: of two that are asked for at once either may come first.
    more = Answer(page(f"{SHOW}fetch('/more.json').then(() => {{ {LOAD} }});"))
    with running(pages=LISTED | {"/gcgg/": more, "/more.json": Answer(b"{}")}) as server:
        polite = Client(
            manners, clock=lambda: NOW, allowed_private=[server.server], monotonic=lambda: moment[0], sleep=sleep
        )
        client = BrowserClient(chromium, polite, read=look, manners=manners)
        for _ in range(2):
            client.get(server.url("/gcgg/"))
        polite.close()
        assert asked(server) == 2 * ["/gcgg/", "/more.json", "/data.json"]
    assert slept == [30, 30, 30, 30], "after robots.txt, before the parts, before the next page, before its parts"


@needs_browser
@pytest.mark.browser
def test_a_browser_that_dies_is_our_failure_and_the_next_page_gets_another_one(
    chromium: Chromium, tmp_path: Path
) -> None:
    def die(seen: Any) -> Answer:
        for process in _own_browsers():
            os.kill(process, signal.SIGKILL)
        return Answer(DATA)

    with running(pages={"/gcgg/": LISTED["/gcgg/"], "/data.json": die}) as server:
        seen = visit(chromium, server, tmp_path)
    assert (seen.state, seen.cause) == ("needs_data", "our_failure")
    assert "the browser failed" in seen.reason
    with running(pages=LISTED) as server:
        assert visit(chromium, server, tmp_path).state == "list"


def _own_browsers() -> list[int]:
    """Chromium's main processes that descend from this one."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = status.read_text().partition(" (")
            name, _, fields = rest.rpartition(") ")
            parents[int(number)] = (int(fields.split()[1]), name)
    ours = {os.getpid()}
    for _ in range(6):
        ours |= {number for number, (parent, _) in parents.items() if parent in ours}
    return [number for number in ours if "chrom" in parents.get(number, (0, ""))[1]]


@needs_browser
@pytest.mark.browser
def test_a_page_that_asks_for_too_much_is_given_up(chromium: Chromium, tmp_path: Path) -> None:
    flood = "for (let n = 0; n < 400; n++) fetch('/data.json?' + n).catch(() => 0); show([]);"
    pages = shown(flood) | {f"/data.json?{number}": Answer(b"[]") for number in range(400)}
    with running(pages=pages) as server:
        seen = visit(chromium, server, tmp_path)
        assert len(asked(server)) <= 151
    assert seen.state == "needs_data"
    with running(pages=shown("document.body.append('很'.repeat(3000000));")) as server:
        assert visit(chromium, server, tmp_path).state == "unreachable"


# evidence


@needs_browser
@pytest.mark.browser
def test_the_wire_answers_and_the_drawn_page_are_kept_apart(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages=LISTED) as server:
        seen = visit(chromium, server, tmp_path)
    (evidence,) = seen.evidence
    assert evidence.record is not None
    drawn = read_page(tmp_path, evidence.record)
    assert examine(drawn, platforms=load_platforms(), today=TODAY).items == seen.entries
    assert "除险加固" in drawn.text
    assert "<script" not in drawn.text, "what was drawn does not run again where it is opened"
    assert validators_of(tmp_path, evidence.record) is None, "an unchanged answer does not prove an unchanged list"
    path = tmp_path / evidence.record.partition("#")[0]
    with path.open("rb") as file:
        kept = [
            (record.rec_type, record.rec_headers, record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert [kind for kind, _, _ in kept] == [
        "warcinfo", "response", "request", "conversion", "response", "request",
    ]  # fmt: skip
    conversion, answer = kept[3], kept[4]
    assert conversion[1].get_header("WARC-Refers-To") == answer[1].get_header("WARC-Record-ID")
    assert conversion[1].get_header("X-Drawn-By").startswith("Chromium ")
    assert "not what came over the wire" in conversion[1].get_header("X-Drawn-Note")
    assert (kept[1][2], answer[2]) == (DATA, LISTED["/gcgg/"].body)


@needs_browser
@pytest.mark.browser
def test_a_drawn_page_that_was_changed_afterwards_is_not_trusted(chromium: Chromium, tmp_path: Path) -> None:
    with running(pages=LISTED) as server:
        (evidence,) = visit(chromium, server, tmp_path).evidence
    assert evidence.record is not None
    name, _, offset = evidence.record.partition("#")
    path = tmp_path / name
    data = path.read_bytes()
    member = gzip.decompress(data[int(offset) :])
    end = member.index(b"WARC/1.1", 10)
    forged = gzip.compress(member[:end].replace(b"2026-11-15", b"2026-11-16"))
    path.write_bytes(data[: int(offset)] + forged)
    with pytest.raises(EvidenceError, match="digest"):
        read_page(tmp_path, evidence.record)


@needs_browser
@pytest.mark.browser
def test_what_is_no_html_comes_as_it_was_sent(chromium: Chromium) -> None:
    pages = {"/data.json": Answer(DATA, headers={"Content-Type": "application/json"})}
    with running(pages=pages) as server:
        trace = Trace()
        assert drawing_client(chromium, server.server).get(server.url("/data.json"), trace=trace).body == DATA
    assert [type(exchange).__name__ for exchange in trace.exchanges] == ["Exchange"]


# without a browser


def test_without_a_browser_the_column_needs_data_and_the_reason_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "scrapers.fetching.browser.what_is_missing", lambda: "no Chromium was found (apt-get install chromium)"
    )
    with running(pages=LISTED) as server:
        seen = visit(chromium_for(QUICK, zone="Asia/Shanghai"), server, tmp_path)
        assert server.seen == []
    assert (seen.state, seen.cause, seen.entries) == ("needs_data", "our_failure", ())
    assert "apt-get install chromium" in seen.reason


def test_a_chromium_is_looked_for_where_the_environment_says_and_then_in_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    monkeypatch.setattr("scrapers.fetching.chromium._PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() is None
    for name in ("chromium-browser", "mine"):
        (tmp_path / name).touch(mode=0o755)
    assert find_chromium() == str(tmp_path / "chromium-browser")
    monkeypatch.setenv("GONGKAI_CHROMIUM", str(tmp_path / "mine"))
    assert find_chromium() == str(tmp_path / "mine")
    monkeypatch.setenv("GONGKAI_CHROMIUM", str(tmp_path / "misspelt"))
    assert find_chromium() is None, "whoever names a browser does not want another one"
    if find_spec("playwright") is not None:
        assert "misspelt" in (what_is_missing() or "")


@needs_browser
@pytest.mark.browser
def test_a_browser_that_cannot_start_is_our_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("GONGKAI_CHROMIUM", str(fake))
    broken = chromium_for(QUICK, zone="Asia/Shanghai")
    with running(pages=LISTED) as server, pytest.raises(NotRendered, match="the browser failed"):
        drawing_client(broken, server.server).get(server.url("/gcgg/"))
    broken.close()
