"""What sites show in place of a column, or do to it, while every answer is whole and says 200.

The column published twenty items in November and twenty in December 2026; what stands here hides December in one way or
another, or shows it in a way that invites a wrong count. Pages are given by the path they stand at, below the column's
own folder.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tests.support.fault_server import Answer

Pages = dict[str, Answer]
"""Path to answer; the column's own page stands at `index.html`."""
Row = tuple[int, str]
"""Number of the item, and what stands in the place of its date."""

SITE, COLUMN = "云溪市水利局", "工作动态"
HEAD = '<meta name="SiteName" content="{site}"><meta name="ColumnName" content="{column}">'
NAVIGATION = "".join(
    f'<li><a href="/{folder}/index.html">{words}</a></li>'
    for folder, words in (
        ("zwgk", "政务公开"), ("tzgg", "通知公告"), ("zcfg", "政策法规"), ("jgsz", "机构设置"), ("ghjh", "规划计划"),
        ("czxx", "财政信息"), ("xzsp", "行政审批"), ("xzzf", "行政执法"), ("hdjl", "互动交流"), ("wzdt", "网站地图"),
    )
)  # fmt: skip
FOOT = '<div class="footer">版权所有 云溪市 电话 0000-1234567</div>'
NEXT = '<div class="page"><a href="{}">下一页</a></div>'


def november() -> list[Row]:
    """Numbers 20 to 1, one a day, newest first."""
    return [(day, f"2026-11-{day:02}") for day in range(20, 0, -1)]


def december() -> list[Row]:
    """Numbers 40 to 21, from 2026-12-29 back to 2026-12-10."""
    return [(day + 11, f"2026-12-{day:02}") for day in range(29, 9, -1)]


def listing(rows: Iterable[Row], *, more: str = "", site: str = SITE, column: str = COLUMN, charset: str = "") -> str:
    """A page of the column as its site normally shows it."""
    lines = "".join(
        f'<li><a href="/item/{number}.html" title="第{number}号事项办理情况说明">第{number}号事项办理情况说明</a>'
        f"<span>{day}</span></li>\n"
        for number, day in rows
    )
    declared = f'<meta charset="{charset}">' if charset else ""
    return (
        f"<html><head>{declared}<title>{column}</title>{HEAD.format(site=site, column=column)}</head>"
        f'<body><div class="nav"><ul>{NAVIGATION}</ul></div><h2>{column}</h2>'
        f'<div class="main"><ul class="list">\n{lines}</ul>{more}</div>{FOOT}</body></html>'
    )


def shown(markup: str, encoding: str = "utf-8", **headers: str) -> Answer:
    """An answer with this page; without a word on its encoding unless `headers` has one."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(markup.encode(encoding), headers={"Content-Type": "text/html"} | named)


def blank() -> Answer:
    """The column's page on the day it opened."""
    return shown(listing([], more="<p>暂无信息</p>"))


def bare(content: str, *, title: str = "", head: str = "") -> Answer:
    """A page of next to nothing."""
    return shown(
        f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{content}</body></html>',
    )


def two_pages() -> Pages:
    """The column as it should be."""
    return {
        "index.html": shown(listing(december(), more=NEXT.format("index_1.html"))),
        "index_1.html": shown(listing(november())),
    }


def _one(answer: Answer) -> Callable[[], Pages]:
    return lambda: {"index.html": answer}


def _duplicates_across_pages() -> Pages:
    """Something was published while we turned the page: what stood last on the first page is first on the second."""
    rows = [*december(), *november()]
    parts = [rows[:15], rows[10:25], rows[20:35], rows[30:]]
    pages: Pages = {}
    for number, part in enumerate(parts):
        more = NEXT.format(f"index_{number + 1}.html") if number + 1 < len(parts) else ""
        pages["index.html" if number == 0 else f"index_{number}.html"] = shown(listing(part, more=more))
    return pages


def _order_flips_between_requests() -> Pages:
    """The first answer runs from old to new and the second from new to old, so December is on neither page."""
    rising = sorted([*november(), *december()])
    return {
        "index.html": shown(listing(rising[:20], more=NEXT.format("index_1.html"))),
        "index_1.html": shown(listing(rising[:20][::-1])),
    }


