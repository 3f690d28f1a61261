"""Columns of several website products, read whole over loopback as they are read at night: real reading, real pages of
our own, every page kept as evidence."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from schemas.agencies import Column
from schemas.entries import ListReading
from schemas.results import ColumnVisit
from scrapers.evidence import EvidenceStore
from scrapers.lists.reading import read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from scrapers.paging.following import following_pages
from scrapers.stored import read_page, validators_of
from scrapers.visit import visit_column
from tests.support.fault_server import Answer, FaultServer, Seen, running
from tests.support.quick_client import TODAY, quick_client

Pages = dict[str, Answer | Callable[[Seen], Answer]]
PLATFORMS = load_platforms()
NEWEST = date(2026, 11, 18)


def read(page: Page, *, platform: str | None, today: date) -> ListReading:
    return read_list(page, platforms=PLATFORMS, platform=PLATFORMS.get(platform), today=today)


def visit(server: FaultServer, path: str, tmp_path: Path, **more: object) -> ColumnVisit:
    return visit_column(
        Column(code="tzgg", name="通知公告", kind="通知公告", category="工作信息", url=server.url(path)),
        agency="swj",
        client=quick_client(server.server, retries=0, max_bytes=2_000_000),
        store=EvidenceStore(tmp_path),
        read=read,
        today=TODAY,
        **more,  # type: ignore[arg-type]
    )


def day(number: int) -> date:
    return NEWEST - timedelta(days=number)


def rows(first: int, count: int) -> str:
    """Rows numbered from `first`, one a day, going back in time."""
    return "".join(
        f'<li><a href="/tzgg/{day(n):%Y%m}/{1000 + n}.html">关于第{n}号事项办理情况的公告</a><span>{day(n)}</span></li>'
        for n in range(first, first + count)
    )


def html(body: str, head: str = "") -> bytes:
    return (
        f'<html><head><meta name="ColumnName" content="通知公告"><title>通知公告_市水务局</title>{head}</head>'
        f"<body><h2>通知公告</h2>{body}</body></html>"
    ).encode()


def whole(seen: ColumnVisit, count: int) -> None:
    assert (seen.state, seen.reason, seen.read_back_to) == ("list", "", date.min)
    assert [entry.published for entry in seen.entries] == [day(n) for n in range(count)]
    assert (seen.unique, seen.cap) == (count, None)


# --- pages that are posted --------------------------------------------------------------------------------------------


def web_forms(pages: int, size: int) -> Callable[[Seen], Answer]:
    """A list whose pager posts the page's form back, and which answers only a form that is whole."""

    def answer(seen: Seen) -> Answer:
        sent = dict(parse_qsl(seen.sent.decode(), keep_blank_values=True))
        if seen.method == "POST" and (sent.get("__VIEWSTATE") is None or sent.get("__EVENTTARGET") != "Pager1"):
            return Answer(b"Validation of viewstate failed", status=500)
        number = int(sent.get("__EVENTARGUMENT") or 1)
        state = f'<input type="hidden" name="__VIEWSTATE" value="/wEPDwU{number}+==">'
        words = '<input name="keyword" value=""><input type="submit" name="search" value="搜索">'
        links = "".join(
            f'<a href="javascript:__doPostBack(&#39;Pager1&#39;,&#39;{n}&#39;)">{text}</a>'
            for n, text in ((number + 1, "下一页"), (pages, "尾页"))
            if number < pages
        )
        pager = f'<div class="pager">共 {pages * size} 条记录 第 {number} 页/共 {pages} 页 {links}</div>'
        body = f"{state}{words}<ul>{rows((number - 1) * size, size)}</ul>{pager}"
        return Answer(html(f'<form method="post" action="list.aspx?id=7">{body}</form>'))

    return answer


def test_a_list_that_posts_its_form_back_is_read_whole_with_every_form_in_the_evidence(tmp_path: Path) -> None:
    with running(pages={"/list.aspx?id=7": web_forms(3, 10)}) as server:
        seen = visit(server, "/list.aspx?id=7", tmp_path)
        asked = [(one.method, one.sent) for one in server.seen if one.path != "/robots.txt"]
    whole(seen, 30)
    assert (seen.product, seen.pages_read, seen.total_stated, seen.fetched) == ("webforms", 3, 30, 30)
    assert [method for method, _ in asked] == ["GET", "POST", "POST"]
    assert parse_qs(asked[2][1].decode())["__VIEWSTATE"] == ["/wEPDwU2+=="], (
        "the state of the page before, not of the first"
    )
    assert "search" not in parse_qs(asked[2][1].decode()), "a button that was not pressed is not sent"
    assert [read_page(tmp_path, proof.record or "").text.count("号事项") for proof in seen.evidence] == [10, 10, 10]
    assert bodies_of_requests(tmp_path, seen) == [b"", asked[1][1], asked[2][1]]


