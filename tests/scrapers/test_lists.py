"""Reading lists on pages of our own writing, in products nobody configured."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.entries import READABLE
from schemas.platforms import ListSelectors, Platform
from scrapers.errors import ErrorPage, LayoutChanged, Redirected, ScrapeError
from scrapers.lists.reading import examine, read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms

PAGES = Path(__file__).resolve().parents[1] / "pages"
TODAY = date(2026, 4, 1)
NONE = Platforms({})


def saved(name: str, url: str) -> Page:
    return Page(url=url, body=(PAGES / name).read_bytes())


def page(markup: str, url: str = "http://slj.example/tzgg/index.html", requested: str = "") -> Page:
    return Page(url=url, body=markup.encode(), requested=requested)


def test_a_date_in_a_title_is_part_of_the_title() -> None:
    reading = read_list(
        saved("forms/ul_date_before.html", "http://slj.example/tzgg/index.html"), platforms=NONE, today=TODAY
    )

    [entry] = [entry for entry in reading.items if "停水" in entry.title]
    assert entry.title == "关于2021年5月12日城区计划停水的公告"
    assert str(entry.published) == "2026-03-11"
    assert reading.next == "http://slj.example/tzgg/index_1.html"
    assert reading.pages == 6
    assert reading.identity.column_name == "通知公告"


def test_a_cut_title_is_read_in_full_from_its_attribute() -> None:
    url = "http://slj.example/gzdt/index.shtml"
    reading = read_list(saved("forms/ul_date_in_brackets.html", url), platforms=NONE, today=TODAY)

    assert "关于公布水利工程质量监督人员名单的通知" in {entry.title for entry in reading.items}
    assert reading.items[0].published_raw == "[2026/02/27]"
    assert reading.items[0].url == "http://slj.example/gzdt/2026/1003.shtml"
    assert (reading.next, reading.pages, reading.total) == ("http://slj.example/gzdt/index_1.shtml", 7, 52)


def test_a_table_gives_the_day_of_publication_and_the_issuer() -> None:
    url = "http://slj.example/xxgk/list.jsp?col=7"
    reading = read_list(saved("forms/table_gbk.html", url), platforms=NONE, today=TODAY)

    assert reading.items[1].issuer == "示例市水务局"
    assert str(reading.items[1].published) == "2026-03-18", "not the 成文日期 beside it"
    assert reading.items[1].url == "http://slj.example/xxgk/view.jsp?id=32"
    assert (reading.next, reading.pages, reading.total) == ("http://slj.example/xxgk/list.jsp?page=2", 3, 24)


def test_a_card_gives_its_headline_and_not_its_summary() -> None:
    url = "http://slj.example/xwzx/tp/index.html"
    reading = read_list(saved("forms/cards_date_in_link.html", url), platforms=NONE, today=TODAY)

    assert reading.items[1].title == "示例市农村饮水工程维修项目公示"
    assert reading.items[1].published_raw == "18 2026-03"


def test_the_address_is_taken_from_a_script_where_the_link_has_none() -> None:
    url = "http://slj.example/bsgg/index.html"
    reading = read_list(saved("forms/divs_of_own_names.html", url), platforms=NONE, today=TODAY)

    assert reading.items[0].url == "http://slj.example/bsgg/100.html"


@pytest.mark.parametrize("body", [b"", b"   \n", b"<html></html>", b"<!-- -->", b"\x00\x00"])
def test_a_page_with_nothing_on_it_is_an_error_page(body: bytes) -> None:
    with pytest.raises(ErrorPage):
        read_list(Page(url="http://slj.example/a/", body=body), platforms=NONE, today=TODAY)


def test_a_redirect_to_the_home_page_is_not_the_column() -> None:
    body = (PAGES / "forms/ul_date_before.html").read_bytes()
    for url in ("http://slj.example/", "http://slj.example/other/index.html"):
        moved = Page(url=url, requested="http://slj.example/tzgg/index.html", body=body)
        with pytest.raises(Redirected):
            read_list(moved, platforms=NONE, today=TODAY)


def test_a_column_that_only_changed_host_or_scheme_is_still_read() -> None:
    body = (PAGES / "forms/ul_date_before.html").read_bytes()
    moved = Page(url="https://www.slj.example/zw/tzgg/", requested="http://slj.example/tzgg/index.html", body=body)

    assert read_list(moved, platforms=NONE, today=TODAY).state == "list"


def test_a_row_shown_twice_is_one_entry_and_a_future_date_is_kept() -> None:
    row = '<li><a href="t20260301_1.html">关于公布年度水利工程名单的通知</a><span>2027-03-01</span></li>'
    other = '<li><a href="t20260201_2.html">关于公布河道保洁单位名单的通知</a><span>2026-02-01</span></li>'
    markup = f'<title>通知公告_水务局</title><div class="main"><h2>通知公告</h2><ul>{row}{row}{other}</ul></div>'

    reading = read_list(page(markup), platforms=NONE, today=TODAY)

    assert [str(entry.published) for entry in reading.items] == ["2027-03-01", "2026-02-01"]


def test_rows_whose_document_is_withdrawn_are_entries_of_their_own() -> None:
    rows = "".join(
        f'<li><span>2026-0{n}-01</span><a href="javascript:;">关于第{n}批项目的公示</a></li>' for n in (1, 2, 3)
    )
    markup = f"<title>公示_水务局</title><h2>公示</h2><ul>{rows}</ul>"

    reading = read_list(page(markup), platforms=NONE, today=TODAY)

    assert len({entry.url for entry in reading.items}) == 3
    assert all(entry.url.startswith("http://slj.example/tzgg/index.html#:~:text=") for entry in reading.items)


SHUICHENG = Platform(
    name="shuicheng",
    title="示例产品",
    source="tests",
    marks=("sc-portal",),
    list=ListSelectors(rows=".sc-row", title=".sc-t", date=".sc-d", empty=".sc-none"),
    next_page="a.sc-next",
)


def test_a_platform_with_selectors_is_read_by_them_alone() -> None:
    markup = (
        '<meta name="generator" content="sc-portal"><div class="sc-row"><a class="sc-t" href="a.html">关于甲的通知</a>'
        '<em class="sc-d">2026年3月1日</em></div><ul><li><a href="b.html">关于乙的公告和说明</a>2026-03-02</li>'
        '<li><a href="c.html">关于丙的公告和说明</a>2026-03-03</li></ul><a class="sc-next" href="p2.html">后面</a>'
    )
    reading = read_list(page(markup), platforms=Platforms({"shuicheng": SHUICHENG}), today=TODAY)

    assert [entry.title for entry in reading.items] == ["关于甲的通知"]
    assert (str(reading.newest), reading.product) == ("2026-03-01", "shuicheng")
    assert reading.next == "http://slj.example/tzgg/p2.html"


def test_a_platforms_empty_mark_is_blank_and_no_match_is_a_changed_layout() -> None:
    links = "".join(f'<a href="{n}/">栏目{n}</a>' for n in range(20))
    empty = page(f'{links}<p class="sc-none">此处暂未上架内容</p>')
    changed = page(f"{links}<p>全新改造的版面</p>")

    assert read_list(empty, platforms=NONE, platform=SHUICHENG, today=TODAY).state == "blank"
    with pytest.raises(LayoutChanged, match="sc-row"):
        read_list(changed, platforms=NONE, platform=SHUICHENG, today=TODAY)


SNIPPETS = st.sampled_from(
    [
        "<ul>",
        "</ul>",
        "<li>",
        "<a href='t20200101_1.html'>",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "<dl><dt>",
        "<dd>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "2021-05-12",
        "[2021-13-45]",
        "暂无信息",
        "createPageHTML(1,0,'a','b')",
        "<div id='x'>",
        "<base href='http://['>",
        "<a href='http://[::1'>",
        "<meta http-equiv=refresh content='0;url=x'>",
        "\x00",
        "<?xml version='1.0'?>",
        "Pager({size:99999999999, current:0, prefix:'i', suffix:'h'})",
        '[{"title":1,"pubDate":"2020-01-01"}]',
        "关于某事的通知",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.lists(SNIPPETS, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_no_bytes_whatever_raise_anything_but_a_scrape_error(body: bytes) -> None:
    asked = Page(url="http://slj.example/a/b/index.html", body=body)
    try:
        reading = read_list(asked, platforms=NONE, today=TODAY)
    except ScrapeError:
        return
    assert reading.state in READABLE


def test_a_page_of_usual_size_takes_a_few_milliseconds_of_processor_time() -> None:
    asked = saved("forms/ul_date_before.html", "http://slj.example/tzgg/index.html")
    read_list(asked, platforms=NONE, today=TODAY)
    start = time.process_time()
    for _ in range(10):
        read_list(saved("forms/ul_date_before.html", asked.url), platforms=NONE, today=TODAY)

    assert (time.process_time() - start) / 10 < 0.15


def test_words_of_emptiness_beside_a_strange_dated_list_are_neither_blank_nor_that_list() -> None:
    news = "".join(
        f'<li><a href="/yw/{n}0001.html">全市第{n}次重点工作会议召开</a> 2026-03-1{n}</li>' for n in range(6)
    )
    markup = f'<title>规划计划_水务局</title><div class="z"><p>暂无信息</p></div><div class="y"><ul>{news}</ul></div>'

    assert examine(page(markup), platforms=NONE, today=TODAY).state == "not_a_list"


def test_a_single_undated_row_is_a_list_only_as_a_document_of_the_column_above_its_page_numbers() -> None:
    row = '<ul><li><a href="{}">水利工程建设管理办法</a></li></ul><div class="pager"><span>共 1 条</span> 1 / 1</div>'
    links = "".join(f'<a href="/{name}/">栏目</a>' for name in "abcdef")

    document = page(f"{links}<div>{row.format('content_70001.html')}</div>")
    elsewhere = page(f"{links}<div>{row.format('/other/')}</div>")

    assert examine(document, platforms=NONE, today=TODAY).state == "list"
    assert examine(elsewhere, platforms=NONE, today=TODAY).state == "not_a_list"
