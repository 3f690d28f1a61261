"""What must not change the reading of a document, and what must never break it."""

import random
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.document_readings import DocumentReading
from scrapers.documents.reading import examine_document
from scrapers.pages.page import Page

TODAY = date(2026, 4, 1)
URL = "http://jtj.example/zcwj/202603/t20260318_7001.html"
SAVED = sorted((Path(__file__).resolve().parents[1] / "pages").rglob("*.html"))
DOCUMENT = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于调整城区公交线路的通知_示例市交通局</title>
<meta name="ArticleTitle" content="关于调整城区公交线路的通知"><meta name="PubDate" content="2026-03-19 08:00">
<meta name="ContentSource" content="运输科"></head><body><div class="banner"><a href="/">首页</a></div>
<!--above--><div class="detail" id="d1"><table class="record" width="100%">
<tr><td class="k">索引号</td><td class="v">K7/2026-00012</td>
<td class="k">发文字号</td><td class="v"></td></tr>
<tr><td class="k">发布机构</td><td class="v">示例市交通局</td>
<td class="k">成文日期</td><td class="v">2026-03-15</td></tr>
</table><!--head--><h1 class="tt">关于调整城区公交线路的通知</h1>
<div class="info">发布时间：2026-03-18　来源：运输科</div>
<!--info--><div class="body" style="font-size:16px"><p align="left">各公交企业：</p>
<p align="left">因长堤路施工，自4月1日起对1路、7路线路走向作临时调整，请做好站点告示和乘客解释工作。</p><p>附件：
<a href="./P0202603.pdf" target="_blank">线路调整表.pdf</a></p><p>示例市交通局</p><p>2026年3月15日</p></div></div>
<!--below--><div class="bottom"><p>版权所有：示例市交通局　网站标识码：3300000098</p></div></body></html>"""
NOISE = [
    "<div class='bdsharebuttonbox'><a href='#'>分享到微信</a><a href='#'>分享到微博</a></div>",
    "<div class='footer'><p>主办：示例市交通局　更新时间：2026-03-30</p></div>",
    "<div class='xgwz'><h3>相关文章</h3><ul><li><a href='/a.html'>关于另一条线路的通知</a>2026-01-02</li></ul></div>",
    "<script>var pubtime = '2020-01-01'; document.title = '脚本';</script>",
    "<div style='display:none'>发布时间：2020-01-01</div>",
    "<p>上一篇：<a href='/1.html'>关于出租汽车运价的公告</a></p>",
    "<ul class='nav'><li><a href='/x/'>机构职能</a></li><li><a href='/y/'>政策文件</a></li></ul>",
    "<!-- 页面生成时间：2026-03-31 02:00:00 -->",
]


def read(markup: str) -> DocumentReading:
    return examine_document(Page(url=URL, body=markup.encode()), today=TODAY)


def but_for_comments(reading: DocumentReading) -> DocumentReading:
    """Every date stays a candidate, so one more on the page is one more candidate; nothing else may change."""
    return reading.model_copy(update={"candidates": ()})


PLAIN = read(DOCUMENT)


def test_the_document_of_these_tests_is_read() -> None:
    assert (PLAIN.title, str(PLAIN.published), PLAIN.index_no) == (
        "关于调整城区公交线路的通知",
        "2026-03-18",
        "K7/2026-00012",
    )
    assert (PLAIN.doc_no, PLAIN.issuer, str(PLAIN.dates.issued)) == (None, "示例市交通局", "2026-03-15")
    assert (PLAIN.content_source, len(PLAIN.attachments), PLAIN.dates_conflict) == ("运输科", 1, True)
    assert len((PLAIN.text or "").splitlines()) == 5


@given(st.randoms(use_true_random=False))
def test_the_order_of_attributes_says_nothing(order: random.Random) -> None:
    def shuffled(match: re.Match[str]) -> str:
        attributes = re.findall(r'[\w-]+="[^"]*"', match.group(2))
        order.shuffle(attributes)
        return f"<{match.group(1)} {' '.join(attributes)}>"

    assert read(re.sub(r'<(\w+)((?:\s+[\w-]+="[^"]*")+)\s*>', shuffled, DOCUMENT)) == PLAIN


@given(st.lists(st.sampled_from([" ", "\n", "\t", "\r\n", "  \n "]), min_size=1, max_size=6))
def test_blanks_between_elements_say_nothing(blanks: list[str]) -> None:
    parts = re.split(r"(?<=</(?:td|tr|h1)>)|(?<=</p>)|(?<=</div>)", DOCUMENT)
    spaced = "".join(part + blanks[index % len(blanks)] for index, part in enumerate(parts))
    assert read(spaced) == PLAIN


@given(st.lists(st.sampled_from(["div", "section", "article", "center", "form", "x-frame"]), min_size=1, max_size=12))
def test_an_unknown_wrapper_says_nothing(tags: list[str]) -> None:
    opened = "".join(f"<{tag} class='w{index}'>" for index, tag in enumerate(tags))
    closed = "".join(f"</{tag}>" for tag in reversed(tags))
    wrapped = DOCUMENT.replace("<!--above-->", opened).replace("<!--below-->", closed)
    assert read(wrapped) == PLAIN


@given(st.lists(st.sampled_from(NOISE), min_size=1, max_size=5), st.lists(st.sampled_from(NOISE), max_size=3))
def test_what_stands_around_a_document_says_nothing(below: list[str], above: list[str]) -> None:
    before = [block for block in above if "上一篇" not in block]
    noisy = DOCUMENT.replace("<!--below-->", "".join(below)).replace("<!--above-->", "".join(before))
    assert but_for_comments(read(noisy)) == but_for_comments(PLAIN)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_random_bytes_end_in_a_state(body: bytes) -> None:
    assert examine_document(Page(url=URL, body=body), today=TODAY).state != "document"


@given(st.integers(0, len(DOCUMENT.encode())))
def test_a_truncated_page_ends_in_a_state(length: int) -> None:
    reading = examine_document(Page(url=URL, body=DOCUMENT.encode()[:length]), today=TODAY)
    assert reading.state in ("document", "error_page", "not_a_document", "redirect", "blocked")
    assert reading.published is None or str(reading.published) in ("2026-03-18", "2026-03-19")


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_every_saved_page_ends_in_a_state(path: Path) -> None:
    reading = examine_document(Page(url="http://slj.example/a/index.html", body=path.read_bytes()), today=TODAY)
    assert (reading.reason is None) == (reading.state == "document")


HOSTILE = {
    "deep nesting": "<div>" * 10_000 + "发布时间：2026-03-18" + "</div>" * 10_000,
    "deep inline nesting": "<span>" * 10_000 + "发布时间：2026-03-18",
    "megabytes of one line": "<p>" + "发布时间" * 500_000 + "</p>",
    "blanks without end": "<p>索" + " " * 1_000_000 + "引</p>",
    "labels without end": "<p>" + "索引号：" * 100_000 + "</p>",
    "label cells without end": "<table>" + "<tr><td>索引号</td><td>发文字号</td></tr>" * 5_000 + "</table>",
    "one row of labels": "<table><tr>" + "<td>索引号</td>" * 3_000 + "</tr></table>",
    "digits without end": "<h1>标题标题标题</h1><p>" + "2026-" * 200_000 + "</p>",
    "brackets without end": "<h1>标题标题标题</h1><p>" + "（" * 500_000 + "</p>",
    "buttons without end": "<p>" + "打印关闭大中小" * 100_000 + "</p>",
    "links without end": "<a href='a.pdf'>附件</a>" * 20_000,
    "a script without end": "<script>document.write('<a href=" + '"x' * 300_000 + "')</script>",
    "a class without end": "<div class='" + "nav " * 200_000 + "'>发布时间</div>",
    "paragraphs without end": "<h1>标题标题标题</h1>"
    + "<p>为切实做好今年汛期工作，现就有关事项通知如下。</p>" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_in_a_state_within_a_second(name: str) -> None:
    page = Page(url=URL, body=HOSTILE[name].encode())
    started = time.process_time()
    examine_document(page, today=TODAY)
    assert time.process_time() - started < 1
