"""Which of several lists on a page is the column's own, and when none of them surely is."""

from datetime import date

from schemas.entries import ListReading
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms

TODAY = date(2026, 4, 1)
URL = "http://slj.example/tzgg/index.html"


def row(
    number: int, *, day: str = "", title: str = "关于第{}号水库除险加固工程的公示", folder: str = "/cms/doc"
) -> str:
    shown = f"<span>{day}</span>" if day else ""
    return f'<li><a href="{folder}/{number}.html">{title.format(number)}</a>{shown}</li>'


def block(rows: str, *, name: str = "list") -> str:
    return f'<div class="box"><ul class="{name}">{rows}</ul></div>'


def dated(count: int, *, start: int = 0) -> str:
    return "".join(row(start + number, day=f"2026-03-{28 - number:02}") for number in range(count))


def read(body: str) -> ListReading:
    markup = f"<html><head><title>水利局</title></head><body><div class=main>{body}</div></body></html>"
    return examine(Page(url=URL, body=markup.encode()), platforms=Platforms({}), today=TODAY)


def test_one_strange_dated_list_is_believed() -> None:
    assert len(read(block(dated(6))).items) == 6


def test_of_several_lists_of_one_kind_none_is_the_columns_unless_something_ties_it_to_the_column() -> None:
    portal = "<p>政务动态</p>".join(block(dated(6, start=100 * number)) for number in range(1, 4))

    assert read(portal).state == "not_a_list"


def test_of_several_lists_of_one_kind_the_one_with_page_numbers_is_the_columns() -> None:
    pages = '<div class="page"><a href="index_1.html">下一页</a></div>'
    portal = block(dated(6, start=100)) + "<p>政务动态</p>" + block(dated(5, start=200)) + "<p>公示</p>"

    reading = read(f"{portal}<div class=own>{block(dated(9, start=300))}{pages}</div>")

    assert len(reading.items) == 9


def test_the_attachments_of_each_item_are_not_the_list() -> None:
    items = "".join(
        f"<div class=item><b>第{number}次会议</b>"
        + block("".join(row(10 * number + part, title="会议纪要") for part in range(3)), name="files")
        + "</div>"
        for number in range(4)
    )

    assert read(items + '<div class="page"><a href="index_1.html">下一页</a></div>').state == "not_a_list"


def test_a_list_of_which_only_some_rows_have_dates_is_not_understood() -> None:
    rows = row(1, day="2026-03-01") + "".join(row(number) for number in range(2, 8))

    assert read(block(rows) + '<div class="page"><a href="index_1.html">下一页</a></div>').state == "not_a_list"


def test_a_list_of_one_row_is_found_in_a_layout_of_blocks_no_larger_than_rows() -> None:
    position = '<div class=place>您现在的位置：<a href="/">首页</a></div>'
    own = block(row(7, day="2026-03-02"))

    reading = read(f'{position}<div class=middle>{own}<div class="page">共1页</div></div>')

    assert [(entry.title, str(entry.published)) for entry in reading.items] == [
        ("关于第7号水库除险加固工程的公示", "2026-03-02")
    ]


def test_a_hidden_list_and_a_list_in_the_sidebar_are_left_alone() -> None:
    hidden = f'<div style="display:none">{block(dated(9, start=50))}</div>'
    sidebar = f'<div class="sidebar">{block(dated(9, start=80))}</div>'

    assert len(read(hidden + sidebar + block(dated(4), name="own")).items) == 4
    assert read(hidden + sidebar).state == "not_a_list"


def test_a_block_of_the_parent_columns_news_is_not_the_columns_list() -> None:
    trail = "<p>当前位置：<a href=/>首页</a> &gt; 政务公开</p>"
    parents = f"<div class=block><h3>政务公开</h3>{block(dated(8, start=50), name='news')}</div>"

    assert read(trail + parents + block(dated(9, start=300), name="own")).state == "not_a_list"

    pages = '<div class="page"><a href="index_1.html">下一页</a></div>'
    own = read(f"{trail}{parents}<div class=own>{block(dated(9, start=300), name='own')}{pages}</div>")
    assert len(own.items) == 9
