"""A home page: where it leads to, what is information, the days it shows, the marks in its foot, what it hides."""

from datetime import UTC, date, datetime

import pytest

from schemas.home_pages import HomeReading, Mark
from schemas.results import Evidence
from scrapers.errors import Unreachable
from scrapers.fetching.client import Trace
from scrapers.fetching.transport import Exchange
from scrapers.home.reading import read_home
from scrapers.home.visit import visit_home
from scrapers.pages.page import Page
from tests.support.shared_pages import real_pages

TODAY = date(2026, 11, 20)
HOME = "http://www.yx.test/"
FOOT = """
<div class="foot">主办单位：云溪市人民政府办公室 <a href="/lxwm/">联系我们</a> 联系电话：0573-88880000<br>
网站标识码：3304830001 <a href="http://beian.miit.gov.cn/">浙ICP备05012345号-1</a>
<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=33048302000123"><img src="/b.png">
浙公网安备 33048302000123号</a>
<script id="_jiucuo_" sitecode="3304830001" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script></div>
"""
ROWS = "".join(
    f'<li><a href="/art/2026/11/{day}/art_12_{day}00.html">第{day}次会议召开</a><span>2026-11-{day}</span></li>'
    for day in (18, 17, 12)
)
NEWS = f'<div class="news"><h2>要闻</h2><ul>{ROWS}</ul></div>'
MENU = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in ("zwgk", "bsfw", "hdjl", "zjyx", "ztzl"))


def page(body: str, *, head: str = "<title>云溪市人民政府</title>", url: str = HOME) -> Page:
    markup = f'<html><head>{head}</head><body><ul class="nav">{MENU}</ul>{body}</body></html>'
    return Page(url=url, body=markup.encode(), headers={"content-type": "text/html; charset=utf-8"})


def read(body: str, *, head: str = "<title>云溪市人民政府</title>") -> HomeReading:
    return read_home(page(body, head=head), today=TODAY)


def test_what_a_day_stands_beside_is_information_and_the_menu_is_not() -> None:
    found = read(NEWS + FOOT)
    assert found.state == "home"
    assert [(link.published, link.url) for link in found.content] == [
        (date(2026, 11, day), f"http://www.yx.test/art/2026/11/{day}/art_12_{day}00.html") for day in (18, 17, 12)
    ]
    assert found.newest == date(2026, 11, 18)
    assert {link.url for link in found.links if not link.content} >= {"http://www.yx.test/zwgk/", HOME + "lxwm/"}


def test_a_link_without_a_day_is_information_if_its_address_is_a_documents() -> None:
    found = read('<div><a href="/info/1012/345678.htm">云溪市召开工作会议</a><a href="/xwzx/">更多</a></div>' + FOOT)
    assert [link.url for link in found.content] == ["http://www.yx.test/info/1012/345678.htm"]
    assert found.newest is None


def test_what_lies_on_another_site_is_information_only_with_a_day() -> None:
    below, other = "http://xxgk.yx.test/art/1/art_1_100.html", "http://other.test/art/1/art_1_100.html"
    dated = f'<ul><li><a href="{other}?d">转载的一条消息</a><span>2026-11-19</span></li></ul>'
    found = read(f'<a href="{below}">年度报告全文</a><a href="{other}">别处的一篇文章</a>{dated}' + FOOT)
    assert {link.url for link in found.content} == {below, f"{other}?d"}


def test_a_day_to_come_is_shown_and_says_nothing_of_when_the_page_was_renewed() -> None:
    later = ROWS.replace("2026-11-18<", "2026-12-31<")
    found = read(f'<div class="news"><ul>{later}</ul></div>' + FOOT)
    assert found.newest == date(2026, 11, 17)
    assert date(2026, 12, 31) in {link.published for link in found.links}


def test_an_address_stands_once_with_the_words_and_not_with_the_picture() -> None:
    found = read(
        '<a href="/art/1/art_1_1.html"><img src="a.jpg"></a><a href="/art/1/art_1_1.html">云溪市要闻</a>' + FOOT
    )
    assert [link.text for link in found.links if "art_1_1" in link.url] == ["云溪市要闻"]


def test_all_six_marks_of_a_foot_are_found() -> None:
    marks = read(NEWS + FOOT).marks
    assert marks["site_id_code"] == ("3304830001",)
    assert marks["icp"] == ("浙ICP备05012345号-1",)
    assert marks["police"] == ("浙公网安备 33048302000123号", "33048302000123")
    assert marks["sponsor"] == ("主办单位:云溪市人民政府办公室",)
    assert "联系我们" in marks["contact"]
    assert len(marks["find_error"]) == 1


