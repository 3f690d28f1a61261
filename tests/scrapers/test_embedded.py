"""Lists that stand in a page's source but not in its tree: comments, data islands, arrays in scripts."""

import json
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.entries import Entry
from scrapers.data.embedded import fragments, list_in_scripts
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from tests.support.shared_pages import real_pages

TODAY = date(2026, 4, 1)
URL = "http://slj.example/tzgg/index.html"


def page(markup: str, url: str = URL) -> Page:
    return Page(url=url, body=f"<html><head><title>通知公告</title></head><body>{markup}</body></html>".encode())


def script(code: str, kind: str = "text/javascript") -> Page:
    return page(f'<div id="list"></div><script type="{kind}">{code}</script>')


def rows(count: int = 6, folder: str = "/tzgg/", **also: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": f"关于第{n}批水利项目的公示",
            "url": f"{folder}{n}0001.html",
            "pubDate": f"2026-03-{n:02} 09:30",
            **also,
        }
        for n in range(1, count + 1)
    ]


def entries_in_scripts(found: Page) -> tuple[Entry, ...]:
    array = list_in_scripts(found)
    return array.entries if array is not None else ()


def days(found: Page) -> list[str]:
    return [str(entry.published) for entry in entries_in_scripts(found)]


EXPECTED = [f"2026-03-0{n}" for n in range(1, 7)]
DATA = json.dumps(rows(), ensure_ascii=False)
LITERAL = (
    "["
    + ",".join(
        f"{{title:'关于第{n}批“水利”项目的\\'公示\\'',url:\"/tzgg/{n}0001.html\",pubDate:'2026/03/0{n} 10:00',top:!1,}}"
        for n in range(1, 7)
    )
    + ",]"
)

SCRIPTS = {
    "a variable": (f"var articleList = {DATA};", ""),
    "a field of a literal": (f"var listData = {{ articleList: {DATA}, }}; // the end", ""),
    "a literal with its own quotes": (f"window.articles = {LITERAL};", ""),
    "a literal after code with quotes and brackets": (f"// it's [{{ a start\nvar s = '[{{', list = {LITERAL};", ""),
    "a window's field": (f'window.__DATA__ = {{"page":{{"no":1,"rows":{DATA}}}}};', ""),
    "an application's options": (
        f"new Vue({{el:'#a',data:{{list:{DATA}}},methods:{{go:function(){{return 1}}}}}})",
        "",
    ),
    "a data script": (f'{{"props":{{"page":{{"rows":{DATA}}}}}}}', "application/json"),
    "a parsed text": (f"var list = JSON.parse({json.dumps(json.dumps(rows()))});", ""),
    "a parsed text in single quotes": (
        "var list = JSON.parse('" + json.dumps(rows()).replace("\\", "\\\\").replace("'", "\\'") + "');",
        "",
    ),
    "a call": (f"renderList({DATA}, 'list');", ""),
}


@pytest.mark.parametrize("form", SCRIPTS)
def test_an_array_in_a_script_is_read_however_it_is_written(form: str) -> None:
    code, kind = SCRIPTS[form]
    entries = entries_in_scripts(script(code, kind or "text/javascript"))

    assert [str(entry.published) for entry in entries] == EXPECTED
    assert entries[0].url == "http://slj.example/tzgg/10001.html"
    assert entries[0].title.startswith("关于第1批")
    assert {entry.published_from for entry in entries} == {"data"}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-05T09:00:00", "2026-03-05"),
        ("2026/03/05 10:00:00", "2026-03-05"),
        (1772640000, "2026-03-05"),
        (1772640000000, "2026-03-05"),
        ("2026-03-04T16:00:00.000Z", "2026-03-05"),
    ],
)
def test_days_in_scripts_are_days_in_china(value: Any, day: str) -> None:
    assert set(days(script(f"var list = {json.dumps(rows(pubDate=value))}"))) == {day}


def test_counts_written_beside_the_array_are_those_of_the_list() -> None:
    beside = list_in_scripts(script(f"var page = {{ list: {DATA}, totalCount: 43, pageCount: '8', pageNo: 1 }};"))
    inside = list_in_scripts(script(json.dumps({"list": rows(), "totalCount": 43}), "application/json"))
    none = list_in_scripts(script(f"var list = {DATA}; var total = 3; var limit = 100;"))

    assert beside is not None
    assert inside is not None
    assert none is not None
    assert (beside.total, beside.pages, beside.current) == (43, 8, 1)
    assert inside.total == 43
    assert none.total is None, "fewer than the entries here"


