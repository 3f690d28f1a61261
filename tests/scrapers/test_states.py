"""What a page is that shows no list: blank only on positive evidence, all else unknown, with its reason."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.entries import ListReading
from scrapers.lists.reading import examine
from scrapers.pages.challenges import challenge_in
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms
from scrapers.states.page_state import error_in_title, what_stands_in_its_place
from tests.support.shared_pages import real_pages

TODAY = date(2026, 4, 1)
URL = "http://slj.example/rsxx/index.html"
NAV = "".join(f'<li><a href="../{name}/index.html">{words}</a></li>' for name, words in (
    ("zwgk", "政务公开"), ("gzdt", "工作动态"), ("tzgg", "通知公告"), ("zcfg", "政策法规"), ("jgsz", "机构设置"),
    ("ghjh", "规划计划"), ("rsxx", "人事信息"), ("czxx", "财政信息"), ("xzsp", "行政审批"), ("xzzf", "行政执法"),
    ("hdjl", "互动交流"), ("ndbg", "年度报告"), ("gkzn", "公开指南"), ("wzdt", "网站地图"),
))  # fmt: skip
FOOT = '<div class="footer">版权所有 示例市水务局 电话 0000-1234567</div>'


def framed(content: str, *, title: str = "人事信息_示例市水务局", head: str = "") -> str:
    """A page of a site, with navigation and foot around `content`."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<div class="nav"><ul>{NAV}</ul></div><div class="w1">{content}</div>{FOOT}</body></html>'
    )


