"""What a document's page carries: links of its own matter, tags, and persons' numbers that nobody can read from it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.document_readings import Attachment, DocumentReading
from schemas.page_details import MOST_LINKS, PageDetails
from scrapers.documents.details import MOST_NUMBERS, read_details
from scrapers.documents.exposed import exposed_numbers
from scrapers.documents.reading import examine_document, read_document
from scrapers.pages.page import Page
from scrapers.pages.private_numbers import private_numbers
from tests.support.shared_pages import real_pages

TODAY = date(2026, 11, 20)
URL = "http://slj.yunxi.example/zcwj/t20261102_1.html"
TITLE = "云溪市河道管理办法"
NEWBORN = "330483202611020014"
"""Made of a county, a document's day and a serial number; it has the check digit of an identity number by chance."""
IDENTITY, CARD, MOBILE = "11010519491231002X", "6222021234567890128", "13812345678"


def carried(text: str, *, below: str = "", title: str = TITLE, head: str = "") -> PageDetails:
    page = f"""<html><head><title>{title}_云溪市水利局</title><meta name="ArticleTitle" content="{title}">
    <meta name="PubDate" content="2026-11-02">{head}</head><body>
    <div class="nav"><a href="/">首页</a><a href="/zcjd/">政策解读</a><a href="/zcwj/">政策文件</a></div>
    <h1>{title}</h1><p>发布时间：2026-11-02 来源：市水利局</p>
    <div class="content"><p>第一条 为加强河道管理，保障防洪安全，制定本办法，请遵照执行。</p>{text}</div>
    {below}<div class="footer"><a href="/about.html">关于我们</a> 版权所有：云溪市水利局</div></body></html>"""
    whole = Page(url=URL, body=page.encode())
    return read_details(whole, read_document(whole, today=TODAY), today=TODAY)


def links(details: PageDetails) -> list[tuple[str, str]]:
    return [(link.url.removeprefix("http://slj.yunxi.example"), link.place) for link in details.links]


@pytest.mark.parametrize(
    "below",
    [
        '<h3>相关解读</h3><ul><li><a href="/zcjd/t2.html">《河道管理办法》解读</a> 2026-11-03</li></ul>',
        '<p>相关链接：<a href="/zcjd/t2.html">《河道管理办法》解读</a></p>',
        '<div>【政策解读】</div><div>·<a href="/zcjd/t2.html">《河道管理办法》解读</a></div>',
        '<div>一图读懂：<a href="/zcjd/t2.html"><img src="a.png"></a></div>',
        '<h4>解读材料</h4><a href="javascript:;" onclick="window.open(\'/zcjd/t2.html\')">解读</a>',
        '<ul><li><a href="javascript:;">相关解读</a></li></ul><a href="/zcjd/t2.html">《河道管理办法》解读说明</a>',
    ],
)
def test_a_link_under_a_heading_of_related_matter_belongs_to_the_document(below: str) -> None:
    details = carried("", below=below)
    assert links(details) == [("/zcjd/t2.html", "related")]
    assert details.unfilled == ()


def test_a_link_of_the_text_belongs_to_the_document_and_a_menu_does_not() -> None:
    details = carried('<p>解读见<a href="../zcjd/t2.html#top">这里</a>，<a href="mailto:x@y">来信</a>。</p>')
    assert links(details) == [("/zcjd/t2.html", "text")]
    assert details.links[0].text == "这里"


@pytest.mark.parametrize(
    ("below", "unfilled"),
    [
        ('<div id="xgjd"><h3>相关解读</h3><ul></ul><script>load()</script></div>', ("相关解读",)),
        ("<p>相关链接</p><select><option>国家部委网站</option></select>", ()),
        ("<p>解读：本办法所称河道，是指本市行政区域内的河道。</p>", ()),
        ('<p><a href="/zcjd/">政策解读</a></p>', ()),
    ],
)
def test_a_heading_without_links_may_have_them_from_a_script(below: str, unfilled: tuple[str, ...]) -> None:
    details = carried("", below=below)
    assert details.unfilled == unfilled
    assert not any(link.place == "related" for link in details.links)