MENU = [{"name": f"栏目{n}", "url": f"/c{n}/", "children": []} for n in range(20)]
BANNERS = [{"title": f"专题{n}", "url": f"/zt/{n}.html", "img": "/x.jpg"} for n in range(20)]
CHART = [{"name": "降雨量", "value": n, "date": f"2026-03-{n:02}"} for n in range(1, 20)]
FILES = [{"title": f"附件{n}", "filePath": f"/f/{n}.pdf", "size": 3} for n in range(20)]


@pytest.mark.parametrize("other", [MENU, BANNERS, CHART, FILES], ids=["menu", "banners", "chart", "files"])
def test_menus_banners_charts_and_files_are_no_lists_and_do_not_hide_one(other: list[dict[str, Any]]) -> None:
    code = f"var first = {json.dumps(other)};"

    assert days(script(code)) == []
    assert days(script(f"{code} var articleList = {DATA};")) == EXPECTED


@pytest.mark.parametrize("name", ["hotNews", "bannerList", "recommendList", "navData", "swiperItems", "columnTree"])
def test_dated_news_beside_the_list_is_not_the_columns_own(name: str) -> None:
    news = json.dumps(rows(12, "/yw/"))

    assert days(script(f"var {name} = {news};")) == []
    assert days(script(f"var {name} = {news}; var infoList = {json.dumps(rows(6, '/other/'))};")) == EXPECTED


def test_of_several_arrays_the_one_below_the_columns_folder_is_its_own() -> None:
    both = f"var a = {json.dumps(rows(9, '/yw/'))}; var b = {DATA};"

    assert days(script(both)) == EXPECTED


def test_between_two_equally_plausible_arrays_none_is_taken() -> None:
    tab = json.dumps(rows(6, "/tzgg/b/"))

    assert days(script(f"var listA = {DATA}; var listB = {tab};")) == []
    assert days(script(f"var listA = {DATA}; var listMobile = {DATA};")) == EXPECTED, "one list twice"


def test_an_array_that_nothing_ties_to_the_column_must_be_alone_and_of_documents() -> None:
    elsewhere = rows(6, "/info/")

    assert days(script(f"init({json.dumps(elsewhere)})")) == EXPECTED
    assert days(script(f"init({json.dumps(elsewhere[:3])})")) == []
    assert days(script(f"init({json.dumps(elsewhere)}); init({json.dumps(rows(6, '/b/'))})")) == []


def test_samples_of_a_template_are_no_entries() -> None:
    samples = [{"title": "{{item.title}}", "url": "/tzgg/x.html", "pubDate": "2026-03-05"}] * 6

    assert days(script(f"var list = {json.dumps(samples)}")) == []
    assert days(script(f"var list = {DATA}", "text/x-template")) == []


def test_undated_arrays_and_arrays_without_addresses_are_left_alone() -> None:
    undated = [{key: value for key, value in row.items() if key != "pubDate"} for row in rows()]
    homeless = [{key: value for key, value in row.items() if key != "url"} for row in rows()]

    assert days(script(f"var list = {json.dumps(undated)}")) == []
    assert days(script(f"var list = {json.dumps(homeless)}")) == []


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.integers(0, 3), st.booleans())
def test_the_order_of_fields_and_scripts_and_what_else_they_hold_change_nothing(
    random: Any, strangers: int, mobile: bool
) -> None:
    items: list[dict[str, Any]] = []
    for row in rows():
        pairs = [*row.items(), ("hits", random.randrange(99)), ("files", [{"title": "x", "url": "/f.pdf"}])]
        random.shuffle(pairs)
        items.append(dict(pairs))
    items += [{"ad": n} for n in range(strangers)]
    scripts = [f"var articleList = {json.dumps(items)};", f"var menu = {json.dumps(MENU)};", "var x = [{", "f({a:[]})"]
    scripts += [f"var mobileList = {json.dumps(items)};"] * mobile
    random.shuffle(scripts)

    assert days(page("".join(f"<script>{code}</script>" for code in scripts))) == EXPECTED


@settings(max_examples=150)
@given(st.text(alphabet="[]{}()'\"`\\/*,:=;\n ab1JSONparse.", max_size=120))
def test_no_script_whatever_raises(code: str) -> None:
    entries_in_scripts(page(f"<script>var a = [{{{code}</script>"))


