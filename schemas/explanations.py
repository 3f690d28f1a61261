"""Why a listing page was read the way it was: every list on it, the one that was taken, and how to take another."""

from datetime import date

from schemas.base import Frozen, Text
from schemas.entries import ListReading


class ListCandidate(Frozen):
    """One group of rows that could have been the column's list."""

    rows: Text
    """A CSS selector of its rows."""
    entries: int
    dated: int
    """How many of the entries have a date."""
    newest: date | None = None
    first_title: str
    heading: str | None = None
    """The words right above it."""
    signs: tuple[str, ...] = ()
    """What ties it to the column, in English: page numbers beside it, the column's name above it, …"""
    score: float
    objection: str | None = None
    """Why it cannot be the column's list, in English."""
    chosen: bool = False


class Override(Frozen):
    """Lines for a platform file that select what was read, so that they can be corrected."""

    lines: str
    """YAML, as it stands in `config/platforms/<product>.yml` or in the office's own `platforms/<product>.yml`."""
    exact: bool
    """Read by these lines, the page gives the very same entries."""


class Explanation(Frozen):
    """A reading with its reasons."""

    reading: ListReading
    origin: str | None = None
    """Where the entries come from: rows, selectors, hidden markup, script, data."""
    product: str | None = None
    """The product's name and title, and what showed it."""
    candidates: tuple[ListCandidate, ...] = ()
    """Best first."""
    override: Override | None = None
