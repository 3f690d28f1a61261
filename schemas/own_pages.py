"""What a column's own page says that is one page without a list: 机构职能, 领导之窗, 收费目录, a forecast."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from schemas.agencies import Agency, Days
from schemas.base import Code, Frozen
from schemas.results import Evidence
from schemas.work_plan import Scope


class OwnPagesOwed(Frozen):
    """What an obligation or indicator asks: that the own pages of these columns change within so many days."""

    days: Days
    scope: Scope
    agencies: tuple[Code | Literal["*"], ...]
    """`*`: all of them."""
    classes: tuple[str, ...]
    """Empty: all of them."""

    def columns(self, agencies: Iterable[Agency], day: date) -> Iterator[tuple[str, str]]:
        """Codes of agency and column that owe it on `day`."""
        for agency in agencies:
            named = "*" in self.agencies or agency.code in self.agencies
            if not named or (self.classes and agency.agency_class not in self.classes):
                continue
            for column in agency.columns_on(day):
                if self.scope.names(column.code, kind=column.kind, category=column.category):
                    yield agency.code, column.code


class OwnPageReading(Frozen):
    """What one body of a column's own page says."""

    reason: str = ""
    """Why it says nothing that could be compared (English): a list, a challenge, no text; all else is empty then."""
    published: date | None = None
    """The latest day, up to that of the look, that it states as that of its publication or change."""
    content_sha256: str | None = None
    """Of what it says: title, days, record, text, attachments; the same as a document's."""
    shown_sha256: str | None = None
    """Of all that is shown from its title to its foot, counters and today's date left out, and of its pictures: what
    the text of the page was not understood to hold changes this and not `content_sha256`."""
    unseen: str = ""
    """Why visitors may see more than the page holds (English); empty: nothing speaks for it."""


class OwnPage(Frozen):
    """What is known of a column's own page at one monitoring point. Days are in the office's zone."""

    agency: str
    column: str
    seen_on: date | None = None
    """The latest look that read it; `None`: none did, and all below is empty."""
    same_since: date | None = None
    """The first of the looks that found what it says now, none of which found anything else."""
    rewritten: bool = False
    """Before `same_since` it said something else."""
    still_since: date | None = None
    """The first of those since which it has shown nothing else either, beside what it says."""
    published: date | None = None
    """The day that it states of itself now."""
    unseen: str = ""
    """Why visitors may have seen more, at `still_since` or now, than the page held (English)."""
    copied: bool = False
    """Another address shows the same: it is nobody's own page."""
    unread: str = ""
    """Why the very latest look, later than `seen_on`, found nothing that could be compared (English)."""
    changed: tuple[Evidence, ...] = ()
    """Of a page that was rewritten: as it first said what it said before, and as it first said what it says now."""
    still: tuple[Evidence, ...] = ()
    """The page at `still_since` and at `seen_on`."""
