"""The peer of our reading: selectors written by hand for each layout, as one writes them for a spider of that site.

They read the same fields from the same decoded text with parsel, and nothing else: no state, no product, no doubt.
"""

import re
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from urllib.parse import urljoin

from parsel import Selector

from scrapers.pages.page import Page


@dataclass(frozen=True)
class Listed:
    """What a list says, by hand-written selectors."""

    entries: list[tuple[str, str, date | None]]
    next: str | None
    pages: int | None
    total: int | None
    site_name: str | None
    column_name: str | None


@dataclass(frozen=True)
class ListRules:
    """CSS selectors, relative to a row where they speak of one; regular expressions for what a script says."""

    rows: str
    title: str = "a::attr(title)"
    """Where it gives nothing, the link's text."""
    link: str = "a::attr(href)"
    day: str = "span::text"
    next: str = ""
    next_built: tuple[str, str] = ("", "")
    """A pattern in the page's source with the number of this page, and the next page's name with `{}` for it."""
    pages: str = ""
    total: str = ""
    column: str = 'meta[name="ColumnName"]::attr(content)'
    rows_in_source: str = ""
    """A pattern whose matches, joined, are the markup of the rows, where these stand in a comment or in records."""

    def read(self, page: Page) -> Listed:
        """Everything the rules say about `page`."""
        whole = Selector(page.text)
        source = whole
        if self.rows_in_source:
            source = Selector("".join(re.findall(self.rows_in_source, page.text, re.DOTALL)))
        entries = []
        for row in source.css(self.rows):
            title = row.css(self.title).get() or "".join(row.css("a ::text").getall())
            href = row.css(self.link).get()
            if href:
                day = _day("".join(row.css(self.day).getall()))
                entries.append((" ".join(title.split()), urljoin(page.url, href), day))
        following = whole.css(self.next).get() if self.next else None
        pattern, name = self.next_built
        if pattern and (found := re.search(pattern, page.text)):
            following = name.format(int(found.group(1)) + 1)
        return Listed(
            entries,
            urljoin(page.url, following) if following else None,
            _number(self.pages, page.text),
            _number(self.total, page.text),
            whole.css('meta[name="SiteName"]::attr(content)').get(),
            whole.css(self.column).get(),
        )


@dataclass(frozen=True)
class Document:
    """What a document says, by hand-written selectors."""

    title: str
    published: date | None
    meta: date | None
    url: date | None
    issued: date | None
    index_no: str | None
    doc_no: str | None
    issuer: str | None
    attachments: list[tuple[str, str]]
    text: str


@dataclass(frozen=True)
class DocumentRules:
    """CSS selectors of a document's parts; `cell` finds what stands beside a label in its directory record."""

    title: str
    shown: str
    body: str
    attachments: str = "a"
    cell: str = ""
    """XPath with `{}` for the label, empty where the layout has no directory record."""

    def read(self, page: Page) -> Document:
        """Everything the rules say about `page`."""
        whole = Selector(page.text)
        path = re.search(r"(?:t|/)((?:19|20)\d{2})/?(\d{1,2})/?(\d{1,2})[_/]", page.url)
        return Document(
            title=" ".join("".join(whole.css(self.title).getall()).split()),
            published=_day("".join(whole.css(self.shown).getall())),
            meta=_day(whole.css('meta[name="PubDate"]::attr(content)').get() or ""),
            url=_day("-".join(path.groups())) if path else None,
            issued=_day(self._beside(whole, "成文日期") or ""),
            index_no=self._beside(whole, "索"),
            doc_no=self._beside(whole, "号"),
            issuer=self._beside(whole, "机"),
            attachments=[
                ("".join(link.css("::text").getall()).strip(), urljoin(page.url, href))
                for link in whole.css(self.attachments)
                if (href := link.attrib.get("href", "")) and _FILE.search(href)
            ],
            text="\n".join(
                words
                for paragraph in whole.css(self.body)
                if (words := " ".join("".join(paragraph.css("::text").getall()).split()))
            ),
        )

    def _beside(self, whole: Selector, label: str) -> str | None:
        words = whole.xpath(self.cell.format(label)).get() if self.cell else None
        return words.strip() or None if words else None


_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|rar|zip|txt|ofd|pptx?)$|[Dd]own", re.IGNORECASE)
_DAY = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})")


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _number(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text) if pattern else None
    return int(found.group(1)) if found else None


