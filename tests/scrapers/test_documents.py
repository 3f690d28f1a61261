"""Reading single documents on pages of our own writing, in products nobody configured."""

import time

import pytest

from scrapers.documents.reading import examine_document, read_document
from scrapers.errors import Blocked, ErrorPage, LayoutChanged, Redirected, ScrapeError
from scrapers.pages.page import Page
from tests.support.written_documents import (
    FOOTER,
    META,
    NAVIGATION,
    RECORD,
    TEXT,
    TITLE,
    TODAY,
    URL,
    document,
    in_cells,
    page,
    read,
)


def test_a_plain_document_gives_title_day_text_and_source() -> None:
    reading = read_document(page(NAVIGATION + document() + FOOTER), today=TODAY)

    assert (reading.state, reading.title, reading.content_source) == ("document", TITLE, "办公室")
    assert (str(reading.published), reading.published_from, reading.dates_conflict) == ("2026-03-18", "shown", False)
    assert reading.text is not None
    assert reading.text.startswith("各县（市、区）水利局，局属各单位：\n为切实做好今年汛期")
    assert reading.text.endswith("示例市水利局\n2026年3月16日")
    assert (reading.index_no, reading.doc_no, reading.issuer, reading.category, reading.validity) == (None,) * 5


def in_one_cell(record: dict[str, str]) -> str:
    cells = "".join(f"<tr><td>{label}：{value}</td></tr>" for label, value in record.items())
    return f"<table>{cells}</table>"


def in_spaced_cells(record: dict[str, str]) -> str:
    spaced = "".join(
        f"<tr><td>{'&nbsp;'.join(label)}</td><td colspan='3'>&nbsp;{value}</td></tr>" for label, value in record.items()
    )
    return f"<table><tr><td colspan='4'></td></tr>{spaced}</table>"


def below_each_other(record: dict[str, str]) -> str:
    heads = "".join(f"<th>{label}</th>" for label in record)
    return f"<table><tr>{heads}</tr><tr>{''.join(f'<td>{value}</td>' for value in record.values())}</tr></table>"


