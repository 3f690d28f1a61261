"""What may change on a page without changing what is read, and what no page whatever may do to the reader.

Pages are made from rows that are known, in markup drawn at random, with everything around them that a real page has.
"""

import gc
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from schemas.entries import ListReading
from scrapers.documents.reading import examine_document
from scrapers.lists.reading import examine
from scrapers.pages.page import Element, Page, parse
from scrapers.pages.platforms import load_platforms
from tests.support.saved_pages import TODAY, SavedPage, saved_pages

COLUMN = "http://slj.example/tzgg/index.html"
PLATFORMS = load_platforms()
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Row:
    """One entry, as it must be read."""

    title: str
    number: int
    day: date

    @property
    def file(self) -> str:
        return f"t{self.day:%Y%m%d}_{self.number}.html"


def wrapped(tag: str, names: str, inner: str) -> str:
    return f'<{tag} class="{names}">{inner}</{tag}>'


ROWS: dict[str, Callable[[str, str, str], str]] = {
    "ul, date after": lambda link, day, names: f'<li class="{names}">{link}<span>{day}</span></li>',
    "ul, date before": lambda link, day, names: f'<li><em class="{names}">{day}</em>{link}</li>',
    "ul, date as text": lambda link, day, names: f"<li>{link}&nbsp;[{day}]&nbsp;</li>",
    "table": lambda link, day, names: f'<tr><td>·</td><td class="{names}">{link}</td><td>{day}</td></tr>',
    "paragraphs": lambda link, day, names: f'<p class="{names}">{link} ({day})</p>',
    "blocks": lambda link, day, names: f'<div class="{names}"><h4>{link}</h4><i>{day} 09:30</i></div>',
    "dl": lambda link, day, names: f'<dt>{link}</dt><dd class="{names}">{day}</dd>',
}
NOISE = {
    "ul": (
        "<li></li>",
        '<li class="line">&nbsp;</li>',
        "<li><hr></li>",
        '<li><a href="http://zt.example/"><img src="a.gif"></a></li>',
        '<li><a href="javascript:void(0)">查看更多</a></li>',
        '<li><a href="index_1.html">更多&gt;&gt;</a></li>',
        '<li class="ad"><a href="http://zt.example/"><img src="a.gif" alt="专题横幅"></a></li>',
    ),
    "table": (
        "<tr></tr>",
        '<tr><td colspan="3"><hr></td></tr>',
        '<tr><td colspan="3"><a href="http://zt.example/"><img src="a.gif" alt=""></a></td></tr>',
        '<tr><td></td><td><a href="javascript:;">查看详情</a></td><td></td></tr>',
    ),
}
HOLDERS = {"ul": "ul", "table": "table", "dl": "dl"}
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
NAMES = ("", "a1", "lb", "news_item", "wzlb", "list-unstyled x-7", "gl fl", "conRight_ul", "bt-left")
WRAPPERS = ("div", "section", "article", "center", "main", "x-panel", "td")


@dataclass(frozen=True)
class Look:
    """How rows are shown; nothing of it says anything about them."""

    form: str = "ul, date after"
    dates: str = DATES[0]
    names: str = ""
    blanks: str = ""
    wrappers: tuple[str, ...] = ("div",)
    comments: bool = False
    noise: int = 0
    """Rows of no meaning strewn among the others, where the form has such."""
    attributes_reversed: bool = False
    shuffled_by: int = 0


