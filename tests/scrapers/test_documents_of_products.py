"""The head of a document as different website products print it; every page is of our own writing."""

from datetime import date

import pytest

from schemas.document_readings import DocumentReading
from scrapers.documents.reading import examine_document
from scrapers.pages.page import Page

TODAY = date(2026, 4, 1)
URL = "http://rsj.example/content/show.jsp?id=88"
TITLE = "示例市人力资源和社会保障局关于开展春季招聘活动的通知"
TEXT = """<p>各用人单位：</p><p>为促进高校毕业生就业，定于2026年4月10日举办春季招聘活动，现将有关事项通知如下。</p>
<p>示例市人力资源和社会保障局</p><p>2026年3月9日</p>"""

# The directory's record with every cell in a nested table, title and dates in it, as the central portal prints it.
NESTED = f"""<table class="bd1" width="900"><tr><td><table width="100%"><tr>
<td width="90"><b>索 引 号：</b></td><td>000000001/2026-00031</td>
<td><b>主题分类：</b></td><td>劳动、人事\\就业</td></tr>
<tr><td><b>发文机关：</b></td><td>示例市人社局</td><td><b>成文日期：</b></td><td>2026年03月09日</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">{TITLE}</td></tr>
<tr><td><b>发文字号：</b></td><td></td><td><b>发布日期：</b></td><td>2026年03月12日</td></tr>
<tr><td><b>主 题 词：</b></td><td colspan="3"></td></tr></table></td></tr></table>
<table><tr><td id="UCAP-CONTENT">{TEXT}</td></tr></table>"""

# A record with colons in its label cells, the title as heading and a day with a label below it.
PLATFORM = f"""<div class="classify"><table><tr><td class="first">索引号:</td><td>000000001/2026-00031</td>
<td class="first">分类:</td><td>劳动、人事\\就业</td></tr><tr><td>发布机构:</td><td>示例市人社局</td><td>成文日期:</td>
<td>2026-03-09</td></tr><tr><td>名称:</td><td colspan="3"><span class="title document-number">{TITLE}</span></td></tr>
<tr><td>文号:</td><td><span class="document-number"></span></td><td>发布日期:</td><td>2026-03-12</td></tr></table></div>
<h1 class="title document-number">{TITLE}</h1><div class="date-row">发布日期：2026-03-12　浏览次数：-</div>
<div class="article-content">{TEXT}</div><div class="article-share"><a>分享到微信</a></div>"""

# A record as list items with strong labels, whose values follow without an element of their own.
ITEMS = f"""<div class="xxgk_bmxl"><ul class="clearfix"><li><strong>索引号</strong>：000000001/2026-00031</li>
<li><strong>主题分类</strong>：劳动、人事\\就业</li>
<li><strong>发文机关</strong>：示例市人社局</li>
<li><strong>成文日期</strong>：2026-03-09</li>
<li><strong>发文字号</strong>：</li><li><strong>有效性</strong>：有效</li><li><strong>发布日期</strong>：2026-03-12</li></ul></div>
<div class="con-title">{TITLE}</div><div class="main-txt" id="zoom">{TEXT}</div>"""

# A form around the whole page, the day without a label, counters filled by a script.
FORM = f"""<form name="_newscontent_fromname"><div class="art-tit"><h3>{TITLE}</h3></div>
<div align="center">2026年03月12日 16:20&nbsp;&nbsp;&nbsp;点击：[<script>_showDynClicks("wbnews", 1, 2)</script>]</div>
<div id="vsb_content">{TEXT}</div></form><div>上一条：<a href="1.htm">关于职称评审的通知</a></div>"""

# Brackets around every part of the line below the title.
BRACKETS = f"""<div class="article-info"><h1>{TITLE}</h1><p class="info-sources">【信息时间：2026/3/12　阅读次数：
<span id="n"></span>】【<a href="javascript:void(0)">我要打印</a>】【<a href="#">关闭</a>】</p>
<div class="con">{TEXT}</div></div>"""

# Elements of the product's own around title and day.
OWN_TAGS = f"""<div class="detail"><div class="biaoti"><ucaptitle>{TITLE}</ucaptitle></div><div class="xx"><span>来源：
<ucapsource>就业科</ucapsource></span>
<span>发布时间：<publishtime>2026-03-12 10:11</publishtime></span></div>
<ucapcontent>{TEXT}</ucapcontent></div>"""

# Everything in one layout table, title in a font element, time and source in one cell.
OLD_TABLE = f"""<table width="1000"><tr><td><table width="95%"><tr>
<td align="center"><font size="5"><b>{TITLE}</b></font></td></tr>
<tr><td align="center">时间：2026-3-12　来源：就业科　点击：<script>count(88)</script></td></tr><tr><td><hr></td></tr>
<tr><td class="text">{TEXT}</td></tr>
<tr><td align="right">【<a href="javascript:window.close()">关闭窗口</a>】</td></tr></table>
</td></tr></table>"""

