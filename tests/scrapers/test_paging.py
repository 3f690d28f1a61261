"""What a page says about its fellow pages: by script calls, by numbered files, by links, in words."""

import pytest

from scrapers.page import Page
from scrapers.paging import following_pages

HERE = "http://slj.example/gzdt/"


def paging(markup: str, name: str = "index.html"):  # type: ignore[no-untyped-def]
    return following_pages(Page(url=HERE + name, body=markup.encode()))


@pytest.mark.parametrize(
    ("call", "following", "pages", "current"),
    [
        ('createPageHTML(4, 0, "index", "html")', "index_1.html", 4, 1),
        ("createPageHTML(4,2,'index','shtml');", "index_3.shtml", 4, 3),
        ('createPageHTML(4, 3, "index", "html")', None, 4, 4),
        ('createPageHTML(1, 0, "index", "html")', None, 1, 1),
        ('createPageHTML(0, 0, "index", "html")', None, 0, 1),
        ("createPageHTML('page_div', 10, 1, 'list', 'shtml', 200);", "list_2.shtml", 10, 1),
        ("createPageHTML('page_div', 10, 10, 'list', 'shtml', 200);", None, 10, 10),
        ("Pager({size:15, current:0, prefix:'index',suffix:'html',visible:5});", "index_1.html", 15, 1),
        ("Pager({size:15, current:14, prefix:'index',suffix:'html'});", None, 15, 15),
    ],
)
def test_a_script_call_names_pages_and_the_next_one(call: str, following: str | None, pages: int, current: int) -> None:
    found = paging(
        f"<script>function Pager(settings) {{ return settings; }}</script><div><script>{call}</script></div>"
    )

    assert found.next == (HERE + following if following else None)
    assert (found.pages, found.current) == (pages, current)


def test_a_call_that_is_commented_out_says_nothing() -> None:
    assert paging('<script>\n//createPageHTML(9, 0, "index", "html")\n</script>').pages is None


def test_a_plug_in_fed_with_totals_gives_pages_and_the_address_its_callback_builds() -> None:
    script = (
        "$('#p').pagination({pageIndex: 0, pageSize: 15, total: 112});"
        "function go(data) { if (data.pageIndex == 0) { location.href = 'list.html'; }"
        " else { location.href = '/gzdt/' + (data.pageIndex + 1) + '.html'; } }"
    )
    first, last = paging(f"<script>{script}</script>"), paging(f"<script>{script}</script>", "8.html")

    assert (first.next, first.pages, first.total) == (HERE + "2.html", 8, 112)
    assert (last.next, last.current) == (None, 8)


def test_links_of_numbered_files_lead_from_page_to_page() -> None:
    links = '<span>1</span><a href="003-2.html">2</a><a href="003-3.html">3</a><a href="003-2.html">下一页</a>'
    markup = f'<div class="pages">{links}</div>'
    found = paging(markup, "003-1.html")

    assert (found.next, found.pages) == (HERE + "003-2.html", 3)


@pytest.mark.parametrize("href", ["#", "javascript:void(0)", "", "index.html"])
def test_a_next_link_that_leads_nowhere_is_no_next_page(href: str) -> None:
    assert paging(f'<div class="page"><a href="{href}">下一页</a></div>').next is None


@pytest.mark.parametrize(
    ("words", "total", "pages"),
    [
        ("共 52 条记录", 52, None),
        ("共有18篇 第1页/共2页", 18, 2),
        ("总记录数：0", 0, None),
        ("页次：1/4", None, 4),
        ("共 3 页", None, 3),
        ("公共资源", None, None),
    ],
)
def test_totals_are_read_from_words(words: str, total: int | None, pages: int | None) -> None:
    found = paging(f"<p>{words}</p>")

    assert (found.total, found.pages) == (total, pages)


def test_a_window_of_ten_numbers_does_not_mean_ten_pages() -> None:
    links = "".join(f'<a href="index_{n}.html">{n}</a>' for n in range(1, 11))

    assert paging(f'<div class="pager">{links}<a href="index_2.html">下一页</a></div>').pages is None


def test_a_page_without_paging_says_nothing() -> None:
    found = paging("<ul><li><a href='a.html'>关于甲的通知</a></li></ul>")

    assert (found.next, found.pages, found.total) == (None, None, None)
    assert not found.says_empty