def markup(rows: list[Row], look: Look) -> str:
    """A column page with navigation, breadcrumb, hot news, the rows, page numbers and a foot."""
    kind = look.form.partition(",")[0]
    chance = random.Random(look.shuffled_by)
    shown = [
        ROWS[look.form](link(row, look), f"{look.blanks}{row.day.strftime(look.dates)}{look.blanks}", look.names)
        for row in (chance.sample(rows, len(rows)) if look.shuffled_by else rows)
    ]
    for _ in range(look.noise if kind in NOISE else 0):
        shown.insert(chance.randrange(len(shown) + 1), chance.choice(NOISE[kind]))
    between = f"{look.blanks}<!-- 2019-01-01 条目 -->{look.blanks}" if look.comments else look.blanks
    block = wrapped(HOLDERS.get(kind, "div"), look.names, between.join(shown))
    for wrapper in look.wrappers:
        block = wrapped(wrapper, look.names, block)
    if "td" in look.wrappers:
        block = f"<table><tr>{block}</tr></table>"
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告_示例市水务局</title></head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/gzdt/">工作动态</a><a href="/tzgg/">通知公告</a></div>'
        '<div class="location">当前位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div>'
        f"{HOT}{block}"
        '<div class="page"><script>createPageHTML(3, 0, "index", "html");</script></div>'
        '<div class="footer">主办：示例市水务局 页面生成时间：2026-03-31 08:00:00</div></body></html>'
    )


HOT = '<div class="hot"><h3>热点新闻</h3><ul>{}</ul></div>'.format(
    "".join(
        f'<li><a href="/yw/t20260331_{n}.html">全市重点工作第{n}次会议</a><span>2026-03-31</span></li>'
        for n in range(6)
    )
)


def link(row: Row, look: Look) -> str:
    attributes = [f'href="{row.file}"', 'target="_blank"', f'title="{row.title}"', f'class="{look.names}"']
    if look.attributes_reversed:
        attributes.reverse()
    return f"<a {' '.join(attributes)}>{look.blanks}{row.title}{look.blanks}</a>"


def read(body: str | bytes, url: str = COLUMN) -> ListReading:
    raw = body if isinstance(body, bytes) else body.encode()
    return examine(Page(url=url, body=raw), platforms=PLATFORMS, today=TODAY)


titles = st.text("关于做好东渠河道水库防汛供水工程项目安全管理工作的通知公示名单", min_size=8, max_size=30)
days = st.dates(date(2016, 1, 1), TODAY - timedelta(days=2))


@st.composite
def some_rows(draw: st.DrawFn) -> list[Row]:
    chosen = draw(st.lists(st.tuples(titles, days), min_size=3, max_size=25, unique_by=lambda pair: pair[0]))
    return [Row(title, 1000 + number, day) for number, (title, day) in enumerate(chosen)]


looks = st.builds(
    Look,
    form=st.sampled_from(sorted(ROWS)),
    dates=st.sampled_from(DATES),
    names=st.sampled_from(NAMES),
    blanks=st.sampled_from(("", " ", "\n      ", "\r\n\t\t", "&nbsp;", "\u3000")),
    wrappers=st.lists(st.sampled_from(WRAPPERS), max_size=4).map(tuple),
    comments=st.booleans(),
    noise=st.integers(0, 5),
    attributes_reversed=st.booleans(),
    shuffled_by=st.integers(0, 9),
)


@quick
@given(some_rows(), looks)
def test_the_look_of_a_list_changes_nothing_of_what_is_read(rows: list[Row], look: Look) -> None:
    reading = read(markup(rows, look))

    assert reading.state == "list", reading.reason
    assert {(entry.title, entry.url, entry.published) for entry in reading.items} == {
        (row.title, f"http://slj.example/tzgg/{row.file}", row.day) for row in rows
    }
    assert (reading.newest, reading.oldest) == (max(row.day for row in rows), min(row.day for row in rows))
    assert (reading.next, reading.pages) == ("http://slj.example/tzgg/index_1.html", 3)


@quick
@given(some_rows(), looks)
def test_rows_are_read_in_the_order_shown(rows: list[Row], look: Look) -> None:
    body = markup(rows, look)

    read_files = [entry.url.rpartition("/")[2] for entry in read(body).items]
    assert read_files == sorted((row.file for row in rows), key=body.index)


def reversed_attributes(tree: Element) -> None:
    for node in tree.iter("*"):
        attributes = dict(reversed(node.attrib.items()))
        node.attrib.clear()
        node.attrib.update(attributes)