PRODUCTS = {
    "nested": NESTED,
    "platform": PLATFORM,
    "items": ITEMS,
    "form": FORM,
    "brackets": BRACKETS,
    "own tags": OWN_TAGS,
    "old table": OLD_TABLE,
}
WITH_RECORD = ("nested", "platform", "items")
MENU = "<div id='menu'><ul>" + "".join(f"<li><a href='/{n}/'>第{n}个栏目</a></li>" for n in range(9)) + "</ul></div>"
SLOGAN = "<marquee>欢迎访问示例市人力资源和社会保障局网站，祝您生活愉快，工作顺利，万事如意！</marquee>"
SITE = "<div class='w'><h1>示例市人力资源和社会保障局</h1></div>"


def read(body: str, *, title: str = "示例市人力资源和社会保障局") -> DocumentReading:
    whole = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return examine_document(Page(url=URL, body=whole.encode()), today=TODAY)


@pytest.mark.parametrize(
    "above", [MENU, MENU + SLOGAN, "<div>今天是2026年4月1日 星期三</div>" + MENU], ids=["menu", "slogan", "day"]
)
@pytest.mark.parametrize("name", PRODUCTS)
def test_title_day_and_text_are_read_in_every_product(name: str, above: str) -> None:
    reading = read(above + PRODUCTS[name])

    assert (reading.state, reading.title) == ("document", TITLE)
    assert (str(reading.published), reading.published_from, reading.dates_conflict) == ("2026-03-12", "shown", False)
    assert (reading.text or "").splitlines()[0] == "各用人单位："
    assert (reading.text or "").splitlines()[-1] == "2026年3月9日"


@pytest.mark.parametrize("name", WITH_RECORD)
def test_the_record_is_read_in_every_product_that_prints_one(name: str) -> None:
    reading = read(MENU + PRODUCTS[name])

    assert (reading.index_no, reading.doc_no) == ("000000001/2026-00031", None)
    assert (reading.issuer, reading.category) == ("示例市人社局", "劳动、人事\\就业")
    assert str(reading.dates.issued) == "2026-03-09"


@pytest.mark.parametrize("name", ["form", "brackets", "own tags", "old table", "items"])
@pytest.mark.parametrize(
    "title", [f"{TITLE}_示例市人社局", f"{TITLE}-通知公告-示例市人社局", TITLE, "示例市人社局 招聘"]
)
def test_a_banner_with_the_sites_name_is_not_the_title(name: str, title: str) -> None:
    assert read(SITE + MENU + PRODUCTS[name], title=title).title == TITLE


def test_column_names_marked_as_titles_are_not_the_documents() -> None:
    column = '<div class="left"><div class="title">政务公开</div><ul><li><a href="/a/">机构职能</a></li></ul></div>'
    boxes = '<div class="box-title">信息公开指南目录</div>'
    assert read(column + boxes + PRODUCTS["brackets"]).title == TITLE


def test_a_meta_with_markup_and_another_wording_still_finds_the_title() -> None:
    stated = f'<meta name="ArticleTitle" content="示例市：{TITLE}&lt;br/&gt;">'
    whole = f"<html><head><title>示例市</title>{stated}</head><body>{MENU}{PRODUCTS['brackets']}</body></html>"
    assert examine_document(Page(url=URL, body=whole.encode()), today=TODAY).title == TITLE


def test_a_title_linked_to_its_own_document_is_found() -> None:
    linked = PRODUCTS["brackets"].replace(f"<h1>{TITLE}</h1>", f"<h1><a href='?id=88'>{TITLE}</a></h1>")
    assert read(linked).title == TITLE


def test_a_file_opened_by_a_script_is_an_attachment() -> None:
    link = '<p><a href="javascript:void(0)" onclick="openFile(\'/upload/2026/a.xlsx\')">岗位表</a></p>'
    (attachment,) = read(PRODUCTS["brackets"].replace(TEXT, TEXT + link)).attachments
    assert (attachment.title, attachment.url) == ("岗位表", "http://rsj.example/upload/2026/a.xlsx")


def test_a_frame_around_the_whole_page_named_like_a_sidebar_hides_nothing() -> None:
    reading = read(f"<div class='side-main-top'><div class='bottom'>{MENU}{PRODUCTS['brackets']}</div></div>")
    assert (reading.title, str(reading.published)) == (TITLE, "2026-03-12")


def test_a_record_in_a_block_named_like_the_pages_head_is_read() -> None:
    reading = read(MENU + PRODUCTS["items"].replace("xxgk_bmxl", "xxgk-head"))
    assert (reading.index_no, str(reading.dates.issued)) == ("000000001/2026-00031", "2026-03-09")
