"""What a page says about its fellow pages: by script calls, by numbered files, by links, in words."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.platforms import Platform
from scrapers.pages.page import Page, parse
from scrapers.pages.platforms import load_platforms
from scrapers.paging.following import following_answer, following_pages

HERE = "http://slj.example/gzdt/"
PLATFORMS = load_platforms()


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


# --- script calls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        'var countPage = 6; var currentPage = 2; var nextPage = currentPage+1;\nwrite("index_" + nextPage + ".html")',
        'var countPage = 6;//pages\nvar currentPage = 2;//from 0\nwrite("index_" + (currentPage+1) + ".html");',
    ],
)
def test_the_first_form_of_a_call_counts_in_variables(script: str) -> None:
    found = paging(f"<script>{script}</script>", "index_2.html")

    assert (found.next, found.pages, found.current) == (HERE + "index_3.html", 6, 3)


def test_a_call_whose_arguments_are_not_written_out_says_nothing() -> None:
    assert paging('<script>createPageHTML(count, current, "index", "html")</script>').pages is None


def test_a_call_within_hidden_markup_counts_where_the_list_was_read_from_it() -> None:
    page = Page(url=HERE, body=b"<ul><!-- rows and a call --></ul>")
    hidden = parse("<li>row</li><script>createPageHTML('page_div',10, 1,'zwgk','shtml',200);</script>")

    assert following_pages(page).next is None
    assert following_pages(page, within=hidden).next == HERE + "zwgk_2.shtml"


def test_portions_of_data_are_followed_by_their_own_address_not_by_the_plug_ins_page_numbers() -> None:
    group = "/module/web/jpage/dataproxy.jsp?page=1&amp;webid=3&amp;columnid=7&amp;unitid=9"
    island = f'<datastore><nextgroup><![CDATA[<a href="{group}"></a>]]></nextgroup><recordset></recordset></datastore>'
    script = "<script>$('#9').jpage({totalRecord:4895,perPage:19});</script>"
    found = paging(f'<script type="text/xml">{island}</script>{script}')

    assert found.next == "http://slj.example/module/web/jpage/dataproxy.jsp?page=1&webid=3&columnid=7&unitid=9"
    assert (found.total, found.pages) == (4895, None)


def test_of_several_lists_with_portions_the_one_that_names_the_column_is_followed() -> None:
    def island(column: int) -> str:
        link = f'<a href="/dataproxy.jsp?page=1&columnid={column}&unitid=9"></a>'
        return f"<datastore><nextgroup><![CDATA[{link}]]></nextgroup><recordset></recordset></datastore>"

    page = Page(url="http://slj.example/col/col7/index.html", body=(island(8) + island(7) + island(77)).encode())
    other = Page(url="http://slj.example/index.html", body=page.body)

    assert following_pages(page).next == "http://slj.example/dataproxy.jsp?page=1&columnid=7&unitid=9"
    assert following_pages(other).next is None


def test_a_page_that_holds_none_of_its_records_names_where_they_are() -> None:
    group = "<nextgroup><![CDATA[<a href=\"/dataproxy.jsp?page=1&path='/'&columnid=7\"></a>]]></nextgroup>"

    assert paging(f"<datastore>{group}<recordset></recordset></datastore>").data == (
        "http://slj.example/dataproxy.jsp?page=1&path='/'&columnid=7"
    )


def test_figures_far_from_a_plug_ins_call_belong_to_something_else() -> None:
    script = "var total = 9999; " + "var x = 0; " * 400 + "$('#p').pagination({pageSize: 15, total: 30});"

    assert paging(f"<script>{script}</script>").total == 30


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "total", "pages", "current"),
    [
        ("共<b>180</b>条&nbsp;&nbsp;1/13&nbsp;", 180, 13, 1),
        ("<font>共 20 行/每页15行 第2/2页</font>", 20, 2, 2),
        ("共 <em>3</em> 页 <em>45</em> 条", 45, 3, None),
        ("总共 5 页", None, 5, None),
        ("总数：<b>7</b> 总页数：2", 7, 2, None),
        ("<span>1/20</span>页", None, 20, 1),
        ("页次：<b>2</b>/<b>6</b>页", None, 6, 2),
        ("第<em>2</em>页 共<em>9</em>页", None, 9, 2),
        ("共计 7 条", 7, None, None),
        ("信息总数 8", 8, None, None),
    ],
)
def test_figures_are_read_across_the_tags_between_them(
    markup: str, total: int | None, pages: int | None, current: int | None
) -> None:
    found = paging(f"<div>{markup}</div>")

    assert (found.total, found.pages, found.current) == (total, pages, current)


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="1.html" title="印发共12条措施的通知">印发共12条措施的通知</a>',
        "<!-- 共 5 页 -->",
        "<script>var words = '共 5 页';</script>",
        '<img alt="共 5 页">',
        f"<p>{'会议指出，要把各项工作落到实处。' * 4}本次共 12 条意见，{'要抓好落实。' * 9}</p>",
        "<td>2021/05/12页</td>",
        "<span>第12届</span><span>总理</span><span>公共资源</span>",
    ],
)
def test_figures_of_something_else_are_no_paging(markup: str) -> None:
    found = paging(markup)

    assert (found.total, found.pages) == (None, None)


# --- links -----------------------------------------------------------------------------------------------------------


def test_files_counted_backwards_are_followed_by_their_links_and_the_last_link_tells_how_many_there_are() -> None:
    numbers = "".join(f'<span class="p_no"><a href="tzgg/{31 - n + 1}.htm">{n}</a></span>' for n in range(2, 6))
    links = '<b><a href="tzgg/1.htm">31</a></b><a href="tzgg/30.htm">下页</a><a href="tzgg/1.htm">尾页</a>'
    found = paging(
        f'<div class="pages"><span class="p_no_d">1</span>{numbers}<span>...</span>{links}</div>', "tzgg.htm"
    )

    assert (found.next, found.pages, found.current) == (HERE + "tzgg/30.htm", 31, 1)


def test_ten_numbers_are_ten_pages_where_the_last_link_leads_to_the_tenth() -> None:
    links = "".join(f'<a href="index_{n}.html">{n}</a>' for n in range(1, 11))

    assert paging(f'<div class="pager">{links}<a href="index_10.html">尾页</a></div>').pages == 10


def test_without_a_link_to_the_next_page_the_number_after_this_one_is_it() -> None:
    found = paging(
        '<ul class="pagination"><li class="on"><a href="#" class="cur">2</a></li><li><a href="3.html">3</a></li></ul>'
    )

    assert (found.next, found.current) == (HERE + "3.html", 2)


def test_a_calendars_days_are_no_page_numbers() -> None:
    days = "".join(f'<td><a href="?d={n}">{n}</a></td>' for n in range(1, 31))

    assert paging(f'<table class="calendar"><tr>{days}</tr></table>').pages is None


def test_a_link_that_opens_its_address_by_script_is_a_link() -> None:
    link = '<a href="javascript:;" onclick="location.href=\'index_2.html\'">下一页&gt;</a>'

    assert paging(f'<div class="page">{link}</div>').next == HERE + "index_2.html"


def test_links_are_relative_to_the_base_the_page_declares() -> None:
    page = '<html><head><base href="http://slj.example/other/"></head><body><a href="2.html">下一页</a></body></html>'

    assert paging(page).next == "http://slj.example/other/2.html"


# --- posted pages ----------------------------------------------------------------------------------------------------

STATE = '<input type="hidden" name="__VIEWSTATE" value="dDw="><input type="hidden" name="__EVENTTARGET" value="">'


def test_a_post_back_is_the_whole_form_with_what_the_call_sets() -> None:
    inputs = (
        '<input name="q" value="水"><input type="checkbox" name="a" checked><input type="checkbox" name="b">'
        '<input type="submit" name="go" value="搜索"><input name="off" disabled value="x">'
        '<textarea name="t">x</textarea>'
        '<select name="year"><option value="1">一</option><option selected>2026</option></select>'
    )
    link = "<a href=\"javascript:__doPostBack('ctl00$Pager1','2')\">下一页</a>"
    found = paging(f'<form method="post" action="list.aspx?id=7">{STATE}{inputs}{link}</form>', "list.aspx?id=7")

    assert found.next == HERE + "list.aspx?id=7"
    assert found.form == {
        "__VIEWSTATE": "dDw=",
        "__EVENTTARGET": "ctl00$Pager1",
        "__EVENTARGUMENT": "2",
        "q": "水",
        "a": "on",
        "t": "x",
        "year": "2026",
    }


def test_a_disabled_post_back_link_is_the_last_page() -> None:
    found = paging(f'<form method="post">{STATE}<a disabled="disabled">下一页</a></form>', "list.aspx")

    assert (found.next, found.form) == (None, None)


def test_a_post_back_without_a_form_says_nothing() -> None:
    assert paging("<a href=\"javascript:__doPostBack('P','2')\">下一页</a>", "list.aspx").next is None


def test_numbers_that_post_back_lead_on_where_no_next_link_is() -> None:
    numbers = "<span>1</span>" + "".join(f"<a href=\"javascript:__doPostBack('G','Page${n}')\">{n}</a>" for n in (2, 3))
    found = paging(f'<form method="post">{STATE}<div class="pager">{numbers}</div></form>', "list.aspx")

    assert found.form is not None
    assert (found.form["__EVENTARGUMENT"], found.pages) == ("Page$2", 3)


@pytest.mark.parametrize(
    ("script", "following"),
    [
        ("function go(n) { location.href = 'list.jsp?page=' + n + '&id=7'; }", "list.jsp?page=2&id=7"),
        ('function go(n){ window.location.replace("list_"+n+".html"); }', "list_2.html"),
        ("function go(n) { location.href = base + n; }", None),
        ("function go(n) { load(n); }", None),
        ("function gone(n) { location.href = 'list.jsp?page=' + n; }", None),
    ],
)
def test_a_small_function_of_the_page_makes_the_address(script: str, following: str | None) -> None:
    found = paging(f'<script>// page\n{script}</script><div class="page"><a href="javascript:go(2)">下一页</a></div>')

    assert found.next == (HERE + following if following else None)


def test_a_function_that_fills_a_field_and_submits_a_get_form_makes_an_address() -> None:
    script = "function toPage(p) { document.getElementById('pageNo').value = p; document.f.submit(); }"
    fields = '<input type="hidden" id="pageNo" name="pageNo" value="1"><input name="c" value="7">'
    form = f'<form name="f" action="/list.do">{fields}</form>'
    found = paging(f'<script>{script}</script>{form}<a href="#" onclick="toPage(2)">下一页</a>')

    assert (found.next, found.form) == ("http://slj.example/list.do?pageNo=2&c=7", None)


def test_a_form_that_asks_for_a_page_number_is_filled_with_the_next_one() -> None:
    form = (
        '<form method="post" action="list.jsp"><input type="hidden" name="c" value="7">共 40 条 第2页/共4页 '
        '<span>转到第 <input type="text" name="pageNo" size="3"> 页</span><input type="submit" value="GO"></form>'
    )
    found = paging(form)

    assert (found.next, found.form) == (HERE + "list.jsp", {"c": "7", "pageNo": "3"})


def test_a_search_form_is_no_form_for_page_numbers() -> None:
    assert paging('<form action="/s"><input name="q">搜索</form><p>第1页/共4页</p>').next is None


# --- what the product's file says ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "url", "words", "following"),
    [
        ("boda", "/zwgk/tzgg.htm", "共40条 1/4", "/zwgk/tzgg/3.htm"),
        ("boda", "/zwgk/tzgg/3.htm", "共40条 2/4", "/zwgk/tzgg/2.htm"),
        ("boda", "/zwgk/tzgg/1.htm", "共40条 4/4", None),
        ("trs", "/zwgk/index.html", "第1页/共3页", "/zwgk/index_1.html"),
        ("trs", "/zwgk/", "第1页/共3页", "/zwgk/index_1.html"),
        ("trs", "/zwgk/index_1.html", "第2页/共3页", "/zwgk/index_2.html"),
        ("trs", "/zwgk/index_2.html", "第3页/共3页", None),
        ("ucap", "/swj/c100494/list.shtml", "共3页", "/swj/c100494/list_2.shtml"),
        ("ucap", "/swj/c100494/list_3.shtml", "共3页", None),
        ("nfc", "/zwgk/tzgg/", "共3页", "/zwgk/tzgg/index_2.html"),
        ("nfc", "/zwgk/tzgg/index_2.html", "共3页", "/zwgk/tzgg/index_3.html"),
        ("siteserver", "/channels/12.html", "共3页", "/channels/12_2.html"),
        ("siteserver", "/channels/12_2.html", "共3页", "/channels/12_3.html"),
        ("epoint", "/xwzx/001/moreinfo.html", "共3页", "/xwzx/001/2.html"),
        ("epoint", "/xwzx/001/2.html", "第2页/共3页", "/xwzx/001/3.html"),
        ("tiangong", "/staticmores/003/003-1.html", "第1页/共3页", "/staticmores/003/003-2.html"),
        ("tiangong", "/staticmores/003/003-2.html", "共3页", "/staticmores/003/003-3.html"),
        ("trs", "/zwgk/list.jsp?id=7", "共3页", None),
        ("trs", "/zwgk/index.html", "第2页/共3页", None),  # address and words disagree: nobody knows which one is right
        ("trs", "/zwgk/index.html", "", None),
        ("plain", "/zwgk/index.html", "第1页/共3页", None),
    ],
)
def test_a_page_without_links_is_followed_as_its_products_file_says(
    product: str, url: str, words: str, following: str | None
) -> None:
    page = Page(url="http://swj.example" + url, body=f"<p>{words}</p>".encode())
    found = following_pages(page, platform=PLATFORMS[product])

    assert found.next == ("http://swj.example" + following if following else None)


def test_a_link_counts_before_the_products_rule() -> None:
    page = Page(url=HERE + "index.html", body='<p>第1页/共3页 <a href="p2.html">下一页</a></p>'.encode())

    assert following_pages(page, platform=PLATFORMS["trs"]).next == HERE + "p2.html"


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("list.jsp?id=7", "list.jsp?id=7&p=1"),
        ("list.jsp?p=1&id=7", "list.jsp?id=7&p=2"),
        ("list.jsp?p=2&id=7", None),
        ("list.jsp?p=x", None),
    ],
)
def test_a_file_may_name_the_parameter_that_turns_pages(url: str, following: str | None) -> None:
    own = Platform.model_validate(
        {
            "name": "own",
            "title": "自建",
            "source": "s",
            "paging": {"kind": "query", "parameter": "p", "number": "page - 1"},
        }
    )
    found = following_pages(Page(url=HERE + url, body="<p>共3页</p>".encode()), platform=own)

    assert found.next == (HERE + following if following else None)


def test_a_file_may_name_another_function_that_posts() -> None:
    rule = {"kind": "form", "function": "Turn", "fields": ["where"]}
    own = Platform.model_validate({"name": "own", "title": "自建", "source": "s", "paging": rule})
    markup = (
        '<form method="post"><input type="hidden" name="where" value="1"><a href="javascript:Turn(2)">下一页</a></form>'
    )
    found = following_pages(Page(url=HERE, body=markup.encode()), platform=own)

    assert (found.next, found.form) == (HERE, {"where": "2"})


# --- where a drawn list has its data ---------------------------------------------------------------------------------


def data_of(product: str, markup: str, url: str) -> str | None:
    return following_pages(
        Page(url=url.partition("#")[0], requested=url, body=markup.encode()), platform=PLATFORMS[product]
    ).data


def test_the_category_of_a_disclosure_platform_stands_in_the_fragment_of_its_address() -> None:
    markup = "<script>window._CONFIG = {SID: '758019'}</script>"

    assert data_of("gkmlpt", markup, "http://a.example/swj/gkmlpt/index#21023") == (
        "http://a.example/swj/gkmlpt/api/all/21023?page=1&sid=758019"
    )
    assert data_of("gkmlpt", markup, "http://a.example/swj/gkmlpt/index") is None
    assert data_of("gkmlpt", "<script>window._CONFIG = {}</script>", "http://a.example/swj/gkmlpt/index#21023") is None


def test_the_settings_of_a_plug_in_make_the_address_of_its_data() -> None:
    markup = (
        "<script>$('#9').jpage({totalRecord:60,perPage:20,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "ajaxParam:{columnid:77278,unitid:'303271',webid:67}});</script>"
    )

    assert data_of("hanweb", markup, "http://a.example/col/col77278/index.html") == (
        "http://a.example/module/web/jpage/dataproxy.jsp?page=1&webid=67&path=/&columnid=77278&unitid=303271&permissiontype=0"
    )


def test_the_parameters_of_a_drawn_unit_make_the_address_of_its_data() -> None:
    query = (
        "{'parseType':'bulidstatic','webId':'3096','tplSetId':'t-1','pageType':'column',"
        "'tagId':'当前栏目list','editType':'null','pageId':'c9'}"
    )
    markup = f'<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{query}"></script>'
    found = data_of("hanweb_jpaas", markup, "http://a.example/col/col9/index.html")

    assert found is not None
    assert found.startswith(
        "http://a.example/api-gateway/jpaas-publish-server/front/page/build/unit?parseType=bulidstatic&"
    )
    assert dict(parse_qsl(urlsplit(found).query))["paramJson"] == '{"pageNo":1,"pageSize":20}'
    assert dict(parse_qsl(urlsplit(found).query))["tagId"] == "当前栏目list"


def test_the_search_a_column_asks_is_asked_only_where_its_address_is_written_out() -> None:
    asked = "$.ajax({url: '/common/search/0123456789abcdef0123456789abcdef?_isAgg=true&_isJson=true&page=' + n})"
    hidden = "$.ajax({url: '/common/search/' + channelId + '?_isAgg=true&_isJson=true&page=' + n})"
    url = "http://a.example/swj/c100494/common_list.shtml"

    assert data_of("ucap", f"<script>{asked}</script>", url) == (
        "http://a.example/common/search/0123456789abcdef0123456789abcdef"
        "?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1"
    )
    assert data_of("ucap", f"<script>{hidden}</script>", url) is None


@pytest.mark.parametrize(
    ("product", "url", "body", "shown", "total", "number"),
    [
        ("gkmlpt", "http://a.example/gkmlpt/api/all/7?page=1&sid=9", '{"post_count": 230}', 100, None, "page=2&sid=9"),
        ("gkmlpt", "http://a.example/gkmlpt/api/all/7?page=3&sid=9", '{"post_count": 230}', 30, None, None),
        ("gkmlpt", "http://a.example/gkmlpt/api/all/7?page=1&sid=9", '{"post_count": 203}', 88, None, None),
        ("gkmlpt", "http://a.example/gkmlpt/api/all/7?page=2&sid=9", "{}", 100, 200, None),
        ("gkmlpt", "http://a.example/gkmlpt/api/all/7?page=2&sid=9", "{}", 0, 300, None),
        (
            "hanweb_jpaas",
            "http://a.example/u?pageId=c&paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A20%7D",
            "{}",
            20,
            48,
            "A2%2C",
        ),
        (
            "hanweb_jpaas",
            "http://a.example/u?pageId=c&paramJson=%7B%22pageNo%22%3A3%2C%22pageSize%22%3A20%7D",
            "{}",
            8,
            48,
            None,
        ),
        ("trs", "http://a.example/api?page=1", "{}", 20, 48, None),
    ],
)
def test_an_answers_next_page_is_counted_on_in_its_address(
    product: str, url: str, body: str, shown: int, total: int | None, number: str | None
) -> None:
    answer = Page(url=url, body=body.encode())
    found = following_answer(answer, platform=PLATFORMS[product], shown=shown, total=total)

    assert (number in (found.next or "")) if number else found.next is None


# --- pages made to keep a reader busy --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<script>createPageHTML(" + "1" * 400_000 + "</script>",
        "<script>//page\n.pagination(" + "'" + "n" * 400_000 + "</script>",
        "<script>page .pagination( '' + " + "n" * 400_000 + "</script>",
        "<script>/* page " * 40_000,
        "共5页" * 150_000,
        "<!--" + "共5页" * 150_000,
        "<a href='javascript:go(2)'>下一页</a><script>function go(n){ page " + "location.href = '' + n + " * 20_000,
        "<a href='javascript:__doPostBack(" + "'" * 100_000 + "'>下一页</a>",
        "<div class=page>" + "<a href=2>2</a>" * 30_000,
        "<recordset><nextgroup><a " + "<" * 300_000,
        "<div>" * 50_000 + "<a>1</a>",
        "<script " * 60_000,
        "queryData=\"{'webId':" * 20_000,
        "proxyUrl='" * 50_000,
        "='/search" * 60_000,
    ],
)
def test_no_page_keeps_the_reader_busy(markup: str) -> None:
    page = Page(url=HERE, body=markup.encode())
    assert page.tree is not None
    begun = time.process_time()
    for product in ("webforms", "hanweb", "gkmlpt", "hanweb_jpaas", "ucap"):
        following_pages(page, platform=PLATFORMS[product])
    assert time.process_time() - begun < 5, "a second each is far more than any of these takes"


PIECES = [
    "<form method=post action=x>",
    "</form>",
    "<input name=__VIEWSTATE value=1>",
    "<input name=p>转到第页",
    "共 3 页",
    "第1/9页",
    "<a href=\"javascript:__doPostBack('P','2')\">下一页</a>",
    "<a href=2.html>2</a>",
    "<a href='[::1'>下一页</a>",
    "<base href='//['>",
    "<script>createPageHTML(",
    "9, 0, 'index', 'html')",
    "Pager({size:9,",
    "prefix:'x',suffix:'html'})",
    "</script>",
    "<!--",
    "-->",
    "<datastore><recordset>",
    "<nextgroup><a href='x?page=1'>",
    "window._CONFIG = {SID: '7'",
    "queryData=\"{'webId':'1'",
    "function go(n){location.href='?p='+n}",
    "<a onclick='go(2)'>下页</a>",
    "\x00",
    "９",
    "½",
]


@settings(max_examples=150)
@given(
    pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=12),
    name=st.sampled_from(sorted(platform.name for platform in PLATFORMS)),
    address=st.sampled_from(["index.html", "", "3.htm", "list.jsp?page=x", "gkmlpt/index", "a_1_2.html", "tzgg/1.htm"]),
)
def test_whatever_stands_on_a_page_its_paging_is_an_answer(pieces: list[str], name: str, address: str) -> None:
    page = Page(
        url=HERE + address, requested=HERE + address + "#7", body="".join(pieces).encode(errors="surrogatepass")
    )
    found = following_pages(page, platform=PLATFORMS[name])

    assert found.next is None or found.next.startswith(("http://", "https://"))
    assert found.form is None or found.next is not None
    assert all(figure is None or figure >= 0 for figure in (found.pages, found.total, found.current))
    following_answer(page, platform=PLATFORMS[name], shown=3)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_have_no_paging_or_one(body: bytes) -> None:
    following_pages(Page(url=HERE, body=body), platform=PLATFORMS["hanweb"])
