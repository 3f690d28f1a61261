"""Pages on which careless reading would accuse an agency: too old a newest day, a strange list, a false blank."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.agencies import Column
from schemas.entries import ListReading
from schemas.results import ColumnVisit
from scrapers.documents.reading import examine_document
from scrapers.evidence import EvidenceStore
from scrapers.lists.reading import examine, read_list
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from scrapers.visit import visit_column
from tests.support.fault_server import Answer, FaultServer, running
from tests.support.quick_client import quick_client

TODAY = date(2026, 4, 1)
URL = "http://slj.example/tzgg/index.html"
TITLES = ("水库安全检查的通知", "河道采砂许可公告", "取水许可证注销公告", "灌区改造项目招标公告", "水质监测月报发布")
NAVIGATION = "".join(f'<a href="/{name}/">{name}</a>' for name in ("zwgk", "zwfw", "hdjl", "ztzl"))
TRAIL = '<div class="location">当前位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div>'
PAGES = '<div class="page"><span>1</span><a href="index_1.html">2</a><a href="index_1.html">下一页</a></div>'
ROW = '<li><a href="{address}">{title}</a><span>{day}</span></li>'
UNDATED = '<li><a href="{address}">{title}</a></li>'


def rows(count: int, first: date, *, form: str = ROW, folder: str = "", start: int = 0) -> str:
    made = []
    for number in range(count):
        day = first - timedelta(days=2 * number)
        title = f"第{start + number}期{TITLES[number % len(TITLES)]}"
        address = f"{folder}{1000 + start + number}.html" if folder else f"t{day:%Y%m%d}_{1000 + start + number}.html"
        made.append(form.format(address=address, title=title, day=day))
    return "".join(made)


def read(body: str, *, head: str = "") -> ListReading:
    markup = (
        f"<!DOCTYPE html><html><head><title>通知公告_示例市水利局</title>{head}</head>"
        f'<body><div class="nav">{NAVIGATION}</div>{TRAIL}{body}</body></html>'
    )
    return examine(Page(url=URL, body=markup.encode()), platforms=Platforms({}), today=TODAY)


OLD = rows(9, date(2025, 3, 1))
NEW = '<a href="t20260330_9001.html">市水利局部署全年重点工作</a>'
OUTSIDE = {
    "a headline above the list": f"<div><div class=t><h2>{NEW}</h2><p>2026-03-30</p></div><ul>{OLD}</ul>{PAGES}</div>",
    "a pinned list of another class": f"<div><ul class=p><li>{NEW}2026-03-30</li></ul><ul>{OLD}</ul>{PAGES}</div>",
    "paragraphs before the list": f"<div><p>{NEW} 2026-03-30</p><ul>{OLD}</ul>{PAGES}</div>",
    "a list for this year": f"<div><h3>2026年</h3><ul><li>{NEW}2026-03-30</li></ul><h3>2025年</h3><ul>{OLD}</ul></div>",
    "a column beside it": f"<div><div><ul>{rows(3, date(2026, 3, 30))}</ul></div><div><ul>{OLD}</ul></div></div>",
    "another element in the list": f"<ul><div>{NEW}<i>2026-03-30</i></div>{OLD}</ul>{PAGES}",
    "a row that is a picture": f'<ul><li><a href="t20260330_1.html"><img src=a></a>2026-03-30</li>{OLD}</ul>{PAGES}',
    "a row of two titles": f'<ul><li>{NEW}<a href="/jd/2.html">一图读懂部署内容</a>2026-03-30</li>{OLD}</ul>{PAGES}',
    "a row with no shown day": f"<div><p>{NEW}</p><ul>{OLD}</ul>{PAGES}</div>",
}


@pytest.mark.parametrize("body", OUTSIDE.values(), ids=list(OUTSIDE))
def test_a_list_vouches_for_nothing_where_newer_entries_of_the_column_stand_outside_it(body: str) -> None:
    reading = read(body)

    assert reading.state == "list"
    assert reading.newest == date(2026, 3, 30) or "newer than all in it" in reading.reason


def test_older_entries_of_the_column_in_a_second_list_make_the_first_one_a_part() -> None:
    new, old = rows(9, date(2026, 3, 30)), rows(4, date(2025, 3, 1), start=50)

    assert "it may have more" in read(f"<h3>2026年</h3><ul>{new}</ul><h3>2025年</h3><ul>{old}</ul>").reason


def test_another_columns_newer_news_beside_the_list_say_nothing_about_it() -> None:
    news = rows(12, date(2026, 3, 31), folder="/ywdt/202603/t20260331_")

    reading = read(f"<div class=l><ul>{OLD}</ul>{PAGES}</div><div class=r><h3>政务之窗</h3><ul>{news}</ul></div>")

    assert (len(reading.items), reading.reason) == (9, "")


SIDE = f"<div class=y><h3>往期回顾</h3><ul>{rows(12, date(2025, 3, 31), folder='/ywdt/', start=50)}</ul></div>"


@pytest.mark.parametrize(
    "own",
    [
        rows(3, date(2026, 3, 20), folder="/cms/"),
        rows(8, date(2026, 3, 20), folder="/cms/", form=UNDATED),
    ],
)
def test_of_two_lists_that_nothing_ties_to_the_column_none_is_believed(own: str) -> None:
    assert read(f"<div class=z><ul class=lb>{own}</ul></div>{SIDE}").state == "not_a_list"


def test_a_list_above_the_page_numbers_comes_before_a_dated_one_of_elsewhere() -> None:
    own = rows(8, date(2026, 3, 20), folder="/cms/", form=UNDATED)

    reading = read(f"<div class=z><ul class=lb>{own}</ul>{PAGES}</div>{SIDE}")

    assert (len(reading.items), reading.newest) == (8, None)


TWO_DAYS = '<tr><td><a href="{address}">{title}</a></td><td>2025-01-10</td><td>{day}</td></tr>'


@pytest.mark.parametrize("signed", ["成文日期", "形成时间", "印发日期", "生成日期"])
@pytest.mark.parametrize("caption", ["", "<tr><td colspan=3>示例市水利局公开目录</td></tr>"])
def test_a_day_of_signature_is_never_the_day_of_publication(signed: str, caption: str) -> None:
    head = f"<tr><td>标题</td><td>{signed}</td><td>发布日期</td></tr>"

    reading = read(f"<table>{caption}{head}{rows(8, date(2026, 3, 28), form=TWO_DAYS)}</table>{PAGES}")

    assert reading.newest == date(2026, 3, 28)


def test_of_two_days_without_a_heading_none_is_the_day_of_publication() -> None:
    head = "<table><tr><td>标题</td><td>成文日期</td><td>发布日期</td></tr></table>"
    table = f"<table class=b>{rows(8, date(2026, 3, 28), form=TWO_DAYS)}</table>"

    assert read(f"<div>{head}{table}{PAGES}</div>").state == "not_a_list"


def test_the_first_day_of_a_period_is_not_the_day_of_publication() -> None:
    period = '<li><a href="{address}">{title}</a><em>2025-12-01至2025-12-10</em>'

    shown = read(f"<ul>{rows(8, date(2026, 3, 1), form=period + '<span>{day}</span></li>')}</ul>{PAGES}")
    alone = read(f"<ul>{rows(8, date(2026, 3, 1), form=period + '</li>')}</ul>{PAGES}")

    assert shown.newest == date(2026, 3, 1)
    assert alone.state == "not_a_list"


def test_two_entries_in_one_table_row_are_not_a_list_without_days() -> None:
    cells = rows(12, date(2026, 3, 28), form='<td><a href="{address}">{title}</a></td><td>{day}</td>|').split("|")
    table = "".join(f"<tr>{one}{two}</tr>" for one, two in zip(cells[:-1:2], cells[1::2], strict=True))

    assert read(f"<table>{table}</table>{PAGES}").state == "not_a_list"


@pytest.mark.parametrize("title", ["全市水库蓄水情况表截至{}", "{}全市雨水情简报"])
def test_a_day_that_a_title_speaks_of_is_not_its_day_of_publication(title: str) -> None:
    titles = "".join(
        f'<li><a href="/cms/{1000 + day}.html">{title.format(f"2025年12月{day}日")}</a></li>' for day in range(1, 9)
    )

    assert read(f"<ul>{titles}</ul>{PAGES}").newest is None


def test_a_title_that_begins_like_a_button_is_a_title_beside_its_day() -> None:
    row = '<li><a href="t20260330_1.html">更多举措惠民生</a><span>2026-03-30</span></li>'

    assert read(f"<ul>{row}{OLD}</ul>{PAGES}").newest == date(2026, 3, 30)


NOT_BLANK = {
    "a script of lists writes over the words": '<div><p>暂无数据</p></div><script src="/js/getlist.js"></script>',
    "a script of lists fills the empty list": (
        '<div><ul></ul><div class="page">共0条</div></div><script src="/js/col_list.js"></script>'
    ),
    "the words stand in a sidebar, the place of the list is empty": (
        '<div class="r"><h3>公示</h3><p>暂无信息</p></div><div id="content"></div><script src="/x.js"></script>'
    ),
    "the words are about another part": "<div><h3>防洪预案</h3></div><div><h4>相关解读</h4><p>暂无相关信息</p></div>",
    "the words answer a question of a text": "<div><h1>机构概况</h1><p>下属单位：</p><p>无</p></div>",
    "the column is a document in a frame": '<div><embed src="plan.pdf"><p>暂无信息</p></div>',
    "the column is a file": '<div><p>本单位不涉及行政强制</p><a href="list.doc">权责清单</a></div>',
    "a document is linked": '<div><a href="/cms/100123.html">关于印发水库防洪预案的通知</a></div><p>暂无信息</p>',
}


@pytest.mark.parametrize("body", NOT_BLANK.values(), ids=list(NOT_BLANK))
def test_words_of_emptiness_prove_nothing_where(body: str) -> None:
    assert read(body).state in ("not_a_list", "needs_data")


def test_plain_words_of_emptiness_are_still_a_blank_column() -> None:
    assert read("<div class=m><h3>通知公告</h3><p>暂无信息</p></div>").state == "blank"


def answer(data: object) -> ListReading:
    body = json.dumps(data, ensure_ascii=False).encode()
    return examine(Page(url="http://slj.example/api/list?page=1", body=body), platforms=Platforms({}), today=TODAY)


def objects(count: int, first: date, **fields: str) -> list[dict[str, str]]:
    return [
        {"title": f"第{number}期水质公报", "url": f"/a/{number}{first:%Y}.html"}
        | {name: form.format(first - timedelta(days=number)) for name, form in fields.items()}
        for number in range(count)
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"code": 200, "msg": "token expired", "total": 0, "rows": []},
        {"code": 0, "msg": "栏目不存在", "total": 0, "rows": []},
        {"timed_out": True, "hits": {"total": 0, "hits": []}},
        {"timed_out": False, "_shards": {"total": 5, "failed": 5}, "hits": {"total": 0, "hits": []}},
        {"code": 200, "msg": "ok", "tags": {"total": 0, "rows": []}, "page": {}},
        {"data": {"total": 0, "rows": []}, "other": objects(9, date(2025, 1, 1), publishTime="{}")},
    ],
)
def test_a_total_of_nothing_proves_nothing_in_an_answer_that_failed_or_counts_other_things(data: object) -> None:
    assert answer(data).state == "not_a_list"


def test_an_array_of_pinned_entries_beside_the_list_keeps_it_from_vouching() -> None:
    top, rest = objects(2, date(2026, 3, 28), publishTime="{}"), objects(9, date(2025, 1, 1), publishTime="{}")

    assert "newer" in answer({"data": {"top": top, "rows": rest, "total": 11}}).reason


@pytest.mark.parametrize("name", ["publicTime", "onlineTime", "gkrq", "openPubDate"])
def test_a_day_of_creation_never_stands_for_one_of_publication(name: str) -> None:
    some = objects(9, date(2024, 1, 9), createTime="{}")
    for item in some[::3]:
        item[name] = "2026-03-07"

    assert answer({"rows": some, "total": 9}).newest == date(2026, 3, 7)


def visit(server: FaultServer, tmp_path: Path) -> ColumnVisit:
    return visit_column(
        Column(code="tzgg", name="通知公告", kind="通知公告", category="通知公告", url=server.url("/tzgg/index.html")),
        agency="slj",
        client=quick_client(server.server),
        store=EvidenceStore(tmp_path),
        read=lambda page, platform, today: read_list(page, platforms=Platforms({}), today=today),
        today=TODAY,
    )


def column_page(body: str) -> Answer:
    return Answer(f"<html><title>通知公告_水利局</title><body>{NAVIGATION}{TRAIL}{body}</body></html>".encode())


def test_a_visit_of_a_list_with_newer_entries_beside_it_does_not_say_that_its_top_was_read(tmp_path: Path) -> None:
    body = f"<div><div class=t><h2>{NEW}</h2><p>2026-03-30</p></div><ul>{OLD}</ul></div>"
    with running(pages={"/tzgg/index.html": column_page(body)}) as server:
        seen = visit(server, tmp_path)

    assert (seen.state, len(seen.entries)) == ("list", 9)
    assert (seen.read_back_to, seen.seen_back_to) == (None, None)


def test_a_list_whose_page_breaks_off_does_not_say_that_it_was_read_to_its_end(tmp_path: Path) -> None:
    whole = column_page(f"<div><ul>{OLD}</ul></div>").body
    pages = {"/tzgg/index.html": Answer(whole[: whole.rindex(b"</ul>")])}
    with running(pages=pages) as server:
        seen = visit(server, tmp_path)

    assert (seen.state, len(seen.entries)) == ("list", 9)
    assert (seen.read_back_to, seen.seen_back_to) == (None, None)
    assert "breaks off" in seen.reason


def test_a_later_page_that_breaks_off_is_not_the_end_of_the_list(tmp_path: Path) -> None:
    first = column_page(f"<div><ul>{OLD}</ul><div class=page><a href=2.html>下一页</a></div></div>")
    later = column_page(f"<div><ul>{rows(9, date(2024, 3, 1))}</ul></div>").body
    pages = {"/tzgg/index.html": first, "/tzgg/2.html": Answer(later[: later.rindex(b"</ul>")])}
    with running(pages=pages) as server:
        seen = visit(server, tmp_path)

    assert len(seen.entries) >= 9
    assert seen.read_back_to is None


FORM = """<form method=post action="http://{host}/list.aspx"><input type=hidden name=__VIEWSTATE value=secret>
<div class="page"><a href="javascript:__doPostBack('pager','2')">下一页</a></div></form>"""


@pytest.mark.parametrize("turn", ['<div class="page"><a href="http://{host}/tzgg/2.html">下一页</a></div>', FORM])
def test_pages_of_another_site_are_not_this_columns_and_nothing_is_posted_there(turn: str, tmp_path: Path) -> None:
    with running(pages={}) as other:
        body = f"<div><ul>{OLD}</ul>{turn.format(host=other.server.replace('127.0.0.1', 'localhost'))}</div>"
        with running(pages={"/tzgg/index.html": column_page(body)}) as server:
            seen = visit(server, tmp_path)

        assert not other.seen
    assert (len(seen.entries), seen.read_back_to) == (9, None)
    assert "another site" in seen.reason


# --- documents -------------------------------------------------------------------------------------------------------


def document(*, meta: str = "", address: str = "http://slj.example/tzgg/1001.html") -> tuple[date | None, bool]:
    markup = (
        f'<html><head><title>水库安全检查的通知</title><meta name="PubDate" content="{meta}"></head><body>{NAVIGATION}'
        "<h1>关于开展水库安全检查的通知</h1><p>发布时间：2026-03-28 00:30</p><div><p>各县区水利局：为加强水库安全管理，"
        "现就开展检查通知如下，请认真贯彻执行，确保安全度汛。</p></div></body></html>"
    )
    reading = examine_document(Page(url=address, body=markup.encode()), today=TODAY)
    return reading.published, reading.dates_conflict


@pytest.mark.parametrize("meta", ["2026-03-27T16:30:00Z", "2026-03-27 16:30:00+00:00", "2000-01-01"])
def test_a_moment_in_utc_and_a_day_that_is_none_contradict_nothing(meta: str) -> None:
    assert document(meta=meta) == (date(2026, 3, 28), False)


@pytest.mark.parametrize("place", ["20190101/tzgg", "zt/20200315/tzgg/202603", "c20200101", "2019/05/tzgg"])
def test_the_day_a_folder_was_made_contradicts_no_document_in_it(place: str) -> None:
    assert document(address=f"http://slj.example/{place}/content_1001.html") == (date(2026, 3, 28), False)


def test_a_meta_of_another_day_is_still_a_contradiction() -> None:
    assert document(meta="2026-03-27 23:30") == (date(2026, 3, 28), True)


# --- more of what proves nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '<div id=listApp><p>暂无数据</p></div><script src="/static/js/chunk-vendors.js"></script>',
        '<div><p>暂无数据</p></div><script type=module src="/assets/index.js"></script>',
        '<div><p>暂无数据</p></div><script src="/js/main.3f2a9c1b.js"></script>',
        "<div><p>暂无数据</p></div><script>loadColumn(123)</script>",
        '<div><h3>网友评论</h3><ul class=c></ul><div class=page>共0条</div></div><script src="/x.js"></script>',
        "<div>{}</div><div><p>暂无信息</p></div>".format(
            rows(6, date(2026, 3, 1), form='<p><a href="javascript:go({address})">关于{title}</a></p>')
        ),
    ],
)
def test_a_script_comments_or_titles_without_addresses_leave_the_column_unknown(body: str) -> None:
    assert read(body).state in ("not_a_list", "needs_data")


def test_a_column_whose_own_name_is_that_of_a_part_can_be_blank() -> None:
    markup = f"<title>政策解读_水利局</title>{NAVIGATION}<div><h3>政策解读</h3><p>暂无信息</p></div>"

    assert examine(Page(url=URL, body=markup.encode()), platforms=Platforms({}), today=TODAY).state == "blank"


@pytest.mark.parametrize("heading", ["开标时间", "召开时间", "施行日期"])
def test_the_time_of_something_else_is_not_the_day_of_publication(heading: str) -> None:
    form = '<tr><td><a href="{address}">{title}</a></td><td>{day}</td></tr>'
    table = f"<table><tr><th>标题</th><th>{heading}</th></tr>{rows(8, date(2024, 3, 20), form=form)}</table>"

    assert read(f"<div>{table}{PAGES}</div>").newest is None


def test_the_page_numbers_of_another_list_are_not_followed() -> None:
    other = rows(8, date(2024, 3, 20), folder="/zx/", start=50)
    hot = f'<div class=hotbox><ul>{other}</ul><div class="page"><a href="/zx/2.html">下一页</a></div></div>'

    assert read(f"<div class=l><ul>{OLD}</ul></div><div class=r>{hot}</div>").next is None


def test_a_list_that_is_not_at_its_first_page_does_not_vouch_for_its_newest_entry() -> None:
    pages = '<div class="page"><a href="p0.html">1</a><span>2</span><a href="p2.html">下一页</a></div>'

    assert read(f"<ul>{OLD}</ul>{pages}").reason == "this is page 2 of its list"
