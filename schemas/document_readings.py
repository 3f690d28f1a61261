"""What one document's page says: title, dates with where each was read, record of the disclosure directory, text."""

from datetime import date
from typing import Literal

from schemas.base import Frozen, Text

DocumentState = Literal["document", "blocked", "error_page", "redirect", "not_a_document"]
"""`document`: one document was read. `blocked`, `error_page`, `redirect`: as for lists, nothing of the document is
known. `not_a_document`: a listing page, a home page, a portal, or a page we do not understand."""

DateRole = Literal["published", "issued", "modified", "built", "unknown"]
"""What a date on the page is the date of: its publication (发布时间), the document itself (成文日期), a later change,
the making of the HTML file, or something else (有效期, an event, no label at all)."""

PublishedFrom = Literal["shown", "meta", "address"]


class CandidateDate(Frozen):
    """One date the page holds, kept whether or not it was believed."""

    value: date
    """The first day of the month where only a month is given."""
    raw: Text
    """The characters it was read from."""
    source: Text
    """Where they stood: `meta PubDate`, `label 发布时间`, `metadata table 成文日期`, `address`, `text 落款`, …"""
    role: DateRole
    precision: Literal["day", "month"] = "day"
    year_inferred: bool = False
    """The page left out the year; it is the latest that does not put the day after the reading."""


class DocumentDates(Frozen):
    """The dates that are compared with each other; `None` where the page has none."""

    shown: date | None = None
    """发布时间 as the visitor reads it."""
    meta: str | None = None
    """`PubDate` of 网页标签规范: `2018-07-15`, with its time of day where given: `2018-07-15 10:57`."""
    url: str | None = None
    """The day in the address, `2019-12-16`; the month, `2019-12`, where it holds no day."""
    issued: date | None = None
    """成文日期."""


class Attachment(Frozen):
    """A file the document links to."""

    title: Text
    url: Text
    """Absolute address."""


class DocumentReading(Frozen):
    """One document's page, understood. What the page does not say is `None`, never an empty string or a zero."""

    source: str
    state: DocumentState
    reason: str | None = None
    """Why this state: the words on the page, or what was looked for and not found (English)."""
    title: Text | None = None
    published: date | None = None
    """The shown day; without one, the day that meta and address agree on. Never 成文日期."""
    published_raw: str | None = None
    """The characters it was read from."""
    published_from: PublishedFrom | None = None
    dates: DocumentDates = DocumentDates()
    dates_conflict: bool = False
    """Shown, meta and address name different days (months, where the address has no day). 成文日期 does not count."""
    index_no: Text | None = None
    """索引号."""
    doc_no: Text | None = None
    """发文字号."""
    issuer: Text | None = None
    """发布机构 or 发文机关, where the page names it so; 来源 is no issuer."""
    category: Text | None = None
    """主题分类; without one, the page's 信息分类 or 组配分类."""
    validity: Text | None = None
    """有效性, in the page's words: 有效, 失效, 废止."""
    topic_words: Text | None = None
    """主题词."""
    content_source: Text | None = None
    """来源, as shown or in the meta `ContentSource`."""
    attachments: tuple[Attachment, ...] = ()
    text: Text | None = None
    """The main text, a line a paragraph; table cells are separated by tabs."""
    candidates: tuple[CandidateDate, ...] = ()
    """Every date found, in the order meta, page, address."""