def bare(content: str = "", *, title: str = "", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{content}</body></html>"


def read(markup: str, url: str = URL) -> ListReading:
    return examine(Page(url=url, body=markup.encode()), platforms=Platforms({}), today=TODAY)


CHALLENGES = {
    "瑞数": bare(
        head='<script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=81;</script><script src="/a.js"></script>'
    ),
    "瑞数 with a token": bare(
        head='<meta id="9aBcDefGhIjKlMnOpQr" content="' + "x" * 240 + '">', content="<script></script>"
    ),
    "瑞数, an application behind it": bare(
        '<div id="app"></div>',
        title="数据查询",
        head='<script>$_ts.cd="q";</script><script src="/js/app.7.js"></script>',
    ),
    "加速乐": "<script>document.cookie=('_')+('_')+('jsl_clearance')+'=1';location.href=location.pathname</script>",
    "加速乐, plain": "<script>var c='__jsl_clearance=1';document.cookie=c;location.reload()</script>",
    "acw_sc": "<html><script>var arg1='" + "0A1B2C3D4E" * 4 + "';function setCookie(){}</script></html>",
    "Cloudflare": bare(
        "<p>Checking your browser</p>", title="Just a moment...", head="<script>window._cf_chl_opt={}</script>"
    ),
    "Cloudflare, words only": bare("<h1>Attention Required!</h1><p>Please complete the security check</p>"),
    "滑块": bare("<p>请拖动下方滑块完成验证</p>", title="安全验证"),
    "验证码": bare("<p>为保障访问安全，请输入验证码后继续访问</p><input name=c><img src=c.png>"),
    "浏览器检测": bare("<p>正在检测您的浏览器，请稍候……</p><script>setTimeout(x,3000)</script>"),
    "频繁访问": bare("<p>您的访问过于频繁，请稍后再试。</p>"),
    "操作频繁": bare("<div>操作频繁，请休息一会儿</div>", title="提示"),
    "IP 限制": bare("<p>您的IP：10.0.0.8 因请求次数过多已被限制</p>"),
    "异常流量": bare("<p>检测到您的网络环境存在异常流量</p>"),
    "创宇盾": bare("<p>当前访问疑似黑客攻击，已被创宇盾拦截</p>"),
    "安全狗": bare('<img src="/safedogsite/broswer_logo.jpg"><p>请求带有不合法参数</p>', title="网站防火墙"),
    "云锁": bare("<script>function YunSuoAutoJump(){self.location='/?security_verify_data=1'}</script>"),
    "云锁 cookie": bare('<script>var k="yunsuo_session_verify";location.reload()</script>'),
    "雷池": bare("<p>请求存在威胁，已被拦截</p><p>长亭雷池 WAF 提供防护</p>"),
    "360 主机卫士": bare(
        "<p>您提交的请求有攻击行为</p>", head='<script src="http://zhuji.360.cn/guard/x.js"></script>'
    ),
    "360 网站卫士": bare("<p>当前页面被360网站卫士拦截</p>"),
    "云盾": bare("<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>"),
    "cloud firewall, cookie guard": bare('<script src="/_guard/auto.js"></script>'),
    "a nameless cookie script": bare("<script>document.cookie='C3=9;path=/';window.location.reload();</script>"),
    "English": bare("<h1>Access Denied</h1><p>You don't have permission to access this page.</p>"),
    "rejected": bare("<p>The requested URL was rejected. Your support ID is: 123</p>"),
    "非法访问": bare("<p>您的请求已被网站防火墙阻断，事件编号 7</p>"),
}


@pytest.mark.parametrize("markup", CHALLENGES.values(), ids=CHALLENGES)
def test_a_challenge_sent_with_status_200_is_blocked(markup: str) -> None:
    reading = read(markup)

    assert (reading.state, reading.items) == ("blocked", ())
    assert reading.reason


@pytest.mark.parametrize("markup", CHALLENGES.values(), ids=CHALLENGES)
def test_the_same_challenge_is_known_in_an_error_answer(markup: str) -> None:
    assert challenge_in(Page(url=URL, body=markup.encode(), status=405)) is not None


@pytest.mark.parametrize("status", [403, 404, 412, 500, 502, 503, 521])
def test_a_plain_error_answer_is_no_challenge(status: int) -> None:
    page = Page(
        url=URL,
        body=bare(f"<center><h1>{status} Error</h1></center><hr><center>nginx</center>").encode(),
        status=status,
        headers={"set-cookie": "__jsluid_s=0123456789abcdef; path=/; HttpOnly"},
    )

    assert challenge_in(page) is None


def test_a_plain_404_in_the_sites_frame_with_a_box_to_log_in_is_no_challenge() -> None:
    login = "<form>用户名<input name=u> 密码<input type=password> 验证码<input name=c></form>"
    markup = framed(f"{login}<h2>您访问的页面不存在</h2>")

    assert challenge_in(Page(url=URL, body=markup.encode(), status=404)) is None


ERRORS = {
    "nginx 404": bare(
        "<center><h1>404 Not Found</h1></center><hr><center>nginx/1.18.0</center>", title="404 Not Found"
    ),
    "nginx 502": bare("<center><h1>502 Bad Gateway</h1></center>", title="502 Bad Gateway"),
    "gateway time-out": bare("<h1>504 Gateway Time-out</h1><p>The server didn't respond in time.</p>"),
    "forbidden": bare("<h1>Forbidden</h1><p>You don't have a right to this.</p>", title="403 Forbidden"),
    "tomcat": bare("<h1>HTTP Status 500 - Internal Server Error</h1><p>java.lang.NullPointerException</p>"),
    "IIS": bare(
        "<h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除</h3>", title="404 - 找不到文件或目录。"
    ),
    "asp.net": bare("<h1>“/”应用程序中的服务器错误。</h1>", title="运行时错误"),
    "spring": bare("<h1>Whitelabel Error Page</h1>"),
    "database": bare("SQLSTATE[HY000] [2002] Connection refused"),
    "CDN": bare(
        "<h1>ERROR</h1><h2>The request could not be satisfied.</h2>", title="ERROR: The request could not be satisfied"
    ),
    "soft 404": bare("<p>抱歉，您访问的页面不存在或已被删除</p><a href='/'>返回首页</a>"),
    "soft 404 in pieces": bare("<p>您访问的<b>页面</b><span>不存在</span></p>"),
    "soft 404 in the frame": framed("<h2>抱歉，页面不存在</h2>", title="页面不存在"),
    "column gone": framed("<p>该栏目不存在</p>"),
    "an alert box": bare("<script>alert('该栏目不存在！');history.back();</script>"),
    "an alert box that leads home": bare("<script>alert('参数错误');window.location.href='/';</script>"),
    "maintenance": bare("<h1>网站正在维护</h1><p>给您带来不便，敬请谅解。</p>", title="网站维护"),
    "upgrade": bare("<p>系统升级中，请稍后访问</p>"),
    "upgrade of the site": bare(
        "<p>因网站升级改版，本站将于3月1日至3月5日暂停访问。</p><p>示例市水务局</p>", title="网站升级公告"
    ),
    "upgrade in the frame": framed("<h2>网站升级维护中</h2>"),
    "under construction": bare("<p>栏目建设中，敬请期待</p>"),
    "unbound domain": bare("<p>没有找到站点</p><p>您的请求在Web服务器中没有找到对应的站点！</p>"),
    "English maintenance": bare("<h1>We are under maintenance</h1>"),
    "directory": bare("<h1>Index of /rsxx</h1><hr><pre></pre>"),
    "nothing at all": bare(),
}


@pytest.mark.parametrize("markup", ERRORS.values(), ids=ERRORS)
def test_an_error_or_notice_sent_with_status_200_is_an_error_page(markup: str) -> None:
    assert read(markup).state == "error_page"


STUBS = {
    "refresh": bare(head='<meta http-equiv="refresh" content="0; url=/new/rsxx/">'),
    "refresh with words": bare("页面已迁移", head="<meta http-equiv=Refresh content=\"3;URL='http://new.example/rsxx/'\">"),
    "script": bare("<script>window.location.href = '/new/rsxx/';</script>"),
    "replace": bare("<script>location.replace(\"/new/rsxx/\")</script>"),
    "top": bare("<script>top.location='/new/'</script>"),
    "onload": '<html><body onload="window.location=\'/new/\'"></body></html>',
    "frameset": '<html><frameset cols="*"><frame src="/new/rsxx/"></frameset></html>',
    "进入": bare('<p><a href="/new/">点击进入</a></p>'),
    "moved": bare('<p>本站已启用新域名，5秒后将自动跳转</p><a href="http://new.example/">示例市水务局</a>'),
    "English": bare('<h1>Object moved</h1><a href="/new/">here</a>', title="Object moved"),
}  # fmt: skip


@pytest.mark.parametrize("markup", STUBS.values(), ids=STUBS)
def test_a_page_that_only_leads_on_is_a_redirect_and_says_where(markup: str) -> None:
    reading = read(markup)

    assert reading.state == "redirect"
    assert "new" in reading.reason


def test_a_page_drawn_by_a_script_is_no_stub_and_no_challenge() -> None:
    shell = '<div id="app"></div><script src="/js/chunk.js"></script><script>{}</script>'
    for code in ("if(old){location.href='/old.html'}", "document.cookie='a=1';if(x){location.reload()}"):
        assert read(bare(shell.format(code))).state == "needs_data"


def test_a_script_that_sends_telephones_elsewhere_sends_nobody_else() -> None:
    script = "<script>if(/iPhone/.test(navigator.userAgent)){location.href='/m/'}</script>"

    assert read(bare(script + "<p>人事信息</p>")).state != "redirect"


def test_a_home_page_sent_for_a_column_is_not_the_column() -> None:
    rows = "".join(
        f'<li><a href="/yw/{n}0001.html">全市第{n}次水利重点工作会议召开</a> 2026-03-1{n}</li>' for n in range(6)
    )
    markup = framed(f"<div><ul>{rows}</ul></div>", title="示例市水务局-首页")

    assert read(markup).state == "redirect"
    assert read(markup, "http://slj.example/index.html").state == "list"


def test_a_page_that_loads_itself_again_leads_nowhere() -> None:
    assert read(bare("<p>稍候</p>", head=f'<meta http-equiv="refresh" content="30;url={URL}">')).state != "redirect"


def test_a_refresh_for_visitors_without_scripts_leads_nowhere() -> None:
    markup = bare('<div id="app"></div><script src="/a.js"></script>', head="")
    markup = markup.replace("<div", '<noscript><meta http-equiv="refresh" content="0;url=/old/"></noscript><div', 1)

    assert read(markup).state == "needs_data"


BLANKS = {
    "words": framed("<h2>人事信息</h2><p>暂无相关信息！</p>"),
    "words in a row of the list": framed("<h2>人事信息</h2><ul class=list><li>暂无数据</li></ul>"),
    "words in a table": framed(
        "<table><tr><th>标题</th><th>日期</th></tr><tr><td colspan=2>暂无记录</td></tr></table>"
    ),
    "an apology": framed("<p>很抱歉，该栏目下暂时没有任何信息。</p>"),
    "words in two pieces": framed("<p>暂无<b>信息</b></p>"),
    "page numbers": framed(
        '<ul class="list"></ul><div class="page"><script>createPageHTML(1, 0, "index", "html")</script></div>'
    ),
    "a count of none": framed('<ul class="list"></ul><div class="page">共 0 条记录</div>'),
}


@pytest.mark.parametrize("markup", BLANKS.values(), ids=BLANKS)
def test_an_empty_column_of_a_normal_page_is_blank(markup: str) -> None:
    reading = read(markup)

    assert (reading.state, reading.items) == ("blank", ())
    assert reading.reason


@pytest.mark.parametrize(
    "note",
    ["备注：本单位2026年度未产生此类信息。", "说明：我局不涉及行政审批事项。", "截至目前，本单位无此类信息。"],
)
def test_a_note_beside_the_emptiness_is_quoted(note: str) -> None:
    reading = read(framed(f"<h2>人事信息</h2><p>暂无信息</p><p>{note}</p>"))

    assert (reading.state, reading.reason) == ("blank_with_note", note)


def test_a_note_alone_is_a_note() -> None:
    assert read(framed("<p>本部门暂未产生此类信息。</p>")).state == "blank_with_note"


UNKNOWN = "".join(
    f"<h5><b><a href=/gk/content_8{n}.html>水利工程建设项目招标结果第{n}号</a></b></h5><hr>" for n in "1234"
)
ISSUES = "".join(f'<a href="/gk/t20260{n}01_8{n}.html">第{n}期</a>' for n in range(1, 6))
EMPTY = "<h2>人事信息</h2><p>暂无信息</p>"
NOT_BLANK = {
    "a page to log in": (framed("<form>用户<input name=u><input type=password></form>" + EMPTY, title="用户登录"), URL),
    "a small page to log in": (
        bare(f"<form><input name=u><input type=password></form>{EMPTY}" + "<a href=a>甲</a>" * 4),
        URL,
    ),
    "a search by its title": (framed(EMPTY, title="站内搜索_示例市水务局"), URL),
    "a search by its address": (framed(EMPTY), "http://slj.example/search.jsp?keyword=x"),
    "a search by its question": (framed(EMPTY), "http://slj.example/list.jsp?q=%E6%B0%B4"),
    "cut off": (framed(EMPTY).partition('<div class="footer"')[0], URL),
    "a list in a frame": (framed(EMPTY + '<iframe src="/list.jsp?c=7" width="100%"></iframe>'), URL),
    "a template beside the words": (framed(EMPTY + "<ul><li v-for='x in xs'>{{x.title}}</li></ul>"), URL),
    "placeholders of a template": (framed("<ul><li>{{item.title}}</li></ul>" + EMPTY), URL),
    "an application": (framed(f'<div id="app">{EMPTY}</div><script src="/js/app.js"></script>'), URL),
    "words in a box a script fills": (
        framed(f'<div id="box">{EMPTY}</div><script>$.get("/l", function(d){{$("#box").html(d)}})</script>'),
        URL,
    ),
    "an empty list a script fills": (
        framed('<ul id="lb"></ul><div class="page">共 0 条</div><script>load({elem:"#lb"})</script>'),
        URL,
    ),
    "a named empty list beside the words": (
        framed('<ul id="lb"></ul><p>暂无信息</p><script src="/l.js"></script>'),
        URL,
    ),
    "hidden words": (framed('<h2>人事信息</h2><div style="display:none">暂无信息</div>'), URL),
    "words hidden by their class": (framed('<h2>人事信息</h2><div class="nodata hide">暂无信息</div>'), URL),
    "words in the sidebar": (framed('<p>人事</p><div class="sidebar"><p>暂无信息</p></div>'), URL),
    "words in a link": (framed('<p>人事</p><a href="x.html">暂无信息</a>'), URL),
    "words in a sentence": (framed("<p>经查询，暂无信息表明该工程存在质量问题，我局将继续跟进。</p>"), URL),
    "a hub with other lists": (
        framed(f"<div><p>暂无信息</p>{ISSUES}</div>"),
        URL,
    ),
    "a document": (
        framed("<h1>关于人事任免的通知</h1><p>发布时间：2026-03-01 来源：办公室</p><p>暂无信息</p>"),
        URL,
    ),
    "next to nothing": (bare("<p>暂无信息</p>"), URL),
    "words about a part, documents in an unknown layout": (framed(f"<p>暂无公告</p>{UNKNOWN}"), URL),
    "a foot that speaks of secrets": (framed("<h2>人事信息</h2><p>本网站不涉及国家秘密</p>"), URL),
    "an empty list and no page numbers": (framed('<h2>人事信息</h2><ul class="list"></ul>'), URL),
    "an empty list of several pages": (
        framed('<ul class="list"></ul><div class="page"><script>createPageHTML(4, 0, "index", "html")</script></div>'),
        URL,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "url"), NOT_BLANK.values(), ids=NOT_BLANK)
def test_what_might_be_our_failure_is_never_blank(markup: str, url: str) -> None:
    reading = read(markup, url)

    assert reading.state in ("needs_data", "not_a_list")
    assert reading.reason


DOCUMENTS = {
    "a notice about maintenance": bare(
        "<h1>关于网站系统维护的通知</h1><p>各单位：3月1日系统维护，暂停访问。</p><p>市水务局</p>"
    ),
    "its title in the head": bare("<p>系统正在维护</p>", title="关于网站升级改版的公告"),
    "a short report with its date": bare(
        "<h1>全市供水平台升级</h1><p>发布时间：2026-03-01</p><p>供水系统正在升级，市民请耐心等待。</p>"
    ),
    "news about firewalls": bare(
        "<h1>我局加强网络安全</h1><p>来源：办公室</p><p>新装网站防火墙，攻击已被拦截三万次。</p>"
    ),
    "news with a number": bare("<h1>水办〔2026〕404号</h1><p>服务器故障处置预案</p>"),
}


@pytest.mark.parametrize("markup", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_short_document_about_errors_is_no_error(markup: str) -> None:
    page = Page(url=URL, body=markup.encode())

    assert what_stands_in_its_place(page) is None
    assert error_in_title(page) is None


@pytest.mark.parametrize("name", ["系统建设", "平台建设", "网站建设", "升级改造", "维护", "安全检查", "建设工程"])
def test_columns_named_like_work_on_a_site_are_no_errors(name: str) -> None:
    rows = "".join(
        f'<li><a href="t2026030{n}_70{n}.html">第{n}批水利项目名单</a>2026-03-0{n}</li>' for n in range(1, 6)
    )
    markup = framed(f"<h2>{name}</h2><ul>{rows}</ul>", title=f"{name}_示例市水务局")

    assert error_in_title(Page(url=URL, body=markup.encode())) is None
    assert read(markup).state == "list"


def test_rows_about_maintenance_on_a_bare_page_are_rows() -> None:
    rows = "".join(
        f'<li><a href="t2026030{n}_70{n}.html">{title}</a><span>2026-03-0{n}</span></li>'
        for n, title in enumerate(("网站正在维护的说明", "您访问的页面不存在怎么办", "系统升级公告", "安全验证方式"), 1)
    )

    assert read(bare(f"<h2>通知</h2><ul>{rows}</ul><p>共 404 条</p>", title="通知")).state == "list"


def test_a_page_behind_a_firewall_that_shows_its_list_is_a_list() -> None:
    rows = "".join(
        f'<li><a href="t2026030{n}_70{n}.html">第{n}批水利项目名单</a>2026-03-0{n}</li>' for n in range(1, 6)
    )
    markup = framed(
        f"<h2>公示</h2><ul>{rows}</ul>", title="公示", head='<script>$_ts=window["$_ts"];$_ts.cd="x"</script>'
    )

    assert read(markup).state == "list"


def test_a_script_that_only_counts_visitors_behind_a_cdn_does_not_hide_a_blank_column() -> None:
    script = "<script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';$.get('/hits')</script>"

    assert read(framed(EMPTY + script)).state == "blank"


@pytest.mark.parametrize(
    "body",
    [
        framed(EMPTY).encode().decode("gbk", "replace").encode(),
        framed("<p>" + "锟斤拷" * 30 + "</p>", title="锟斤拷锟斤拷息").encode(),
        framed("<p>人事信息公开栏目</p>" * 20).encode("gbk").decode("latin-1").encode(),
    ],
    ids=["UTF-8 taken for GBK", "lost on the way", "GBK taken for Latin-1"],
)
def test_text_that_was_broken_before_it_was_sent_is_said_to_be_unreadable(body: bytes) -> None:
    reading = examine(Page(url=URL, body=body), platforms=Platforms({}), today=TODAY)

    assert (reading.state, reading.reason) == ("not_a_list", "the text cannot be decoded")


def test_one_lost_character_does_not_hide_a_list() -> None:
    rows = "".join(
        f'<li><a href="t2026030{n}_70{n}.html">第{n}批水利\ufffd目名单</a>2026-03-0{n}</li>' for n in range(1, 6)
    )

    assert read(framed(f"<h2>人事信息</h2><ul>{rows}</ul>" + "<p>通知公告政策文件</p>" * 9)).state == "list"


@pytest.mark.parametrize("markup", [*BLANKS.values(), framed("<p>本部门暂未产生此类信息。</p>")])
def test_a_page_cut_anywhere_is_never_blank(markup: str) -> None:
    body = markup.encode()
    for end in range(0, body.rindex(b"</body>"), 37):
        page = Page(url=URL, body=body[:end])
        assert examine(page, platforms=Platforms({}), today=TODAY).state not in ("blank", "blank_with_note"), end


PIECES = st.sampled_from(
    [
        EMPTY,
        "<ul class=list></ul>",
        '<div class="page">共 0 条</div>',
        "<p>网站正在维护</p>",
        "<iframe src=/x></iframe>",
        "{{x}}",
        "<script>$.get('/x',function(d){$('.list').html(d)})</script>",
        "<p>关于甲的通知</p>",
        "<table><tr><th>题</th></tr>",
        "</div>",
        "<div id=app>",
        "<a href=/a/>甲</a>",
        "<!--",
        "-->",
        "\ufffd",
        "<form><input type=password></form>",
        "<h1>404</h1>",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_whatever_stands_on_a_page_it_has_a_state_and_a_reason(content: str, whole: bool) -> None:
    reading = read(framed(content) if whole else content)

    assert reading.state == "list" or reading.reason
    if "{{" in content and "<!--" not in content and "<script>" not in content:
        assert not reading.state.startswith("blank")


HOSTILE = {
    "paging marks without end": framed("<ul class=list></ul><span class=page>共0页</span>" * 4000),
    "nested boxes": framed('<div class="list">' * 5000 + "暂无信息"),
    "many hints of nothing": framed("<p>暂无信息</p>" * 20000),
    "one line of blanks": framed("<p>暂无" + " " * 1_000_000 + "x</p>"),
    "arrows": framed("<div>当前位置：" + "&gt;" * 200_000 + "</div>"),
    "labels": framed("当前位置" * 100_000),
    "a title without end": bare(title="系统" * 300_000),
    "open brackets": "<" * 500_000,
    "placeholders": framed("{{" * 300_000),
    "words of error": framed("您访问的" * 100_000),
    "empty boxes": framed('<div class="list"></div>' * 30_000 + '<div class="page">共 0 条</div>'),
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_judged_within_a_second(markup: str) -> None:
    begun = time.process_time()
    page = Page(url=URL, body=markup.encode())
    what_stands_in_its_place(page)
    error_in_title(page)

    assert time.process_time() - begun < 1


def test_ordinary_pages_cost_next_to_nothing() -> None:
    rows = "".join(
        f'<li><a href="t{n}.html">关于第{n}批水利项目名单的公示和说明</a>2026-03-01</li>' for n in range(600)
    )
    page = Page(url=URL, body=framed(f"<h2>公示</h2><ul>{rows}</ul>").encode())
    assert page.tree is not None
    what_stands_in_its_place(page)
    begun = time.process_time()
    for _ in range(100):
        assert what_stands_in_its_place(page) is None

    assert (time.process_time() - begun) / 100 < 0.002


def test_no_document_of_real_sites_is_an_error_or_a_challenge_and_none_is_blank() -> None:
    folder = real_pages()
    named = (line.split("\t")[:2] for line in (folder / "gold.tsv").read_text(encoding="utf-8").splitlines())
    states = {
        path: examine(
            Page(url=f"http://site.example/{path}", body=(folder / path).read_bytes()),
            platforms=Platforms({}),
            today=TODAY,
        ).state
        for path, kind in named
        if kind in ("detail", "report", "page", "home")
    }

    assert len(states) > 100
    assert {path: state for path, state in states.items() if state not in ("list", "not_a_list", "needs_data")} == {}
