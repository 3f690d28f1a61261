"""A small website of three levels: menus, side bars, blocks with a 更多, and what should mislead nobody."""

from datetime import date, timedelta

from tests.support.fault_server import Answer, Seen

HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="SiteName" content="云溪市林业局">'
    '<meta name="ColumnName" content="{column}"><title>{title}</title></head><body>'
)
MENU = (
    '<div class="header"><h1>云溪市林业局</h1></div><div class="nav"><ul>'
    '<li><a href="/">网站首页</a></li>'
    '<li><a href="/xwzx/">新闻中心</a><ul><li><a href="/xwzx/gzdt/">工作动态</a></li>'
    '<li><a href="/xwzx/tpxw/index.html">图片新闻</a></li></ul></li>'
    '<li><a href="/zwgk/">政务公开</a></li>'
    '<li><a href="/hdjl/">互动交流</a></li>'
    '<li><a href="http://portal.example.gov.cn/">市政府门户网站</a></li>'
    '<li><a href="/search/index.html">全站搜索</a></li><li><a href="/login">登录</a></li>'
    "</ul></div>"
)
FOOT = (
    '<div class="footer"><a href="/about/contact.html">联系我们</a> <a href="/zddt.html">网站地图</a> '
    "溪ICP备00000009号</div></body></html>"
)
SIDE = {
    "fdzdgknr/gfxwj": "规范性文件",
    "fdzdgknr/zcjd": "政策解读",
    "fdzdgknr/ghjh": "规划计划",
    "fdzdgknr/rsrm": "人事任免",
    "fdzdgknr/yjs": "部门预决算",
    "fdzdgknr/xzxk": "林木采伐行政许可",
    "fdzdgknr/xzcf": "行政处罚",
    "fdzdgknr/qzqd": "权责清单",
}
"""Columns that only the side bar of 政务公开 leads to."""

COLUMNS = {
    "/xwzx/gzdt/": ("工作动态", "动态要闻", "工作信息"),
    "/xwzx/tpxw/": ("图片新闻", "动态要闻", "工作信息"),
    "/tzgg/": ("通知公告", "通知公告", "工作信息"),
    "/zwgk/fdzdgknr/gfxwj/": ("规范性文件", "政策文件", "政策文件"),
    "/zwgk/fdzdgknr/zcjd/": ("政策解读", "政策解读", "政策文件"),
    "/zwgk/fdzdgknr/ghjh/": ("规划计划", "规划计划", "规划计划"),
    "/zwgk/fdzdgknr/rsrm/": ("人事任免", "人事信息", "人事信息"),
    "/zwgk/fdzdgknr/yjs/": ("部门预决算", "财政信息", "财政信息"),
    "/zwgk/fdzdgknr/xzxk/": ("林木采伐行政许可", "行政审批", "行政审批"),
    "/zwgk/fdzdgknr/xzcf/": ("行政处罚", "行政执法", "行政执法"),
    "/zwgk/fdzdgknr/qzqd/": ("权责清单", "其他", "行政审批"),
    "/zwgk/xxgknb/": ("政府信息公开年报", "年度报告", "报告统计"),
    "/hdjl/": ("互动交流", "互动回应", "工作信息"),
}
"""Every column of the site that navigation reaches: path to name, kind and category, as a person would register it."""

_NEWEST = date(2026, 11, 18)


def pages() -> dict[str, Answer]:
    """The whole site by path."""
    site = {
        f"{path}": _list(path, name, rows=0 if path.endswith("/qzqd/") else 12) for path, (name, *_) in COLUMNS.items()
    }
    site["/xwzx/tpxw/index.html"] = site["/xwzx/tpxw/"]
    site["/hdjl/"] = _scripted("互动交流")
    site["/"] = _home()
    site["/xwzx/"] = _channel()
    site["/zwgk/"] = _disclosure()
    site["/about/contact.html"] = _document("联系我们", "地址：云溪市林荫路9号。")
    site["/zddt.html"] = _site_map()
    site["/gone/"] = Answer(b"no such page", status=404)
    return site