CREATE_PAGE = r"createPageHTML\((\d+)"
_TRS = ListRules("ul.gl_list li", next_built=(r"createPageHTML\(\d+, (\d+)", "index_{}.html"), pages=CREATE_PAGE)
LISTS: dict[str, ListRules] = {
    "trs/list.html": _TRS,
    "trs/page_three.html": ListRules(
        "div.lb li", next_built=(r"current:(\d+)", "index_{}.shtml"), pages=r"Pager\(\{size:(\d+)"
    ),
    "hanweb/list.html": ListRules(
        "tr",
        day="td.bt_time::text",
        rows_in_source=r"<record><!\[CDATA\[(.*?)\]\]></record>",
        next="nextgroup a::attr(href)",
        total=r"totalRecord: (\d+)",
    ),
    "ucap/list.html": ListRules(
        "li",
        day="b::text",
        rows_in_source=r'<ul class="gglist".*?<!--(.*?)-->',
        next_built=(r"createPageHTML\('page_div', \d+, (\d+)", "list_{}.shtml"),
        pages=r"createPageHTML\('page_div', (\d+)",
        total=r"'shtml', (\d+)\)",
    ),
    "siteserver/list.html": ListRules(
        "ul.news_list li", day="em::text", next="div.pagination > a:nth-last-child(2)::attr(href)", column="h2::text"
    ),
    "epoint/list.html": ListRules(
        "tr.ewb-trade-tr", day="td:last-child::text", total=r"total: (\d+)", column="#viewGuid::text"
    ),
    "boda/list.html": ListRules(
        'li[id^="line_u"]', next="span.p_next a::attr(href)", pages=r"1/(\d+)</span>", total=r"共(\d+)条"
    ),
    "webforms/list.html": ListRules(
        "#ctl00_ContentPlaceHolder1_GridView1 tr",
        day="td:nth-child(3)::text",
        pages=r"共(\d+)页",
        total=r"共(\d+)条",
        column="#ctl00_ContentPlaceHolder1_lblColumn::text",
    ),
    "tiangong/list.html": ListRules(
        "div.more-wrap li", next="div.more-page a:last-child::attr(href)", column="title::text"
    ),
    "plain/list.html": ListRules("table table tr", day="font::text", column="title::text"),
    "nfc/l*.html": ListRules("ul.news_list li", next="a.next::attr(href)"),
    "forms/ul_date_before.html": ListRules(
        "ul.xx li", next_built=(r"createPageHTML\(\d+, (\d+)", "index_{}.html"), pages=CREATE_PAGE
    ),
    "forms/table_merged_cells.html": ListRules(
        "table.gktable tr", day="td:last-child::text", pages=r"共 (\d+) 页", total=r"共 (\d+) 条"
    ),
    "forms/pinned_rows.html": ListRules("div.list li", next="div.pagination li:last-child a::attr(href)"),
    "forms/several_lists.html": ListRules("div.c2 li", day="em::text", pages=CREATE_PAGE),
    "encodings/g*.html": ListRules("div.lb li", pages=CREATE_PAGE),
    "encodings/utf8_*.html": ListRules("div.lb li", pages=CREATE_PAGE),
    "atxlyj_cn/*": ListRules("div.c_800 li", pages=r"size:\s*(\d+)", next_built=(r"current:\s*(\d+)", "index_{}.html")),
    "gxpopss_cn/*": ListRules("div.more-wrap li", next="div.more-page a:last-child::attr(href)", column="title::text"),
    "zjgztb_com/*": ListRules(
        "tr.ewb-trade-tr", day="td:last-child::text", total=r"total:\s*(\d+)", column="#viewGuid::text"
    ),
}
"""Rules by the file they were written for, the real pages' after our own; the first that fits counts."""

BESIDE_CELL = '//td[contains(., "{}")]/following-sibling::td[1]/text()'
DOCUMENTS: dict[str, DocumentRules] = {
    "trs/document.html": DocumentRules(
        "h1.xl_tit::text", "div.xl_xx ::text", "div.TRS_UEDITOR p", "div.fj a", BESIDE_CELL
    ),
    "hanweb/document.html": DocumentRules("div.title::text", "td.xx::text", "#zoom p", "#zoom a"),
    "hanweb_article_list/document.html": DocumentRules("h1::text", "div.info ::text", "#artCon p", "div.fj a"),
    "hanweb_jpaas/document.html": DocumentRules("p.title::text", "div.xx ::text", "#zoom p", "div.fj a"),
    "ucap/document.html": DocumentRules(
        "#title::text",
        "div.sub::text",
        "#zoom p",
        "p.fujian a",
        '//b[contains(., "{}")]/following-sibling::span[1]/text()',
    ),
    "siteserver/document.html": DocumentRules("h1::text", "div.subtitle::text", "div.text p", "div.attach a"),
    "gkmlpt/document.html": DocumentRules(
        "h1.title::text", "div.date-row::text", "div.article-content p", "ul.attach a", BESIDE_CELL
    ),
    "epoint/document.html": DocumentRules(
        "h3.article-title::text", "span.infodate::text", "#mainContent p", "div.attach-box a"
    ),
    "boda/document.html": DocumentRules(
        "div.content h2::text", "div.content > div::text", "div.v_news_content p", "div.content p a"
    ),
    "webforms/document.html": DocumentRules("h1 span::text", "span[id$=lblTime]::text", "div.body p", "a[id$=lnkFile]"),
    "tiangong/document.html": DocumentRules("h2.article-title::text", "div.article-inf::text", "div.article-con p"),
    "plain/document.html": DocumentRules("b font::text", "p[align=center] font[color]::text", "table p", "table p a"),
    "nfc/document.html": DocumentRules("h1::text", "div.content_attr ::text", "div.article p", "a.nfw-cms-attachment"),
    "atxlyj_cn/*": DocumentRules("div.z1[style] ::text", "div.z2::text", "div.z3 p", "div.z3 a"),
    "gxpopss_cn/*": DocumentRules(
        "div.article-title h2::text", "div.article-info::text", "div.article-content p", "div.article-content a"
    ),
    "zjgztb_com/*": DocumentRules(
        "div.article-info h1::text", "p.info-sources ::text", "div.con p", "div.article-info a"
    ),
}


def list_rules(file: str) -> ListRules | None:
    """The rules written for `file`, a path below a folder of pages; `None` if nobody wrote any."""
    return next((rules for pattern, rules in LISTS.items() if fnmatch(file, pattern)), None)


def document_rules(file: str) -> DocumentRules | None:
    """The same for a document's page."""
    return next((rules for pattern, rules in DOCUMENTS.items() if fnmatch(file, pattern)), None)