def test_on_the_next_night_only_the_page_itself_is_asked_for_conditionally(tmp_path: Path) -> None:
    whole_list = web_forms(3, 10)

    def answer(seen: Seen) -> Answer:
        if seen.headers.get("if-none-match") == '"v1"':
            return Answer(status=304)
        return Answer(whole_list(seen).body, headers={"ETag": '"v1"'} if seen.method == "GET" else {"ETag": '"v2"'})

    with running(pages={"/list.aspx?id=7": answer}) as server:
        first = visit(server, "/list.aspx?id=7", tmp_path)
        held = [validators_of(tmp_path, proof.record or "") for proof in first.evidence]
        again = visit(server, "/list.aspx?id=7", tmp_path, validators={one.url: one for one in held if one})
        conditional = [(one.method, "if-none-match" in one.headers) for one in server.seen if "list" in one.path]
    assert [one is not None for one in held] == [True, False, False]
    assert conditional == [
        ("GET", False),
        ("POST", False),
        ("POST", False),
        ("GET", True),
        ("POST", False),
        ("POST", False),
    ]
    assert again.entries == first.entries
    whole(again, 30)


def bodies_of_requests(tmp_path: Path, seen: ColumnVisit) -> list[bytes]:
    assert seen.evidence[0].record is not None
    with (tmp_path / seen.evidence[0].record.partition("#")[0]).open("rb") as file:
        return [one.content_stream().read() for one in ArchiveIterator(file) if one.rec_type == "request"]


def test_a_pager_that_posts_for_ever_ends(tmp_path: Path) -> None:
    def always_the_first(seen: Seen) -> Answer:
        state = f"/wEP{len(seen.sent)}{seen.method}"
        link = "<a href=\"javascript:__doPostBack('Pager1','2')\">下一页</a>"
        body = (
            f'<form method="post"><input type="hidden" name="__VIEWSTATE" value="{state}"><ul>{rows(0, 10)}</ul>{link}'
        )
        return Answer(html(f'{body}</form><div class="page">共 90 条</div>'))

    with running(pages={"/list.aspx": always_the_first}) as server:
        seen = visit(server, "/list.aspx", tmp_path)
        assert len(server.seen) <= 4
    assert (seen.unique, seen.read_back_to) == (10, None)
    assert "90 entries" in seen.reason


# --- data behind a page -----------------------------------------------------------------------------------------------

SHELL = html(
    '<div id="app"></div><script src="/swj/gkmlpt/js/app.js"></script>',
    '<script>window._CONFIG = {APP_URL: \'\', SID: \'758019\', TREE: [{"id": 21023, "name": "通知公告"}]};</script>',
)


