"""Rows that come as markup inside an answer: a list where they read as one, nothing where they do not."""

import json
from datetime import date

import pytest

from scrapers.data.answers import read_answer
from scrapers.pages.page import Page

TODAY = date(2026, 11, 21)
ROWS = "".join(
    f'<li><a href="/art/{n}.html">关于第{n}号事项的公告</a><span>2026-11-{n:02}</span></li>' for n in range(9, 4, -1)
)
MENU = "".join(f'<li><a href="/menu/{name}/">{name}</a></li>' for name in ("首页", "公开", "服务", "互动", "专题"))


def answer(value: object):  # type: ignore[no-untyped-def]
    return read_answer(Page(url="http://swj.example/unit?page=1", body=json.dumps(value).encode()), today=TODAY)


def test_rows_inside_an_answer_are_a_list() -> None:
    found = answer({"success": True, "data": {"html": f"<ul>{ROWS}</ul>", "note": "<a>x</a>"}})

    assert (found.state, len(found.entries)) == ("list", 5)
    assert (found.entries[0].url, found.entries[0].published) == ("http://swj.example/art/9.html", date(2026, 11, 9))


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"html": f"<ul>{MENU}</ul>"}},
        {"data": {"html": "<p>暂无数据</p>"}},
        {"data": {"html": ""}},
        {"data": {"article": {"body": {"deep": {"er": f"<ul>{ROWS}</ul>"}}}}},
        {"data": [{"content": f"<ul>{ROWS}</ul>"}]},
    ],
)
def test_other_markup_in_an_answer_is_neither_a_list_nor_a_blank_column(value: object) -> None:
    assert answer(value).state == "not_a_list"


@pytest.mark.parametrize("markup", ["<a" * 100_000 + "</", "<div>" * 50_000 + "<a></a>", "<li><a></a>" * 20_000])
def test_no_markup_keeps_the_reader_busy(markup: str) -> None:
    assert answer({"data": {"html": markup}}).state == "not_a_list"