def strewn_comments(tree: Element) -> None:
    for node in list(tree.iter("li", "tr", "dt", "p", "div")):
        comment = etree.Comment(" 2031-12-31 模板标记 ")
        comment.tail = "\n    "
        node.addprevious(comment)


def wrapped_body(tree: Element) -> None:
    body = tree.find("body")
    assert body is not None
    wrapper = etree.Element("div", {"class": "x-page", "id": "x1"})
    wrapper.text, body.text = body.text, None
    wrapper.extend(list(body))
    body.append(wrapper)


def blanks_between_elements(tree: Element) -> None:
    for node in tree.iter("ul", "ol", "dl", "table", "tbody", "tr", "div", "body"):
        if not (node.text or "").strip():
            node.text = "\n      "
        for child in node:
            if not (child.tail or "").strip():
                child.tail = "\n\t"


CHANGES = (reversed_attributes, strewn_comments, wrapped_body, blanks_between_elements)
SAVED_LISTS = [saved for saved in saved_pages() if saved.file.endswith(".html") and saved.state in ("list", "blank")]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("saved", SAVED_LISTS, ids=lambda saved: saved.file)
def test_markup_that_says_nothing_changes_nothing_on_a_saved_page(
    saved: SavedPage, change: Callable[[Element], None]
) -> None:
    page = saved.page
    tree = parse(page.text)
    as_it_is = serialised(tree)
    change(tree)

    before, after = read(as_it_is, page.url), read(serialised(tree), page.url)

    assert as_it_is != serialised(tree) or change is reversed_attributes, (
        "some pages have no element with two attributes"
    )
    assert after.model_dump(exclude={"reason"}) == before.model_dump(exclude={"reason"})