def calendar(seen: Seen) -> Answer:
    """A page of a calendar without end: each day leads to the next two."""
    day = date.fromisoformat(seen.path.rpartition("=")[2])
    links = "".join(
        f'<a href="/calendar?day={day + timedelta(days=days)}">{name}</a>'
        for days, name in ((1, "翻到明天"), (7, "翻到下周"))
    )
    return _page("办事日历", f"<div class='calendar'><p>{day}没有安排。</p>{links}</div>")


def _page(column: str, body: str, *, title: str = "") -> Answer:
    head = HEAD.format(column=column, title=title or f"{column}_云溪市林业局")
    return Answer((head + MENU + body + FOOT).encode())


def _trail(*names: str) -> str:
    return f'<div class="position">当前位置：<a href="/">首页</a> &gt; {" &gt; ".join(names)}</div>'


def _rows(path: str, *, count: int) -> str:
    rows = []
    subject = path.strip("/").replace("/", "·")
    for number in range(count):
        day = _NEWEST - timedelta(days=3 * number)
        address = f"{path}{day:%Y%m}/t{day:%Y%m%d}_{800 + number}.html"
        rows.append(f'<li><a href="{address}">关于{subject}第{number}号事项的说明</a><span>{day}</span></li>')
    return "".join(rows)


def _list(path: str, name: str, *, rows: int) -> Answer:
    side = _side() if path.startswith("/zwgk/") else ""
    shown = f'<ul class="list">{_rows(path, count=rows)}</ul>' if rows else '<div class="list"><p>暂无信息</p></div>'
    following = '<div class="page"><a href="index_1.html">下一页</a> <a href="index_1.html">2</a></div>' if rows else ""
    # An empty column beside files is none that is surely empty: its content may be what the files hold.
    files = '<p><a href="/files/form.pdf">申请表</a> <a href="/files/form.docx">填写说明</a></p>' if rows else ""
    return _page(
        name,
        f"{_trail('政务公开' if side else '新闻中心', name)}{side}<div class='main'>{shown}{following}</div>{files}",
    )


def _home() -> Answer:
    news, notices = "/xwzx/gzdt/", "/tzgg/"
    return _page(
        "",
        f"""
        <div class="block"><div class="title"><h2>工作动态</h2><a href="{news}index.html">更多&gt;&gt;</a></div>
          <ul>{_rows(news, count=6)}</ul></div>
        <div class="block"><div class="title"><span>通知公告</span><a href="{notices}">MORE</a></div>
          <ul>{_rows(notices, count=6)}</ul></div>
        <div class="block"><h3>办事日历</h3><a href="/calendar?day=2026-11-20">进入日历</a></div>
        <div class="links"><h3>友情链接</h3><a href="http://www.example.org/">国家林草网</a>
          <a href="/gone/">林业论坛</a></div>
        """,
        title="云溪市林业局_首页",
    )


def _channel() -> Answer:
    blocks = "".join(
        f'<div class="block"><h3>{name}</h3><a href="{path}">更多</a><ul>{_rows(path, count=5)}</ul></div>'
        for path, name in (("/xwzx/gzdt/", "工作动态"), ("/xwzx/tpxw/", "图片新闻"))
    )
    return _page("新闻中心", _trail("新闻中心") + blocks)


def _disclosure() -> Answer:
    report = '<li><a href="/zwgk/xxgknb/">信息公开年报</a></li>'
    return _page("政务公开", f'{_trail("政务公开")}{_side(report)}<div class="main"><p>请从左侧选择栏目。</p></div>')


def _side(more: str = "") -> str:
    links = "".join(f'<li><a href="/zwgk/{own}/">{label}</a></li>' for own, label in SIDE.items())
    return f'<div class="left-menu"><ul>{links}{more}</ul></div>'


def _scripted(name: str) -> Answer:
    return _page(
        name,
        f"{_trail(name)}<div id='letters'></div>"
        "<script>$.getJSON('/letters.json', rows => $('#letters').html(rows.map(String).join('')))</script>",
    )


def _document(name: str, text: str) -> Answer:
    return _page(name, f"{_trail(name)}<div class='article'><h2>{name}</h2><p>{text * 30}</p></div>")


def _site_map() -> Answer:
    links = "".join(f'<a href="{path}">{name}</a> ' for path, (name, *_) in COLUMNS.items())
    return _page("网站地图", f"<div class='map'>{links}</div>")