@pytest.mark.parametrize(
    "unit",
    ["[{", "[{'", "'\\", "/* ", "`\\", '[{a:"', "JSON.parse('", "[{title:'x',url:'/a',date:'2026-03-05'},", "[  "],
)
def test_half_a_megabyte_of_script_ends_within_a_second_or_so(unit: str) -> None:
    asked = page(f"<script>var a = [{{b:1}}];{unit * (500_000 // len(unit))}</script>")
    assert asked.tree is not None
    start = time.process_time()
    entries_in_scripts(asked)

    assert time.process_time() - start < 2


def test_an_ordinary_page_costs_next_to_nothing() -> None:
    ordinary = page(
        "<ul>"
        + "<li><a href='1.html'>关于防汛工作的通知</a> 2026-03-05</li>" * 300
        + "</ul><script>var a=[1];</script>"
    )
    assert ordinary.tree is not None
    start = time.process_time()
    for _ in range(50):
        assert not entries_in_scripts(ordinary)
        assert not list(fragments(ordinary))

    assert (time.process_time() - start) / 50 < 0.002


# --- comments and islands ------------------------------------------------------------------------------------------


def items(count: int, href: str = "/tzgg/{}0001.html") -> str:
    title = "关于第{}批水利项目的公示"
    return "".join(
        f'<li><a href="{href.format(n)}" title="{title.format(n)}">{title.format(n)}</a><b>2026-03-{n:02}</b></li>'
        for n in range(1, count + 1)
    )


def read(markup: str) -> Any:
    return examine(page(markup), platforms=Platforms({}), today=TODAY)


def test_rows_in_a_comment_within_an_empty_list_are_its_rows() -> None:
    menu = "".join(f'<a href="/{name}/">栏目</a>' for name in "abcdefghijklmn")
    reading = read(f'{menu}<div><input id="page" value="1"><ul class="news"><!--{items(8)}--></ul></div>')

    assert (reading.state, len(reading.items), str(reading.newest)) == ("list", 8, "2026-03-08")


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul><!--{items(3)}--></ul>",
        f"<ul><!--{items(8, '#')}--></ul>",
        f"<ul><!--{items(8, 'javascript:;')}--></ul>",
        f"<ul><!--{items(8, '/c/{{{{id}}}}/{}.html')}--></ul>",
        f"<ul><!--{items(8)}--><li>其他</li></ul>",
        f"<p><!--{items(8)}--></p>",
        "<ul><!--[if lt IE 9]><script src='x.js'></script><![endif]--></ul>",
    ],
    ids=["too few", "samples", "no addresses", "a template", "beside shown rows", "in no list", "a condition"],
)
def test_other_comments_hold_no_list(markup: str) -> None:
    assert list(fragments(page(markup))) == []


def island(count: int, around: str = "") -> str:
    records = "".join(f"<record><![CDATA[{row}</li>]]></record>" for row in items(count).split("</li>") if row)
    store = f"<datastore>{around}<recordset>{records}</recordset></datastore>"
    return f'<div id="7"><script type="text/xml">{store}</script></div>'


def test_the_records_of_a_data_island_are_the_pages_rows() -> None:
    [rows_of_island] = fragments(page(island(8, "<totalrecord>43</totalrecord>")))
    reading = read(island(8))

    assert len(rows_of_island.findall(".//li")) == 8
    assert (reading.state, len(reading.items), str(reading.oldest)) == ("list", 8, "2026-03-01")


def test_of_several_islands_the_longest_comes_first() -> None:
    first, second = fragments(page(island(2) + island(8)))

    assert len(first.findall(".//li")) > len(second.findall(".//li"))


# --- real pages ----------------------------------------------------------------------------------------------------


def real(name: str) -> Page:
    return Page(url="http://site.example/list.html", body=(real_pages() / "single" / name).read_bytes())


def test_the_array_of_a_real_page_is_read_in_full() -> None:
    entries = entries_in_scripts(real("jiangxi_eco_jslist.html"))
    published = [entry.published for entry in entries if entry.published]

    assert (len(entries), str(max(published)), str(min(published))) == (50, "2025-07-29", "2022-12-16")


def test_the_comment_of_a_real_page_is_read_in_full() -> None:
    reading = examine(real("gansu_edu_commented_list.html"), platforms=Platforms({}), today=TODAY)

    assert (reading.state, len(reading.items), str(reading.newest)) == ("list", 20, "2025-11-17")