def in_dl(record: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{label}：</dt><dd>{value}</dd>" for label, value in record.items()) + "</dl>"


def in_li(record: dict[str, str]) -> str:
    return "<ul>" + "".join(f"<li><b>{label}</b>{value}</li>" for label, value in record.items()) + "</ul>"


def in_spans(record: dict[str, str]) -> str:
    pairs = "".join(f"<p><span>[{label}]</span><span>{value}</span></p>" for label, value in record.items())
    return f"<div class='xxgk'>{pairs}</div>"


def in_divs(record: dict[str, str]) -> str:
    return "".join(
        f"<div class='row'><div class='k'>{label}：</div><div class='v'>{value}</div></div>"
        for label, value in record.items()
    )


def in_one_line(record: dict[str, str]) -> str:
    return "<p>" + "　　".join(f"{label}：{value}" for label, value in record.items()) + "</p>"


SHAPES = [in_cells, in_one_cell, in_spaced_cells, below_each_other, in_dl, in_li, in_spans, in_divs, in_one_line]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("first", [True, False], ids=["above the title", "below it"])
def test_the_record_is_read_in_every_shape(shape: "Shape", first: bool) -> None:
    record = shape(RECORD)
    markup = f"{record}<h1>{TITLE}</h1>{TEXT}" if first else f"<h1>{TITLE}</h1>{record}<div>{TEXT}</div>"
    reading = read(f"<div class='main'>{markup}</div>")

    assert reading.state == "document"
    assert (reading.title, reading.index_no, reading.doc_no) == (TITLE, "11330000002/2026-00017", "示水〔2026〕9号")
    assert (reading.issuer, reading.category, reading.validity) == ("示例市水利局", "水利、水务", "有效")
    assert (str(reading.published), str(reading.dates.issued)) == ("2026-03-18", "2026-03-16")
    assert reading.text is not None
    assert reading.text.startswith("各县（市、区）水利局")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("empty", ["索引号", "发文字号", "发布机构", "有效性", "成文日期", "主题分类"])
def test_an_empty_value_stays_empty(shape: "Shape", empty: str) -> None:
    reading = read(f"<div class='main'>{shape(RECORD | {empty: ''})}<h1>{TITLE}</h1>{TEXT}</div>")

    names = {
        "index_no": "索引号",
        "doc_no": "发文字号",
        "issuer": "发布机构",
        "validity": "有效性",
        "category": "主题分类",
    }
    for name, label in names.items():
        assert getattr(reading, name) == (None if label == empty else RECORD[label]), name
    assert (reading.dates.issued is None) == (empty == "成文日期")
    assert str(reading.published) == "2026-03-18"


@pytest.mark.parametrize("nothing", ["无", "—", "/", "&nbsp;", "暂无", "--"])
def test_a_dash_in_the_records_place_is_no_value(nothing: str) -> None:
    assert read(in_cells(RECORD | {"发文字号": nothing}) + document()).doc_no is None


@pytest.mark.parametrize("order", [1, -1])
def test_a_hidden_copy_of_the_record_is_not_mixed_with_the_shown_one(order: int) -> None:
    shown = in_cells(RECORD | {"发文字号": ""})
    copy = f"<div style='display: none'>{in_li(RECORD | {'索引号': 'ANOTHER-1'})}</div>"
    reading = read("".join([shown, copy][::order]) + document())

    assert (reading.index_no, reading.doc_no) == ("11330000002/2026-00017", None)


def test_of_two_copies_hidden_by_a_stylesheet_the_first_counts_alone() -> None:
    pc, mobile = in_cells(RECORD | {"发文字号": ""}), in_li(RECORD | {"索引号": "ANOTHER-1"})
    reading = read(f"<div class='visible-pc'>{pc}</div><div class='visible-xs'>{mobile}</div>" + document())

    assert (reading.index_no, reading.doc_no) == ("11330000002/2026-00017", None)


def test_a_row_with_merged_cells_does_not_shift_the_others() -> None:
    record = """<table><tr><td>索引号</td><td>K-1/2026</td><td>信息分类</td><td>规划计划</td></tr>
    <tr><td colspan="4"></td></tr>
    <tr><td>名　　称</td><td colspan="3">示例市水利局关于做好2026年水库安全度汛工作的通知</td></tr>
    <tr><td>文号</td><td></td><td>关键词</td><td>水库</td></tr>
    <tr><td rowspan="2">发布机构</td><td colspan="3">示例市水利局</td></tr><tr><td colspan="3">（加盖公章）</td></tr>
    <tr><td>公开日期</td><td>2026-03-18</td><td>生成日期</td><td>2026-03-02</td></tr></table>"""
    reading = read(f"{record}<div>{TEXT}</div>")

    assert (reading.index_no, reading.doc_no, reading.issuer) == ("K-1/2026", None, "示例市水利局")
    assert (reading.category, reading.topic_words, reading.title) == ("规划计划", "水库", TITLE)
    assert (str(reading.published), str(reading.dates.issued)) == ("2026-03-18", "2026-03-02")


Shape = type(in_cells)


def test_a_title_on_several_lines_is_one_title() -> None:
    broken = "示例市水利局<br>关于做好2026年水库<br/>安全度汛工作的通知"
    assert read(document(title=broken)).title == TITLE
    markup = f"""<table>
    <tr><td align="center"><font size="5">示例市水利局<br>关于做好2026年水库<br>安全度汛工作的通知</font></td></tr>
    <tr><td align="center">2026-03-18</td></tr><tr><td>{TEXT}</td></tr></table>"""
    reading = read(markup, head=META.format("ArticleTitle", TITLE))
    assert (reading.title, str(reading.published)) == (TITLE, "2026-03-18")


@pytest.mark.parametrize("head", ["", META.format("ArticleTitle", "文章标题"), META.format("ColumnName", "通知公告")])
def test_without_a_telling_meta_the_heading_is_the_title(head: str) -> None:
    whole = f"<html><head><title>示例市水利局</title>{head}</head><body>{NAVIGATION}{document()}{FOOTER}</body></html>"
    assert examine_document(Page(url=URL, body=whole.encode()), today=TODAY).title == TITLE


@pytest.mark.parametrize("tag", ['<p class="con-title">', '<div class="bt">', "<h2>", '<p id="title">', "<td>"])
def test_a_title_is_found_however_it_is_marked(tag: str) -> None:
    end = f"</{tag[1:].rstrip('>').partition(' ')[0]}>"
    inner = f"{tag}{TITLE}{end}"
    inner = f"<table><tr>{inner}</tr></table>" if tag == "<td>" else inner
    body = f"{NAVIGATION}<div>{inner}<p>发布时间：2026-03-18</p><div>{TEXT}</div></div>{FOOTER}"
    whole = f"<html><head><title>示例市水利局</title></head><body>{body}</body></html>"
    assert examine_document(Page(url=URL, body=whole.encode()), today=TODAY).title == TITLE


def test_a_page_title_without_its_sites_name_is_the_last_resort() -> None:
    reading = examine_document(page(f"{NAVIGATION}<div>{TEXT}</div>{FOOTER}"), today=TODAY)
    assert reading.title == TITLE


def test_bytes_in_gbk_declared_or_not_give_the_same_reading() -> None:
    markup = page(NAVIGATION + in_cells(RECORD) + document() + FOOTER).body.decode()
    plain = examine_document(Page(url=URL, body=markup.encode()), today=TODAY)
    for declared in ("", '<meta charset="gb2312">', '<meta charset="utf-8">'):
        body = markup.replace("<head>", "<head>" + declared).encode("gb18030")
        assert examine_document(Page(url=URL, body=body), today=TODAY) == plain


def test_tools_neighbours_and_what_every_page_has_below_are_no_text() -> None:
    markup = document(
        text=f"""<div class="tools">字号：<a>大</a> <a>中</a> <a>小</a> 【打印】【关闭】</div>{TEXT}
    <p><a href="javascript:window.print()">打印本页</a> | <a href="javascript:window.close()">关闭窗口</a></p>
    <div class="share">分享到：<a>微信</a><a>微博</a></div><p>上一篇：<a href="1.html">关于另一件事情的通知</a></p>
    <p>下一篇：<a href="2.html">关于再一件事情的通知</a></p>
    <div class="xg"><b>相关链接</b><p>关于第三件事情的通知全文，请见这里。</p></div>
    <script>var share = "这不是正文，而是一段脚本。";</script><style>.zw{{color:red}}</style>
    <!-- 这是注释，不是正文。 -->"""
    )
    assert (read(markup).text or "").splitlines() == (read(document()).text or "").splitlines()


def test_a_table_in_the_text_is_read_row_by_row() -> None:
    heads = "<tr><td>序号</td><td>水库</td><td>责任人</td></tr>"
    table = f"<table>{heads}<tr><td>1</td><td>长堤水库</td><td>张三</td></tr></table>"
    text = read(document(text=TEXT + table)).text or ""
    assert text.splitlines()[-2:] == ["序号\t水库\t责任人", "1\t长堤水库\t张三"]


def test_a_notice_of_three_lines_is_a_document() -> None:
    reading = read(document("2026-03-18", text="<p>全体职工：</p><p>明日停电。</p><p>办公室</p>"))
    assert (reading.state, reading.text, str(reading.published)) == (
        "document",
        "全体职工：\n明日停电。\n办公室",
        "2026-03-18",
    )


def test_a_document_of_attachments_only_is_a_document() -> None:
    links = """<p>附件：<a href="./P020260318.pdf">1.责任人名单.pdf</a></p><p><a href="/d/2.xlsx">点击下载</a></p>
    <p><a href="/download?id=77">附件3：巡查记录表</a></p><p><a href="/module/down.jsp?filename=a1.docx">巡查表</a></p>
    <script>document.write('<p>可下载附件：<a href="./P0202603180.et">统计表.et<BR></a></p>');</script>
    <p><a href="javascript:;">没有地址.doc</a></p><p><a href="/tzgg/">返回列表</a></p>
    <iframe src="/pdfjs/viewer.html?file=/up/b.pdf"></iframe>"""
    reading = read(document("发布时间：2026-03-18", text=links))

    assert reading.state == "document"
    assert [(attachment.title, attachment.url) for attachment in reading.attachments] == [
        ("1.责任人名单.pdf", "http://slj.example/tzgg/202603/P020260318.pdf"),
        ("2.xlsx", "http://slj.example/d/2.xlsx"),
        ("附件3：巡查记录表", "http://slj.example/download?id=77"),
        ("巡查表", "http://slj.example/module/down.jsp?filename=a1.docx"),
        ("统计表.et", "http://slj.example/tzgg/202603/P0202603180.et"),
        ("b.pdf", "http://slj.example/up/b.pdf"),
    ]


def test_files_in_menus_and_sidebars_are_not_the_documents() -> None:
    aside = '<div class="sidebar"><a href="/guide.pdf">公开指南.pdf</a></div>'
    assert read(aside + document() + aside).attachments == ()


def test_a_video_page_is_a_document_without_text() -> None:
    reading = read(document("发布时间：2026-03-18", text='<video src="/v/1.mp4" controls></video>'))
    assert (reading.state, reading.title, reading.text) == ("document", TITLE, None)


def test_a_notice_about_maintenance_is_a_document_not_an_error() -> None:
    title = "关于网站系统升级维护暂停服务的公告"
    text = "<p>因系统升级，本网站将于周六暂停服务，敬请谅解。</p>"
    whole = f"""<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}"></head><body>
    <h1>{title}</h1><p>发布时间：2026-03-18</p>{text}</body></html>"""
    reading = examine_document(Page(url=URL, body=whole.encode()), today=TODAY)
    assert (reading.state, reading.title) == ("document", title)


ROWS = "".join(
    f'<li><a href="/tzgg/t202603{day}_{day}.html">示例市水利局关于第{day}号事项的公告</a><i>2026-03-{day}</i></li>'
    for day in range(10, 25)
)
WRONG: list[tuple[str, str, type[ScrapeError]]] = [
    (f"{NAVIGATION}<div class='list'><h2>通知公告</h2><ul>{ROWS}</ul></div>{FOOTER}", "not_a_document", LayoutChanged),
    (f"{NAVIGATION}<ul>{ROWS}</ul><ul>{ROWS}</ul><ul>{ROWS}</ul>{FOOTER}", "not_a_document", LayoutChanged),
    ("<p>您访问的页面不存在</p><a href='/'>返回首页</a>", "error_page", ErrorPage),
    ("<p>您的访问过于频繁，请输入验证码后继续访问</p>", "blocked", Blocked),
    ("<script>$_ts=window['$_ts'];$_ts.nsd=1;</script>", "blocked", Blocked),
    ("<script>window.location.href='/index.html';</script>", "redirect", Redirected),
]


@pytest.mark.parametrize(("markup", "state", "error"), WRONG)
def test_what_is_no_document_says_what_it_is(markup: str, state: str, error: type[ScrapeError]) -> None:
    whole = f"<html><head><title>示例市水利局</title></head><body>{markup}</body></html>"
    bad = Page(url="http://slj.example/tzgg/list.html", body=whole.encode())
    reading = examine_document(bad, today=TODAY)

    assert (reading.state, reading.title, reading.published, reading.text) == (state, None, None, None)
    assert reading.reason
    with pytest.raises(error, match=r"http://slj\.example/tzgg/list\.html"):
        read_document(bad, today=TODAY)


def test_an_address_that_now_ends_at_the_home_page_is_a_redirect() -> None:
    moved = page(NAVIGATION + document() + FOOTER, url="http://slj.example/", requested=URL)
    assert examine_document(moved, today=TODAY).state == "redirect"


def test_a_page_read_with_the_wrong_code_by_its_own_server_is_no_document() -> None:
    lost = document().encode().decode("latin-1")  # UTF-8 taken for Latin-1, and stored so
    reading = examine_document(page(lost), today=TODAY)

    assert (reading.state, reading.title, reading.text) == ("not_a_document", None, None)
    assert "decoded" in (reading.reason or "")


def test_one_lost_character_does_not_take_a_document_away() -> None:
    reading = read(document(text=TEXT.replace("水库", "水\ufffd", 1)))

    assert (reading.state, reading.title) == ("document", TITLE)


def test_a_large_table_is_part_of_a_document_and_a_page_without_end_is_none() -> None:
    row = "<tr><td>东渠水库</td><td>正常</td><td>2026-03-01</td></tr>"
    large = read(document(text=f"{TEXT}<table>{row * 1500}</table>"))
    endless = read(document(text=f"{TEXT}<table>{row * 9000}</table>"))

    assert (large.state, str(large.published)) == ("document", "2026-03-18")
    assert (large.text or "").count("东渠水库") == 1500
    assert (endless.state, endless.text) == ("not_a_document", None)
    assert "elements" in (endless.reason or "")


@pytest.mark.parametrize("words", ["a" * 100_000, "(" * 100_000, "点击" * 50_000])
def test_a_link_of_endless_words_is_read_within_a_second(words: str) -> None:
    markup = document(text=f"{TEXT}<p>{words}</p><p><a href='a.pdf'>{words}</a></p>")
    begun = time.process_time()

    assert read(markup).state == "document"
    assert time.process_time() - begun < 1


def test_an_empty_body_is_an_error_page() -> None:
    assert examine_document(Page(url=URL, body=b""), today=TODAY).state == "error_page"


def test_what_the_text_says_of_something_else_is_not_said_of_the_document() -> None:
    rows = "<tr><td>公告发布时间</td><td>2026-02-01</td></tr><tr><td>发布时间</td><td>2026-02-02</td></tr>"
    table = f"<table>{rows}</table>"
    closing = "<p>发布单位：示例工程咨询公司</p><p>文号：示工〔2026〕3号</p>"
    reading = read(document("发布时间：2026-03-18", text=table + TEXT + closing))
    assert (str(reading.published), reading.dates_conflict) == ("2026-03-18", False)
    assert (reading.issuer, reading.doc_no) == (None, None)


def test_a_template_filled_in_the_browser_is_no_document() -> None:
    reading = read("<h1>{{ news.title }}</h1><p>发布时间：{{ news.time }}</p><div v-html='news.content'></div>")
    assert (reading.state, reading.title, reading.published) == ("not_a_document", None, None)