def serialised(tree: Element) -> bytes:
    return etree.tostring(tree, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


SAVED = [saved for saved in saved_pages() if saved.kind == "list"]
FULL = [saved for saved in SAVED if saved.state in ("list", "needs_data")]
"""Pages on which something is, or would be once a script has run."""


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FULL), st.floats(0, 1))
def test_a_page_that_holds_something_is_never_blank_however_it_is_cut_off(saved: SavedPage, share: float) -> None:
    whole = saved.page
    cut = Page(url=whole.url, body=whole.body[: int(len(whole.body) * share)])

    assert examine(cut, platforms=PLATFORMS, today=TODAY).state not in ("blank", "blank_with_note")


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(saved_pages()), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), max_size=6))
def test_a_damaged_page_ends_in_a_state(saved: SavedPage, damages: list[tuple[float, bytes]]) -> None:
    body = saved.page.body
    for share, bytes_ in damages:
        place = int(len(body) * share)
        body = body[:place] + bytes_ + body[place + len(bytes_) :]
    damaged = Page(url=saved.page.url, body=body)

    assert examine(damaged, platforms=PLATFORMS, today=TODAY).state
    assert examine_document(damaged, today=TODAY).state


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
@example(b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00")
@example(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
@example(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")
def test_any_bytes_end_in_a_state(body: bytes) -> None:
    assert read(body).state not in ("blank", "blank_with_note")
    assert examine_document(Page(url=COLUMN, body=body), today=TODAY).state


MEGABYTE = 1_000_000


def filled(piece: str) -> str:
    return piece * (MEGABYTE // len(piece.encode()))


HOSTILE = {
    "nesting of div": "<div>" * 10_000 + "关于某事的通知 2021-01-01",
    "nesting of li": "<ul><li>" * 10_000 + "<a href='t20210101_1.html'>关于某事的通知</a>",
    "nesting of tables": "<table><tr><td>" * 10_000 + "2021-01-01",
    "nesting of links": "<a href='t20210101_1.html'><b>" * 10_000,
    "nesting of unknown": "<x-y>" * 10_000 + "</x-y>" * 10_000,
    "nesting of brackets": '<script>var list = {"data":' + "[" * 100_000 + "</script>",
    "nesting of JSON": '{"data":' * 100_000,
    "one line of text": filled("关于做好防汛工作的通知"),
    "one line of figures": filled("2021-01-01 "),
    "digits": filled("1234567890"),
    "blanks": "<p>" + filled(" ") + "</p>",
    "non-breaking blanks": "<p>共" + filled("\u00a0") + "</p>",
    "counts": filled("共 1"),
    "rows in one line": f"<ul>{filled('<li><a href=t20210101_1.html>关于某事的通知</a>2021-01-01</li>')}</ul>",
    "rows of different addresses": "<ul>"
    + "".join(f"<li><a href=t20210101_{n}.html>关于第{n}件事的通知</a>2021-01-01</li>" for n in range(15_000))
    + "</ul>",
    "lists": filled("<ul><li><a href=a.html>关于某事的通知</a>2021-01-01</li></ul>"),
    "cells": f"<table><tr>{filled('<td>2021-01-01</td>')}</tr></table>",
    "open comments": filled("<!-- "),
    "open tags": filled("<a href='"),
    "open scripts": filled("<script>"),
    "arrays": "<script>" + filled('[{"title":"a","pubDate":"2021-01-01"') + "</script>",
    "records": filled("<record><![CDATA["),
    "braces": "<script>" + filled("{'") + "</script>",
    "page calls": "<script>" + filled("createPageHTML(") + "</script>",
    "pager settings": "<script>" + filled("Pager({ size:1, ") + "</script>",
    "built addresses": "<script>laypage({pages:9});" + filled('"list_" + (index + ') + "</script>",
    "places": "<p>" + filled("当前位置：首页 &gt; ") + "</p>",
    "refreshes": filled("<meta http-equiv=refresh content='0;"),
    "one attribute": f"<a href='{filled('a')}'>关于某事的通知</a>",
    "attributes": f"<div {filled('a=1 ')}>2021-01-01</div>",
    "entities": filled("&#50;&#48;"),
    "labels": filled("发布时间：索引号："),
    "a feed": '<?xml version="1.0"?><rss><channel>' + filled("<item><title>关于某事</title>"),
    "a data island": "<datastore><recordset>" + filled("<record>"),
    "brackets of titles": "<p>" + filled("[(（【") + "</p>",
    "points of a cut title": f"<ul><li><a href='t20210101_1.html'>{filled('.')}文</a>2021-01-01</li></ul>",
    "letters": "<p>" + filled("a") + "</p>",
    "a title of blanks": "<title>通知" + filled(" ") + "</title>",
    "brackets in a link": "<a href='t20210101_1.html'>" + filled("(") + "</a>",
    "a page call of blanks": "<script>createPageHTML(" + filled(" ") + "</script>",
    "figures of blanks": "<p>页次" + filled(" ") + "无</p>",
    "a placeholder without end": "<p>{{ {$" + filled("a") + "</p>",
    "a refresh of blanks": f"<meta http-equiv=refresh content='0{filled(' ')}无'>",
    "a meta of crosses": f"<meta name=a content='{filled('#')}-'>",
    "a body that moves": f"<body onload='{filled('window.')}'>通知",
    "Chinese numerals": "<p>" + filled("二〇二一年") + "</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_in_a_state_within_a_second(name: str) -> None:
    """Of processor time, so that a busy machine does not fail it, and without looking through the tests' own memory."""
    body = HOSTILE[name].encode()
    gc.collect()
    gc.freeze()
    try:
        begun = time.process_time()
        listed = read(body)
        between = time.process_time()
        document = examine_document(Page(url=COLUMN, body=body), today=TODAY)
        spent = time.process_time()
    finally:
        gc.unfreeze()

    assert listed.state not in ("blank", "blank_with_note")
    assert document.state
    assert between - begun < 1, "as a list"
    assert spent - between < 1, "as a document"
