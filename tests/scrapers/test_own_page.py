"""Columns that are one page: what their page says and shows, and pages of which nothing can be compared."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.own_pages import OwnPageReading
from scrapers.documents.own_page import READER, read_own_page
from scrapers.pages.page import Page

DAY = date(2026, 11, 2)
HEAD = (
    '<html><head><meta charset="utf-8"><title>{name}-云溪市水利局</title>'
    '<meta name="ColumnName" content="{name}"></head><body>'
    '<div class="header"><h1>云溪市水利局</h1><span>今天是2026年11月2日 星期一</span></div>'
    '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/jgzn/">{name}</a></li></ul></div>'
    '<div>当前位置：<a href="/">首页</a> &gt; {name}</div>'
)
FOOT = "<div>版权所有：云溪市水利局 浙ICP备05012345号</div></body></html>"
DUTIES = "<p>市水利局负责保障水资源的合理开发利用。</p><p>承担水土保持、防汛抗旱和河湖管理工作。</p>"
LEADERS = (
    '<ul><li><img src="/p/1.jpg"><a href="/ld/1.html">王某</a><span>局长，主持全面工作，联系水旱灾害防御中心和河长制'
    "办公室，负责干部人事、财务审计和机关党的建设。</span></li>"
    '<li><img src="/p/2.jpg"><a href="/ld/2.html">李某</a><span>副局长，分管水资源、水土保持、农村水利水电和移民安置，'
    "协助局长负责安全生产和行政审批。</span></li></ul>"
)
FEES = (
    "<table><tr><th>项目</th><th>标准</th></tr><tr><td>水资源费</td><td>每立方米0.2元</td></tr>"
    "<tr><td>水土保持补偿费</td><td>每平方米0.8元</td></tr></table>"
)
FORECAST = "<h2>天气预报</h2><p>发布时间：2026-11-02 16:00</p><p>今夜多云，明天阴有小雨，气温12到18度。</p>"
PAGES = {"机构职能": DUTIES, "领导之窗": LEADERS, "收费目录": FEES, "天气预报": FORECAST}


def reading(body: str, *, name: str = "机构职能", foot: str = FOOT, status: int = 200) -> OwnPageReading:
    markup = HEAD.format(name=name) + body + foot
    page = Page(url="http://slj.test/jgzn/index.html", body=markup.encode(), status=status)
    return read_own_page(page, today=DAY)


@pytest.mark.parametrize("name", PAGES)
def test_a_column_that_is_one_page_says_something_that_can_be_compared(name: str) -> None:
    read = reading(PAGES[name], name=name)
    assert (read.reason, read.unseen) == ("", "")
    assert read.content_sha256
    assert read.shown_sha256
    assert read.published == (DAY if name == "天气预报" else None)


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("更新时间：2026-10-30", date(2026, 10, 30)),
        ("发布日期：2026年10月1日 更新日期：2026年10月30日", date(2026, 10, 30)),
        ("发布时间：2026-11-03", None),
        ("自2026年10月30日起施行", None),
        ("页面生成时间：2026-11-02", None),
        ("时间：2026-11-02 08:00", None),
        ("2026年11月2日", None),
        ("时间：2026-10-20", date(2026, 10, 20)),
        ("本站最后更新时间：2026-10-30", None),
        ("网站更新时间：2026-10-30", None),
        ("最近更新：2026-10-30 防汛工作会议召开", None),
    ],
)
def test_a_page_states_its_day_as_that_of_its_publication_or_change(shown: str, day: date | None) -> None:
    assert reading(f"<p>{shown}</p>{DUTIES}").published == day


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("机构职能", "水土保持", "节约用水"),
        ("领导之窗", "王某", "张某"),
        ("领导之窗", "分管水资源", "分管河湖"),
        ("收费目录", "0.2元", "0.3元"),
        ("天气预报", "12到18度", "8到12度"),
        ("天气预报", "11-02 16:00", "11-01 16:00"),
    ],
)
def test_other_words_names_prices_and_days_are_something_else_that_is_said(name: str, was: str, now: str) -> None:
    before, after = reading(PAGES[name], name=name), reading(PAGES[name].replace(was, now), name=name)
    assert before.content_sha256 != after.content_sha256


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("<body>", '<body class="gray" data-at="99"><!-- made at 12:00 -->'),
        ("今天是2026年11月2日 星期一", "今天是2026年11月9日 星期日"),
        ("版权所有", "<p>浏览次数：99</p><p>您是第1004位访问者</p>版权所有"),
        ('<li><a href="/">首页</a></li>', '<li><a href="/">首页</a></li><li><a href="/zt/">专题</a></li>'),
        ("<div>当前", '<script src="/count.js"></script><style>p{color:red}</style><div id="x7">当前'),
    ],
)
def test_layout_counters_menus_and_todays_date_say_and_show_nothing_else(name: str, was: str, now: str) -> None:
    markup = HEAD.format(name=name) + PAGES[name] + FOOT
    before, after = (
        read_own_page(Page(url="http://slj.test/jgzn/index.html", body=text.encode()), today=DAY)
        for text in (markup, markup.replace(was, now))
    )
    assert before == after


@pytest.mark.parametrize(
    ("line", "is_said", "is_shown"),
    [
        ("您是第{}位访问者", False, False),
        ("本页浏览次数：{}", False, False),
        ("访问总量 {} 今日访问量：3", False, False),
        ("今天是20{}年11月2日 星期一", False, False),
        ("20{}年11月2日 星期一", False, False),
        ("20{}年11月2日 星期一 农历九月廿三", False, False),
        ("北京时间：{}:30", False, False),
        ("阅读({})", False, False),
        ("本站已有10{}人访问", False, True),
        ("北京时间8时水位{}.35米", False, True),
        ("本月接待来访人数：{}", False, True),
        ("本月在线人次：{}，办结40件", False, True),
        ("本页面生成于2026-10-{} 08:00", False, True),
        ("今天：多云，{}度", True, True),
        ("20{}年11月2日 星期一 多云", True, True),
        ("本月接待群众{}人次来访", True, True),
        ("在线咨询电话：{}", True, True),
        ("阅读室开放{}天", True, True),
        ("水资源费每立方米{}元", True, True),
    ],
)
def test_what_may_count_or_tell_the_time_says_nothing_and_only_what_does_nothing_else_shows_nothing(
    line: str, is_said: bool, is_shown: bool
) -> None:
    before, after = (reading(f"{DUTIES}<p>{line.format(number)}</p>") for number in (25, 26))
    assert (before.content_sha256 != after.content_sha256) == is_said
    assert (before.shown_sha256 != after.shown_sha256) == is_shown


@pytest.mark.parametrize(
    "shown",
    [
        '<img src="/show.aspx?id={}">',
        '<video src="/v/{}.mp4"></video>',
        '<div style="background:url(/p/{}.jpg)"></div>',
        "<textarea readonly>费用{}元</textarea>",
        '<input readonly value="{}元">',
        '<p><a href="/f/ml.xls?v={}">收费目录清单</a></p>',
        '<p>附件：<a href="/f/ml.xls;jsessionid={}">收费目录清单.xls</a></p>',
        '<div class="side"><p>局长：{}</p></div>',
        '<div style="display:none"><p>水资源费每立方米{}元</p></div>',
        '<div class="right"><h3>最新动态</h3><ul><li><a href="/{0}">第{0}次防汛会议</a></li></ul></div>',
    ],
)
def test_what_changes_beside_its_text_is_neither_something_else_that_it_says_nor_the_same_page(shown: str) -> None:
    before, after = (reading(DUTIES + shown.format(number)) for number in (25, 26))
    assert before.content_sha256 == after.content_sha256
    assert before.shown_sha256 != after.shown_sha256


def test_a_redesign_that_repeats_the_columns_name_says_nothing_else() -> None:
    assert reading(DUTIES).content_sha256 == reading(f"<div><h2>机构职能</h2>{DUTIES}</div>").content_sha256


@pytest.mark.parametrize(
    "matter",
    [
        '<p>云溪市今日天气预报图，请以最新发布为准，详见下图所示。</p><img src="/yb/today.jpg">',
        '<p>现将收费目录公布如下，请下载附件查看。</p><p><a href="/f/sfml.xls">收费目录清单.xls</a></p>',
    ],
)
def test_a_page_that_is_a_file_or_a_picture_may_change_though_nothing_on_it_does(matter: str) -> None:
    read = reading(matter)
    assert read.content_sha256
    assert "files or pictures" in read.unseen


@pytest.mark.parametrize(
    "added",
    [
        "<p>局长接待日：每周三</p>",
        "<p>水资源费每立方米0.3元</p>",
        '<img src="/p/3.jpg">',
        '<embed src="/f/2.swf">',
    ],
)
def test_what_the_text_was_not_understood_to_hold_is_shown_all_the_same(added: str) -> None:
    document = f"<h1>水利局主要职能说明</h1><p>发布时间：2020-01-02</p><div>{DUTIES * 9}</div>"
    page = "<html><head><title>水利局主要职能说明</title></head><body>{}<div>{}</div></body></html>"
    before, after = (
        read_own_page(Page(url="http://slj.test/jgzn/", body=page.format(document, more).encode()), today=DAY)
        for more in ("", added)
    )
    assert before.content_sha256 == after.content_sha256
    assert before.shown_sha256 != after.shown_sha256


ROWS = "".join(f'<li><a href="/art/{n}.html">关于第{n}次工作会议召开情况的通报</a></li>' for n in range(9))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<ul>{ROWS}</ul>", id="a list"),
        pytest.param("<p>暂无信息</p>", id="blank"),
        pytest.param("", id="empty"),
        pytest.param("<div id='app'></div>", id="drawn by a script"),
        pytest.param("<h2>404 您访问的页面不存在</h2>", id="an error"),
    ],
)
def test_of_what_is_no_page_of_its_own_nothing_is_compared(body: str) -> None:
    read = reading(body)
    assert read.reason
    assert read == OwnPageReading(reason=read.reason)


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<html><body><p>请输入验证码后继续访问</p></body></html>",
        "<html><body><script>document.cookie='a=1';location.reload()</script></body></html>",
        "<html><body><h1>系统维护中，请稍后访问</h1></body></html>",
        "<html><head><title>云溪市水利局</title></head><body><p>水利工作动态与政务服务信息一并公开</p></body></html>",
    ],
)
def test_challenges_errors_and_pages_without_the_columns_name_are_not_compared(markup: str) -> None:
    read = read_own_page(Page(url="http://slj.test/jgzn/", body=markup.encode()), today=DAY)
    assert read.reason
    assert read.content_sha256 is None


def test_an_answer_that_is_no_success_is_no_page() -> None:
    assert reading(DUTIES, status=500).reason == "the server answered 500"


@pytest.mark.parametrize(
    "more",
    [
        "<iframe src='/forecast.html' width='600' height='400'></iframe>",
        "<div id='rows'></div><script>$.getJSON('/fees.json', d => $('#rows').html(d.list))</script>",
    ],
)
def test_a_page_that_a_frame_or_a_script_fills_may_show_more_than_it_holds(more: str) -> None:
    read = reading(DUTIES + more)
    assert read.content_sha256
    assert read.unseen


def test_a_page_that_breaks_off_may_have_more() -> None:
    assert reading(DUTIES, foot="").unseen


def test_the_same_page_says_the_same_to_the_same_reader() -> None:
    """Where this fails, pages are read otherwise than before: give `READER` another name, and these digests anew."""
    said = {name: str(reading(body, name=name).content_sha256)[:8] for name, body in PAGES.items()}
    assert (READER, said) == (
        "own-page-2",
        {"机构职能": "0239a4ba", "领导之窗": "ca67e4f0", "收费目录": "44700c98", "天气预报": "8c991d39"},
    )


@settings(max_examples=50)
@given(
    names=st.lists(
        st.text(alphabet="王李张某局长副分管水利河湖，。0123456789 <>&", min_size=1, max_size=60), max_size=6
    )
)
def test_whatever_stands_on_a_page_is_read_without_an_error_and_the_same_twice(names: list[str]) -> None:
    body = "".join(f"<p>{name}</p>" for name in names)
    first, second = reading(body), reading(body)
    assert first == second
    assert bool(first.reason) == (first.content_sha256 is None)
