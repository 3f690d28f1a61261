"""What the warehouse remembers beside columns and counts, as measures see it: documents read, events, probes."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from schemas.annual_reports import AuditedReport
from schemas.base import Frozen, Moment
from schemas.documents import Document
from schemas.home_pages import ColumnTags, SiteHome
from schemas.link_checks import LinkReport
from schemas.own_pages import OwnPage
from schemas.page_details import PageDetails
from schemas.probes import SiteWeek
from schemas.results import Evidence

Record = Literal["index_no", "doc_no", "issuer", "published", "issued"]
"""索引号, 发文字号, 发布机构, 发布日期, 成文日期: what a document of the disclosure directory says of itself."""


class DocumentRecord(Frozen):
    """What the page of a document says of itself; `None`: it does not, or was not understood to."""

    title: str | None = None
    index_no: str | None = None
    doc_no: str | None = None
    issuer: str | None = None
    published: date | None = None
    issued: date | None = None
    dates_conflict: bool = False
    """The page contradicts itself on its day of publication."""

    def lacks(self, wanted: Sequence[Record]) -> tuple[Record, ...]:
        """Those of the wanted that the page does not say."""
        return tuple(name for name in wanted if getattr(self, name) is None)


class ReadDocument(Document):
    """An item of a column with what is known of the document that it leads to."""

    state: str | None = None
    """Of the latest attempt to open it: `schemas.document_visits.DocumentVisitState`; `None`: never tried."""
    record: DocumentRecord | None = None
    """`None`: never read as a document."""
    opened_on: date | None = None
    """The day of the latest look that found the document there, whatever later attempts came to."""
    same_since: date | None = None
    """The day of the first look that found what it says now."""
    rewritten: bool = False
    """Before `same_since` it said something else."""
    pages: tuple[Evidence, ...] = ()
    """Its latest stored page; `evidence` is the list's."""
    details: PageDetails | None = None
    """What its page carries; `None`: not gathered, or never read for it."""
    details_on: date | None = None
    """The day of the latest look that found the page to carry this."""
    details_pages: tuple[Evidence, ...] = ()
    """The stored page that carries it."""
    look_pages: tuple[Evidence, ...] = ()
    """What came at the latest attempt to look, where its page is known to carry something."""
    answer_seen_on: date | None = None
    """The day of the first look that found a message answered; `None`: none did, or it is no message."""


class ItemEvent(Frozen):
    """Something that happened to an item between two looks: a row of `warehouse.facts.item_events`."""

    kind: str
    agency: str
    column: str
    url: str
    title: str
    published: date | None = None
    other_url: str | None = None
    other_title: str | None = None
    other_published: date | None = None
    known_before_on: date | None = None
    """The day, in the office's zone, of the last look that showed otherwise."""
    known_after_on: date
    known_after_at: Moment
    days: int | None = None
    confirmations: int | None = None
    evidence: tuple[Evidence, ...] = ()
    """The pages of both looks."""


class Observed(Frozen):
    """What was gathered at one monitoring point. `None`: not gathered, which is not the same as nothing found."""

    readings: tuple[ReadDocument, ...] | None = None
    events: tuple[ItemEvent, ...] | None = None
    """Seen in the year of the monitoring point, by the nights up to it; what needs no person is left out."""
    sites: tuple[SiteWeek, ...] | None = None
    homes: tuple[SiteHome, ...] | None = None
    """Of the sites of office.yml, whether anybody looked at them or not."""
    column_tags: tuple[ColumnTags, ...] | None = None
    """Of columns whose page was read for its tags."""
    own_pages: tuple[OwnPage, ...] | None = None
    """Of columns whose page was read for what it says."""
    links: tuple[LinkReport, ...] | None = None
    reports: tuple[AuditedReport, ...] | None = None
    """Annual reports of the years asked about: one of each agency and year, listed or not."""

    def of(self, agency: str) -> "Observed":
        """What concerns one agency."""
        return Observed(
            readings=None if self.readings is None else tuple(r for r in self.readings if r.agency == agency),
            events=None if self.events is None else tuple(e for e in self.events if e.agency == agency),
            homes=None if self.homes is None else tuple(h for h in self.homes if agency in h.agencies),
            column_tags=None if self.column_tags is None else tuple(t for t in self.column_tags if t.agency == agency),
            own_pages=None if self.own_pages is None else tuple(o for o in self.own_pages if o.agency == agency),
            sites=None if self.sites is None else tuple(s for s in self.sites if agency in s.agencies),
            links=None if self.links is None else tuple(r for r in self.links if agency in r.agencies),
            reports=None if self.reports is None else tuple(r for r in self.reports if r.agency == agency),
        )


Gathered = Literal[
    "readings", "events", "sites", "homes", "column_tags", "own_pages", "details", "links", "attachments", "reports"
]