@pytest.mark.parametrize(
    ("foot", "kind", "value"),
    [
        ("<p>网站标识码 ３３０４８３０００１</p>", "site_id_code", "3304830001"),
        ("<p>政府网站标识码：bm12000001</p>", "site_id_code", "bm12000001"),
        ("<p>网站标识码：330483</p>", "site_id_code", "330483"),
        ("<p>备案号：浙ICP备2021012345号</p>", "icp", "浙ICP备2021012345号"),
        ("<p>京<span>ICP</span>备 05070218号</p>", "icp", "京 ICP 备 05070218号"),
        (
            '<a href="https://beian.mps.gov.cn/#/query/webSearch?code=33048302000123"><img></a>',
            "police",
            "33048302000123",
        ),
        ("<p>承办：云溪市大数据局</p>", "sponsor", "承办:云溪市大数据局"),
        ("<p>版权所有 云溪市水利局</p>", "sponsor", "版权所有 云溪市水利局"),
        ("<p>邮箱：yx@yx.gov.cn</p>", "contact", "邮箱:yx@yx.gov.cn"),
        ('<a href="/zc.html"><img src="a.png" alt="我为政府网站找错"></a>', "find_error", "我为政府网站找错"),
        ('<script>load({url:"//zfwzgl.www.gov.cn/exposure/jiucuo.js"})</script>', "find_error", "zfwzgl.www.gov.cn"),
    ],
)
def test_a_mark_is_found_in_each_of_its_forms(foot: str, kind: Mark, value: str) -> None:
    assert read(NEWS + foot).marks[kind] == (value,)


@pytest.mark.parametrize(
    "words",
    [
        "<p>访问3304830001次</p>",
        "<p>ICP备案查询</p>",
        "<p>公网安备</p>",
        "<a href='/'>网上找茬</a>",
        "<p>电话亭改造</p>",
    ],
)
def test_words_that_only_resemble_a_mark_are_none(words: str) -> None:
    assert read(NEWS + words).marks == {}


def test_a_private_number_in_the_foot_is_not_kept_as_it_is() -> None:
    (contact,) = read(NEWS + "<p>联系电话：13912345678</p>").marks["contact"]
    assert "13912345678" not in contact


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ('<div id="app"></div><script src="/app.js"></script>', "needs_data"),
        ("<h1>安全验证</h1><p>您的访问过于频繁，请完成验证后继续访问</p>", "blocked"),
        ("<h1>404</h1><p>您访问的页面不存在</p>", "error_page"),
        ('<script>window.location.href="/index.html"</script>', "redirect"),
        ("", "error_page"),
    ],
)
def test_a_page_that_is_no_home_page_says_what_it_is(body: str, state: str) -> None:
    markup = f"<html><head><title></title></head><body>{body}</body></html>"
    assert read_home(Page(url=HOME, body=markup.encode()), today=TODAY).state == state


@pytest.mark.parametrize(
    "part",
    [
        '<iframe src="/news.html" width="600" height="400"></iframe>',
        "<script>$.ajax({url:'/list',success:function(d){$('#l').html(d)}})</script>",
        '<ul><li v-for="row in rows">{{row.title}}</li></ul>',
    ],
)
def test_parts_that_are_loaded_otherwise_are_told(part: str) -> None:
    assert read(NEWS + part).unseen
    assert not read(NEWS + FOOT).unseen


class Server:
    """Answers with the pages it was given."""

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 2, tzinfo=UTC)

    def get(self, url: str, *, trace: Trace, **_: object) -> Page:
        self.asked.append(url)
        if url not in self.pages:
            raise Unreachable(url, "nobody answers")
        trace.requests += 1
        trace.exchanges.append(
            Exchange(
                url=url, status=200, reason="OK", headers=(), wire_body=b"", body=b"", fetched_at=self.now(), target="/"
            )
        )
        return self.pages[url]

    def keep(self, exchange: Exchange, **_: object) -> Evidence:
        return Evidence(url=exchange.url, fetched_at=exchange.fetched_at, sha256="0" * 64, record="evidence/a#0")

    def page(self, _record: str) -> Page:
        raise AssertionError

    def has(self, _record: str) -> bool:
        return True


def looked(pages: dict[str, Page]) -> tuple[str, list[str], str | None]:
    server = Server(pages)
    visit = visit_home("www.yx.test", HOME, client=server, store=server, today=TODAY)  # type: ignore[arg-type]
    assert len(visit.evidence) == len(pages.keys() & {*server.asked})
    return visit.state, server.asked, visit.cause


def stub(target: str) -> Page:
    return Page(url=HOME, body=f'<html><body><script>location.href="{target}"</script></body></html>'.encode())


def test_a_look_asks_once_and_keeps_what_came() -> None:
    assert looked({HOME: page(NEWS + FOOT)}) == ("home", [HOME], None)
    assert looked({}) == ("unreachable", [HOME], "our_failure")


def test_a_stub_is_followed_once_on_its_own_site_and_never_to_another() -> None:
    inner = HOME + "index.html"
    assert looked({HOME: stub("/index.html"), inner: page(NEWS)}) == ("home", [HOME, inner], None)
    assert looked({HOME: stub("/index.html"), inner: stub("/x.html")}) == ("redirect", [HOME, inner], "not_assessable")
    assert looked({HOME: stub("http://other.test/")}) == ("redirect", [HOME], "not_assessable")


def test_a_home_page_that_lies_on_another_site_is_not_the_sites() -> None:
    assert looked({HOME: page(NEWS, url="http://other.test/")}) == ("redirect", [HOME], "not_assessable")


@pytest.mark.parametrize("site", ["atxlyj_cn", "gxpopss_cn", "zjgztb_com"])
def test_a_real_home_page_leads_to_information(site: str) -> None:
    body = (real_pages() / site / "index.html").read_bytes()
    found = read_home(Page(url=f"http://{site}.test/", body=body), today=date(2021, 6, 15))
    assert found.state == "home"
    assert len(found.content) >= 15