def gkmlpt(total: int, size: int = 100, *, served: int | None = None) -> Callable[[Seen], Answer]:
    """The product's answers: `served` of `total` entries in portions of `size`, and 404 beyond them."""

    def answer(seen: Seen) -> Answer:
        number = int(parse_qs(urlsplit(seen.path).query)["page"][0])
        portion = range((number - 1) * size, min(number * size, total if served is None else served))
        if not portion:
            return Answer(b"", status=404)
        articles = [
            {
                "id": n,
                "title": f"关于第{n}号事项办理情况的公告",
                "date": int(datetime.combine(day(n), datetime.min.time()).timestamp()),
                "created_at": f"{day(n)} 10:00:00",
                "display_publish_time": int(datetime.combine(day(n), datetime.min.time()).timestamp()),
                "publisher": "市水务局",
                "url": f"http://{seen.headers['host']}/swj/gkmlpt/content/3/{n}/post_{n}.html",
            }
            for n in portion
        ]
        body = {"classify": {"id": 21023, "name": "通知公告", "post_count": total}, "articles": articles}
        return Answer(json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    return answer


def gkmlpt_pages(pages: int, **more: int) -> Pages:
    answer = gkmlpt(**more)  # type: ignore[arg-type]
    data = {f"/swj/gkmlpt/api/all/21023?page={n}&sid=758019": answer for n in range(1, pages + 1)}
    return {"/swj/gkmlpt/index": Answer(SHELL), **data}


def test_a_drawn_list_is_read_from_its_data_page_by_page(tmp_path: Path) -> None:
    with running(pages=gkmlpt_pages(3, total=230)) as server:
        seen = visit(server, "/swj/gkmlpt/index#21023", tmp_path)
        assert [one.path for one in server.seen][1:] == [
            "/swj/gkmlpt/index",
            *(f"/swj/gkmlpt/api/all/21023?page={n}&sid=758019" for n in (1, 2, 3)),
        ]
    assert (seen.state, seen.reason, seen.read_back_to) == ("list", "", date.min)
    assert (seen.product, seen.unique, seen.fetched, seen.total_stated) == ("gkmlpt", 230, 230, 230)
    assert seen.identity.column_name == "通知公告"
    assert len(seen.evidence) == 4
    assert seen.evidence[0].url == server.url("/swj/gkmlpt/index"), "the page itself is the first evidence"


def test_data_that_ends_before_its_stated_total_is_not_called_whole_and_nothing_beyond_it_is_asked(
    tmp_path: Path,
) -> None:
    with running(pages=gkmlpt_pages(1, total=203, served=88)) as server:
        seen = visit(server, "/swj/gkmlpt/index#21023", tmp_path)
        assert len(server.seen) == 3
    assert (seen.state, seen.unique, seen.read_back_to, seen.broken_off) == ("list", 88, None, False)
    assert seen.reason == "the list states 203 entries, 88 were found"


def test_without_its_category_in_the_address_a_drawn_list_is_not_guessed_at(tmp_path: Path) -> None:
    with running(pages=gkmlpt_pages(3, total=230)) as server:
        seen = visit(server, "/swj/gkmlpt/index", tmp_path)
        assert len(server.seen) == 2
    assert (seen.readable, seen.cause, seen.entries) == (False, "not_assessable", ())


def test_data_that_cannot_be_fetched_leaves_the_column_unknown_and_the_page_as_evidence(tmp_path: Path) -> None:
    with running(pages={"/swj/gkmlpt/index": Answer(SHELL)}) as server:
        seen = visit(server, "/swj/gkmlpt/index#21023", tmp_path)
    assert (seen.state, seen.cause, seen.product) == ("unreachable", "our_failure", "gkmlpt")
    assert [proof.url.rpartition("/")[2] for proof in seen.evidence] == ["index", "21023?page=1&sid=758019"]
    assert seen.identity.column_name == "通知公告"


def test_a_search_engines_window_is_no_end(tmp_path: Path) -> None:
    with running(pages=gkmlpt_pages(1, total=10_000, size=100)) as server:
        seen = visit(server, "/swj/gkmlpt/index#21023", tmp_path, max_pages=200)
    assert seen.broken_off, "the server of this test has one page"
    with running(pages=gkmlpt_pages(2, total=200)) as server:
        seen = visit(server, "/swj/gkmlpt/index#21023", tmp_path, caps={"gkmlpt": 200})
    assert (seen.unique, seen.cap, seen.read_back_to) == (200, 200, None)
    assert "exactly 200 entries" in seen.reason


# --- 大汉 jpage: a first portion in the page, the others by <nextgroup> ---------------------------------------------


def recordset(first: int, count: int, following: str | None, total: int) -> str:
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2026/1/1/art_7_{n}.html' title='关于第{n}号事项办理情况的公告'>"
        f"关于第{n}号…</a>"
        f"<span>{day(n)}</span></li>]]></record>"
        for n in range(first, first + count)
    )
    return f"<datastore>{group}<totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"


@pytest.mark.parametrize("again", [False, True], ids=["portions follow each other", "the first portion comes again"])
def test_portions_named_by_the_page_are_read_one_after_the_other(tmp_path: Path, again: bool) -> None:
    proxy = "/module/web/jpage/dataproxy.jsp"
    island = recordset(0, 20, f"{proxy}?page=1&webid=1&columnid=7&unitid=9", 60)
    plug_in = "<script>$('#9').jpage({totalRecord:60,perPage:10});</script>"
    page = html(
        f'<a href="/col/col7/index.html">通知公告</a><div id="9"><script type="text/xml">{island}</script></div>'
        f"{plug_in}"
    )
    starts = (0, 20, 40) if again else (20, 40)
    pages: Pages = {"/col/col7/index.html": Answer(page)}
    for number, start in enumerate(starts, start=1):
        following = f"./dataproxy.jsp?page={number + 1}&webid=1&columnid=7&unitid=9" if number < len(starts) else None
        body = recordset(start, 20, following, 60).encode()
        pages[f"{proxy}?page={number}&webid=1&columnid=7&unitid=9"] = Answer(body, headers={"Content-Type": "text/xml"})
    with running(pages=pages) as server:
        seen = visit(server, "/col/col7/index.html", tmp_path)
    whole(seen, 60)
    assert (seen.product, seen.total_stated, seen.fetched) == ("hanweb", 60, 80 if again else 60)


