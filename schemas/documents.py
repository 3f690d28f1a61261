"""An item the warehouse knows, as measures over documents see it."""

from datetime import date

from schemas.base import Frozen, Text
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
    first_seen_on: date
    """The day, in the office's zone, on which we first saw it."""
    evidence: tuple[Evidence, ...] = ()
    """The listing page that showed it."""
