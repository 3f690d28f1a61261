"""What leads to columns is told from what leads to documents, by where it stands and how it looks."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.pages.page import Page
from scrapers.sites.navigation import LONGEST_NAME, NavLink, blocks_with_more, links_of_navigation

HOME = "http://www.example.gov.cn/"


def links(body: str) -> list[tuple[str, str]]:
    return [(link.name, link.url.removeprefix(HOME)) for link in of(body)]


def of(body: str) -> list[NavLink]:
    return links_of_navigation(Page(url=HOME, body=f"<html><body>{body}</body></html>".encode()))


def test_a_menu_names_its_columns_and_what_stands_above_them() -> None:
    found = of(
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xw/">新闻中心</a><ul>'
        '<li><a href="/xw/dt/">工作动态</a><ul><li><a href="/xw/dt/tp/">图片</a></li></ul></li></ul></li></ul></div>'
    )
    assert [(link.name, link.trail, link.place) for link in found] == [
        ("新闻中心", (), "nav"),
        ("工作动态", ("新闻中心",), "nav"),
        ("图片", ("新闻中心", "工作动态"), "nav"),
    ]


def test_columns_below_a_heading_belong_to_it() -> None:
    found = of(
        '<section><h3><a href="/slj/">市水利局</a></h3>'
        '<p><a href="/slj/dt/">动态</a> <a href="/slj/gg/">公告</a></p></section>'
    )
    assert [(link.name, link.trail) for link in found] == [
        ("市水利局", ()),
        ("动态", ("市水利局",)),
        ("公告", ("市水利局",)),
    ]


@pytest.mark.parametrize(
    "block",
    [
        '<div><h2>通知公告</h2><a href="/gg/">更多&gt;&gt;</a></div>',
        '<div><div><div class="z1">通知公告</div><div class="z2"><a href="/gg/">更多</a></div></div><ul></ul></div>',
        '<div><span><a href="/gg/a.html">通知公告</a></span><a href="/gg/" class="more"><img src="m.gif"></a></div>',
        '<table><tr><th>通知公告</th><td><a href="/gg/">[更多]</a></td></tr></table>',
        '<div><ul class="tabs"><li>国务院文件</li><li class="on">通知公告</li></ul><a href="/gg/">MORE</a></div>',
        '<div>通知公告 <a href="/gg/">查看更多</a></div>',
    ],
)
def test_what_stands_behind_a_more_is_called_as_its_block(block: str) -> None:
    assert ("通知公告", "gg/") in links(block)


def test_a_more_without_a_heading_is_followed_without_a_name() -> None:
    assert of('<div><a href="/x/">更多</a></div>') == [NavLink("", HOME + "x/", (), "more")]


def test_rows_of_lists_documents_files_and_functions_of_the_site_are_no_navigation() -> None:
    body = (
        '<ul><li><a href="/gg/t20261118_801.html">关于召开会议的通知</a><span>2026-11-18</span></li>'
        '<li><a href="/gg/hy.html">关于召开会议的通知</a><span>[11-18]</span></li></ul>'
        f'<a href="/long/">{"关于" * LONGEST_NAME}</a><a href="/a.pdf">申请表</a><a href="/login.jsp">办事入口</a>'
        '<a href="/so/">检索页面</a><a href="javascript:;">菜单</a><a href="#top">顶部</a><a href="mailto:a@b">邮</a>'
        '<a href="/l_2.html">下一页</a><a href="/l_3.html">3</a><a href="/d?d=1">2026年11月</a><a href="/en/">EN</a>'
        '<a href="/index.html">网站首页</a><a href="/x/">查看详情</a>'
    )
    assert links(body) == []


def test_an_address_of_a_menu_may_look_like_a_document_and_a_column_s_name_may_be_its_picture() -> None:
    picture = '<a href="/col/123456/"><img alt="财政信息"></a>'
    body = f'<div class="menu"><a href="/list.aspx?id=1207">政策文件</a>{picture}</div>'
    assert links(body) == [("政策文件", "list.aspx?id=1207"), ("财政信息", "col/123456/")]


def test_the_same_address_stands_once_under_the_name_its_menu_gives_it() -> None:
    body = '<div><a href="/gg/">最新公告</a></div><nav><a href="/gg/">通知公告</a></nav><p><a href="/gg/">公告</a></p>'
    assert links(body) == [("通知公告", "gg/")]


def test_a_name_that_is_cut_is_taken_whole_from_its_title() -> None:
    assert links('<nav><a href="/a/" title="重大建设项目批准和实施">重大建设项目…</a></nav>') == [
        ("重大建设项目批准和实施", "a/")
    ]


def test_a_side_bar_is_told_from_a_menu() -> None:
    found = of('<div class="left"><a href="/a/">规划计划</a></div><aside><a href="/b/">统计信息</a></aside>')
    assert [link.place for link in found] == ["sidebar", "sidebar"]


def test_blocks_with_a_more_of_their_own_are_counted_by_where_they_lead() -> None:
    body = '<a href="/a/">更多</a><a href="/b/">more</a><a href="/a/">更多&gt;&gt;</a><a href="javascript:;">更多</a>'
    assert blocks_with_more(Page(url=HOME, body=body.encode())) == 2


@pytest.mark.parametrize(
    "markup",
    [
        "<ul>" + "".join(f"<li><a href=/c{n}/>栏目{n}号</a></li>" for n in range(20_000)),
        "<p>" + "".join(f"<a href=/c{n}/>栏目{n}号</a>" for n in range(20_000)),
        "<ul><li><a href=/a/>名称</a>" * 9_000,
        "<div>" + "".join(f"<div>x</div><a href=/c{n}/>更多</a>" for n in range(20_000)),
        "<a href=/x/>" + "更" * 3_000_000,
    ],
    ids=["one list", "one paragraph", "nested", "only more", "one name"],
)
def test_a_hostile_page_takes_no_long_time(markup: str) -> None:
    page = Page(url=HOME, body=f"<html><body>{markup}".encode())
    assert page.tree is not None
    began = time.process_time()
    assert len(links_of_navigation(page)) <= 2_000
    assert time.process_time() - began < 5


@settings(max_examples=200)
@given(st.text(alphabet="<>/=\"'ahrefuliv更多 class1", max_size=400))
def test_whatever_stands_on_a_page_its_links_have_names_and_addresses(markup: str) -> None:
    for link in of(markup):
        assert link.url.startswith("http")
        assert link.place == "more" or 2 <= len(link.name) <= LONGEST_NAME