# --- units that a script asks for, and searches -----------------------------------------------------------------------

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def test_rows_that_come_as_markup_inside_an_answer_are_read_page_by_page(tmp_path: Path) -> None:
    query = (
        "{'parseType':'bulidstatic','webId':'3096','tplSetId':'t1','pageType':'column','tagId':'当前栏目list',"
        "'editType':'null','pageId':'c9'}"
    )
    shell = html(
        f'<div class="list"><script url="{UNIT}" queryData="{query}" src="/script/unitbuild.js"></script></div>'
    )

    def answer(seen: Seen) -> Answer:
        number = json.loads(parse_qs(urlsplit(seen.path).query)["paramJson"][0])["pageNo"]
        count = min(20, 48 - (number - 1) * 20)
        foot = f'<div class="pagination" rows="20" count="48" pageNo="{number}"></div>'
        markup = f"<ul>{rows((number - 1) * 20, count)}</ul>{foot}"
        body = {"success": True, "data": {"html": markup}}
        return Answer(json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    pages: Pages = {"/col/col9/index.html": Answer(shell)}
    for number in (1, 2, 3):
        page = following_pages(Page(url="http://h/col/col9/index.html", body=shell), platform=PLATFORMS["hanweb_jpaas"])
        assert page.data is not None
        pages[page.data.removeprefix("http://h").replace("pageNo%22%3A1", f"pageNo%22%3A{number}")] = answer
    with running(pages=pages) as server:
        seen = visit(server, "/col/col9/index.html", tmp_path)
    whole(seen, 48)
    assert (seen.product, seen.total_stated, seen.pages_read) == ("hanweb_jpaas", 48, 3)


def test_a_column_that_asks_the_products_search_is_read_from_it(tmp_path: Path) -> None:
    search = "/common/search/0123456789abcdef0123456789abcdef"
    shell = html(f"<div id=list></div><script>$.get('{search}?_isAgg=true&_isJson=true&page=' + n, draw);</script>")

    def answer(seen: Seen) -> Answer:
        number = int(parse_qs(urlsplit(seen.path).query)["page"][0])
        portion = range((number - 1) * 20, min(number * 20, 33))
        results = [
            {
                "title": f"关于第{n}号事项办理情况的公告",
                "url": f"/swj/c100494/202611/{n:032x}.shtml",
                "publishedTimeStr": f"{day(n)} 09:00:00",
            }
            for n in portion
        ]
        body = {"data": {"results": results, "total": 33, "page": number, "rows": 20}}
        return Answer(json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    address = search + "?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page="
    pages: Pages = {"/swj/c100494/list.shtml": Answer(shell), f"{address}1": answer, f"{address}2": answer}
    with running(pages=pages) as server:
        seen = visit(server, "/swj/c100494/list.shtml", tmp_path)
    whole(seen, 33)
    assert (seen.product, seen.total_stated) == ("ucap", 33)


# --- numbered files ---------------------------------------------------------------------------------------------------


def test_a_list_that_counts_its_files_backwards_is_read_to_its_oldest_page(tmp_path: Path) -> None:
    mark = "<!--Announced by Visual SiteBuilder 9-->"

    def page(number: int) -> bytes:
        goto = '<script>function go(){_simple_list_gotopage_fun(4,"u5_goto",2)}</script>'
        return html(
            f'<ul>{rows((number - 1) * 10, 10)}</ul><div class="pb_sys">共40条&nbsp;{number}/4 {goto}</div>', mark
        )

    pages: Pages = {"/zwgk/tzgg.htm": Answer(page(1))}
    pages |= {f"/zwgk/tzgg/{4 - n + 1}.htm": Answer(page(n)) for n in (2, 3, 4)}
    with running(pages=pages) as server:
        seen = visit(server, "/zwgk/tzgg.htm", tmp_path)
        assert [one.path for one in server.seen][2:] == ["/zwgk/tzgg/3.htm", "/zwgk/tzgg/2.htm", "/zwgk/tzgg/1.htm"]
    whole(seen, 40)
    assert (seen.product, seen.pages_stated, seen.pages_read) == ("boda", 4, 4)


def test_a_page_number_that_a_script_posts_is_posted(tmp_path: Path) -> None:
    script = "function toPage(n){ document.getElementById('cur').value = n; document.forms['f'].submit(); }"

    def answer(seen: Seen) -> Answer:
        number = int(dict(parse_qsl(seen.sent.decode())).get("currentPage", "1"))
        link = f'<a href="javascript:toPage({number + 1})">下一页</a>' if number < 3 else ""
        field = '<input type="hidden" id="cur" name="currentPage" value="1">'
        form = f'<form name="f" method="post" action="/list.jsp">{field}</form>'
        return Answer(
            html(f'<script>{script}</script>{form}<ul>{rows((number - 1) * 8, 8)}</ul><div class="page">{link}</div>')
        )

    with running(pages={"/list.jsp": answer}) as server:
        seen = visit(server, "/list.jsp", tmp_path)
        assert server.seen[-1].sent == urlencode({"currentPage": "3"}).encode()
    whole(seen, 24)
