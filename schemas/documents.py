"""An item the warehouse knows, as measures over documents see it."""

from datetime import date

from schemas.base import Frozen, Moment, Text
from schemas.results import Evidence


class Document(Frozen):
    """One item of one column, dated on or before the monitoring point or undated."""

    agency: str
    column: str
    kind: str
    category: str
    title: Text
    url: Text
    published: date | None
    first_seen_at: Moment
    evidence: tuple[Evidence, ...] = ()
    """The listing page that showed it."""
