"""A document's page of our own writing, in a product nobody configured: what stands around it, and how it is read."""

from datetime import date

from schemas.document_readings import DocumentReading
from scrapers.documents.reading import examine_document
from scrapers.pages.page import Page

TODAY = date(2026, 4, 1)
URL = "http://slj.example/tzgg/202603/t20260318_7001.html"
TEXT = """<p>各县（市、区）水利局，局属各单位：</p>
<p>为切实做好今年汛期水库安全度汛工作，现就有关事项通知如下，请认真贯彻执行。</p>
<p>一、压实责任。各地要逐库落实行政、技术、巡查三个责任人，并于5月1日前向社会公布名单。</p>
<p style="text-align:right">示例市水利局</p><p style="text-align:right">2026年3月16日</p>"""
TITLE = "示例市水利局关于做好2026年水库安全度汛工作的通知"
NAVIGATION = """<div class="header"><div class="logo">示例市水利局</div><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk/">政务公开</a></li><li><a href="/tzgg/">通知公告</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div>"""
FOOTER = """<div class="foot"><p>主办：示例市水利局　地址：示例市长堤路8号　电话：0570-1234567</p>
<p>网站标识码：3300000099　浙ICP备00000000号　最后更新：2026-03-30</p></div>"""


def page(markup: str, *, head: str = "", url: str = URL, requested: str = "") -> Page:
    whole = f"<html><head><title>{TITLE}_示例市水利局</title>{head}</head><body>{markup}</body></html>"
    return Page(url=url, body=whole.encode(), requested=requested)


def read(markup: str, *, head: str = "", url: str = URL) -> DocumentReading:
    return examine_document(page(NAVIGATION + markup + FOOTER, head=head, url=url), today=TODAY)


def document(
    info: str = "发布时间：2026-03-18 09:30　来源：办公室　浏览次数：12", *, title: str = TITLE, text: str = TEXT
) -> str:
    return f'<div class="wz"><h1>{title}</h1><div class="xx">{info}</div><div class="zw">{text}</div></div>'


RECORD = {
    "索引号": "11330000002/2026-00017",
    "主题分类": "水利、水务",
    "发布机构": "示例市水利局",
    "成文日期": "2026-03-16",
    "发文字号": "示水〔2026〕9号",
    "发布日期": "2026-03-18",
    "有效性": "有效",
}


def in_cells(record: dict[str, str]) -> str:
    items = list(record.items())
    rows = [items[start : start + 2] for start in range(0, len(items), 2)]
    cells = ["".join(f"<td><b>{label}：</b></td><td>{value}</td>" for label, value in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


META = '<meta name="{}" content="{}">'