def _capped_at_10000() -> Pages:
    """The data behind the list hands out ten thousand entries and calls that its total, however many there are."""
    records = [
        {
            "title": f"第{number}号事项办理情况说明",
            "url": f"/item/{number}.html",
            "date": (date(2026, 12, 29) - timedelta(days=number // 40)).isoformat(),
        }
        for number in range(10_000)
    ]
    body = json.dumps({"code": 200, "total": 10_000, "rows": records}, ensure_ascii=False, separators=(",", ":"))
    return {"index.html": Answer(body.encode(), headers={"Content-Type": "application/json"})}


def _later_page_fails() -> Pages:
    """The list runs from old to new, and the page with December is not there."""
    rising = sorted([*november(), *december()])
    return {"index.html": shown(listing(rising[:20], more=NEXT.format("index_1.html")))}


def _pages_in_a_circle() -> Pages:
    """From old to new, and the second page leads back to the first, before December is reached."""
    rising = sorted([*november(), *december()])
    return {
        "index.html": shown(listing(rising[:10], more=NEXT.format("index_1.html"))),
        "index_1.html": shown(listing(rising[10:20], more=NEXT.format("index.html"))),
    }


def _merged_into_another_column() -> Pages:
    """The address leads to the column that took this one in; December stands there under another name."""
    return {
        "index.html": Answer(status=301, headers={"Location": "zhxx/index.html"}),
        "zhxx/index.html": shown(listing(november(), column="综合信息")),
    }


def _in_chinese_words(rows: Iterable[Row]) -> list[Row]:
    return [(number, f"115年{day[5:7]}月{day[8:]}日") for number, day in rows]


_XHR = (
    "<ul id='list'></ul><script src='/js/jquery.js'></script>"
    "<script>$.get('/api/list?page=1',function(d){$('#list').html(render(d))})</script>"
)
_OLD = listing(november())
_RISING = listing(sorted([*november(), *december()]))

PAGE_FAULTS: dict[str, Callable[[], Pages]] = {
    "soft_404": _one(
        bare("<h1>404</h1><p>抱歉，您访问的页面不存在或已删除</p><a href='/'>返回首页</a>", title="页面不存在")
    ),
    "error_in_the_sites_frame": _one(
        shown(
            listing(november(), column="404 页面未找到").replace("/item/", "/news/").replace("ColumnName", "Keywords")
        )
    ),
    "maintenance_with_200": _one(bare("<h2>网站升级改版中，暂停服务，请稍后访问</h2>", title="系统维护")),
    "cloudflare_with_200": _one(
        bare("<p>Checking your browser</p>", title="Just a moment...", head="<script>window._cf_chl_opt={}</script>")
    ),
    "safety_check_with_200": _one(bare("<p>正在进行安全验证，请稍候……</p>", title="安全验证")),
    "slider_with_200": _one(bare("<p>请拖动下方滑块完成验证</p><div id='nc'></div>", title="验证")),
    "rate_limit_with_200": _one(bare("<p>您的访问过于频繁，请稍后再试。</p>")),
    "login_with_200": _one(
        bare(
            "<form action='/login'><input name='u'><input type='password' name='p'><button>登录</button></form>",
            title="用户登录",
        )
    ),
    "home_page_with_200": _one(
        shown(listing(november(), column="首页").replace("/item/", "/news/").replace("<h2>首页</h2>", "<h2>要闻</h2>"))
    ),
    "list_by_xhr_only": _one(bare(_XHR, title=COLUMN)),
    "application_shell": _one(bare("<div id='app'></div><script src='/js/app.7.js'></script>", title=SITE)),
    "blank_where_items_were": _one(blank()),
    "page_cut_by_its_maker": _one(shown(_RISING[: _RISING.index("/item/25.html")])),
    "redesigned_without_a_list": _one(
        bare("<div class='hero'><img src='/a.png'><p>走进云溪</p></div><p>云溪市水利局欢迎您</p>", title=COLUMN)
    ),
    "list_without_dates": _one(shown(listing([(number, "") for number, _ in december()]))),
    "dates_in_the_future": _one(shown(listing([(number, f"2062{day[4:]}") for number, day in december()]))),
    "dates_of_another_calendar": _one(shown(listing(_in_chinese_words(december())))),
    "duplicates_across_pages": _duplicates_across_pages,
    "order_flips_between_requests": _order_flips_between_requests,
    "capped_at_10000": _capped_at_10000,
    "later_page_fails": _later_page_fails,
    "pages_in_a_circle": _pages_in_a_circle,
    "column_renamed": _one(shown(listing(november(), column="人事信息"))),
    "column_merged": _merged_into_another_column,
    "another_agencys_site": _one(shown(listing(november(), site="云溪市林业局"))),
    "pdf_in_place_of_the_list": _one(Answer(b"%PDF-1.7\n" + bytes(range(256)) * 40)),
    "list_that_calls_itself_a_pdf": lambda: (
        two_pages()
        | {"index.html": shown(listing(december(), more=NEXT.format("index_1.html")), Content_Type="application/pdf")}
    ),
    "gbk_undeclared": lambda: {"index.html": shown(listing([*december(), *november()]), "gbk")},
    "gbk_that_says_utf_8": lambda: {"index.html": shown(listing([*december(), *november()], charset="utf-8"), "gbk")},
    "utf_8_that_says_gb2312": lambda: {
        "index.html": shown(listing([*december(), *november()], charset="gb2312"), Content_Type="text/html;charset=GBK")
    },
    "one_broken_character": lambda: {
        "index.html": Answer(
            listing([*december(), *november()], charset="gbk")
            .encode("gbk")
            .replace("号".encode("gbk"), b"\xff\xba", 1),
            headers={"Content-Type": "text/html"},
        )
    },
    "broken_before_it_was_sent": _one(shown(listing(november()).encode("utf-8").decode("gbk", errors="replace"))),
}
"""Every fault of a page, by name."""