def test_no_page_has_links_or_numbers_without_end() -> None:
    many = "".join(f'<p><a href="/a/{number}.html">附件</a></p>' for number in range(MOST_LINKS + 50))
    assert len(carried(many).links) == MOST_LINKS
    assert len(carried(f"<p>{IDENTITY}，</p>" * (MOST_NUMBERS + 50)).private_numbers) == MOST_NUMBERS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"<p>张三，身份证号{IDENTITY}，经审核符合条件。</p>", ("identity", "1101**********002X", "text", None)),
        (f"<p>户名：张三，卡号：{CARD}。</p>", ("card", "6222***********0128", "text", None)),
        (
            f"<table><tr><td>张三</td><td>{IDENTITY}</td></tr></table>",
            ("identity", "1101**********002X", "table", None),
        ),
        (
            "<p>张三，身份证<span>110105</span>194912<b>31002X</b>。</p>",
            ("identity", "1101**********002X", "text", None),
        ),
        (f"<p>联系电话：{MOBILE}，欢迎来电。</p>", ("mobile", "138****5678", "text", "contact")),
        (f"<p>张三 {MOBILE} 三组村民。</p>", ("mobile", "138****5678", "text", None)),
        (f"<p>收款单位：云溪市财政局，账号：{CARD}。</p>", ("card", "6222***********0128", "text", "account")),
        (f"<p>统一社会信用代码：{IDENTITY}。</p>", ("identity", "1101**********002X", "text", "code")),
        (f"<p>项目编号：{IDENTITY}</p>", ("identity", "1101**********002X", "text", "code")),
        (f"<p>公告 {NEWBORN} 现予公布。</p>", ("identity", "3304**********0014", "text", "code")),
        (f"<p>被监护人身份证号{NEWBORN}。</p>", ("identity", "3304**********0014", "text", None)),
        (f"<p>物资 {CARD} 已入库。</p>", ("card", "6222***********0128", "text", "code")),
        (
            f"<table><tr><td>姓名</td><td>一卡通账号</td></tr><tr><td>张三</td><td>{CARD}</td></tr></table>",
            ("card", "6222***********0128", "table", None),
        ),
        (
            f"<table><tr><td>户名</td><td>账号</td></tr><tr><td>西桥镇财政所</td><td>{CARD}</td></tr></table>",
            ("card", "6222***********0128", "table", "account"),
        ),
        (f'<p><a href="/a.pdf">{IDENTITY}张三.pdf</a></p>', ("identity", "1101**********002X", "text", None)),
    ],
)
def test_a_persons_number_is_shown_masked_with_its_place_and_what_it_is_called(
    text: str, found: tuple[str, str, str, str | None]
) -> None:
    details = carried(text)
    hit = details.private_numbers[0]
    assert (hit.kind, hit.masked, hit.place, hit.beside) == found
    assert hit.line >= 1


@pytest.mark.parametrize(
    "text",
    [
        "张三 1101**********002X",
        "张三 110105194912310×××",
        "张三 138****5678",
        "尾号0128的银行卡",
        "ISBN 9787020002207",
        "统一社会信用代码：11330483002554321A",
        "索引号：330100202105120001",
        "招标编号：330483202611020001",
        "总机 0573-88110000 转 8012",
        "单位账号：33001637127050001234",
        "设备序列号 110105194912310021",
    ],
)
def test_what_is_masked_or_has_not_the_form_of_a_persons_number_is_none(text: str) -> None:
    assert carried(f"<p>{text}，特此公告。</p>").private_numbers == ()


def test_nothing_kept_of_a_page_holds_a_number_that_can_be_read() -> None:
    numbers = (IDENTITY, CARD, MOBILE)
    text = "".join(
        f'<p>{each} <a href="/x{each[-2:]}.html">{each}</a><a href="/x.doc">附件 {each}</a></p>' for each in numbers
    )
    below = f"<p>相关解读 </p><ul><li><a href='/zcjd/2.html?sfz={IDENTITY}'>{MOBILE}的解读说明</a></li></ul>"
    details = carried(
        text, below=below, title=f"关于{IDENTITY}的公告", head=f'<meta name="Description" content="{CARD}">'
    )
    kept = details.model_dump_json()
    assert [hit.place for hit in details.private_numbers][:1] == ["title"]
    assert not any(each in kept for each in numbers)
    assert len(details.links) == len(numbers) + 1


spelled = st.sampled_from(
    [
        IDENTITY,
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        CARD,
        "6222 0212 3456 7890 128",
        MOBILE,
        "+86 138-1234-5678",
    ]
)
words = st.sampled_from(["张三", "身份证号", "\t", "\n", "，", "电话：", "账号 ", "（", "公司", "2026年11月2日"])


@given(parts=st.lists(words | spelled, max_size=12), title=words | spelled)
def test_whatever_a_document_says_no_number_can_be_read_from_what_is_kept(parts: list[str], title: str) -> None:
    file = Attachment(title=f"附件{title.strip() or '一'}", url="http://slj.test/a.pdf")
    reading = DocumentReading(
        source=URL,
        state="document",
        title=f"公示{title}".strip(),
        text="".join(parts).strip() or None,
        attachments=(file,),
    )
    hits = list(exposed_numbers(reading, today=TODAY))
    assert not any(private_numbers(hit.masked) for hit in hits)
    assert all(hit.masked.count("*") >= 4 for hit in hits)
    said = (reading.title or "", *(reading.text or "").split("\n"), file.title)
    assert len(hits) == sum(len(private_numbers(line)) for line in said)


def test_no_document_of_three_real_sites_is_said_to_show_a_persons_number() -> None:
    found = []
    for path in sorted(real_pages().rglob("*.html")):
        if "city-scrapers" in path.parts:
            continue
        reading = examine_document(Page(url=f"http://site.example/{path.name}", body=path.read_bytes()), today=TODAY)
        if reading.state == "document":
            found += [hit for hit in exposed_numbers(reading, today=TODAY) if hit.kind != "mobile"]
    assert found == []
