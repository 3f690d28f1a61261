"""The values a simulated city is made of: sites, agencies, columns, items, and what is special about a column."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

Day = tuple[int, int, int]
"""Year, month, day as printed on a page; need not exist in any calendar."""


class Case(StrEnum):
    """What is special about a column. Ages are those of the last of three nights."""

    FRESH = "fresh"
    STALE = "stale"
    UNLIMITED = "unlimited"
    AT_LIMIT = "at_limit"
    """The newest item is exactly as old as allowed: fresh."""
    PAST_LIMIT = "past_limit"
    """One day older than allowed; with a limit in days it was still fresh the night before."""
    DUE_SOON = "due_soon"
    """Fresh for three more days."""
    GOES_STALE = "goes_stale"
    """Fresh on the first night, stale on the second."""
    REPAIRED = "repaired"
    """Stale until an item appears on the last day."""
    BLANK = "blank"
    BLANK_WITH_NOTE = "blank_with_note"
    UNREACHABLE = "unreachable"
    """The connection is closed without an answer, every night."""
    UNREACHABLE_SECOND_NIGHT = "unreachable_second_night"
    SECOND_TRY = "second_try"
    """Each night's first request meets a maintenance notice; the next one is answered."""
    REDESIGNED_TILES = "redesigned_tiles"
    """On the last night a layout without rows, links or dates."""
    REDESIGNED_SCRIPT = "redesigned_script"
    """On the last night an empty frame that a script would fill."""
    BLOCKED = "blocked"
    """On the last night a challenge page, with status 200."""
    WRONG_DATES = "wrong_dates"
    """One item dated in the future, one on a day that does not exist."""
    UNDATED = "undated"
    PINNED = "pinned"
    """Two old items stand on top."""
    UNORDERED = "unordered"


class Condition(StrEnum):
    """How a column's address answers on one day."""

    NORMAL = "normal"
    CLOSED = "closed"
    MAINTENANCE_FIRST = "maintenance_first"
    TILES = "tiles"
    SCRIPT = "script"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class Item:
    """One published item."""

    number: int
    """Unique in the city; stands in the item's address."""
    title: str
    topic: str
    issuer: str
    shown: Day | None
    """The day printed beside it; `None`: the list shows none."""
    appears: datetime
    """When it is put on the site, with zone."""
    pinned: bool = False

    @property
    def published(self) -> date | None:
        """The day printed, as a careful reader understands it: `None` if there is none or it cannot be."""
        if self.shown is None:
            return None
        try:
            return date(*self.shown)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Site:
    """One website on one product."""

    code: str
    product: str
    """`yunzheng`, `xixun` or `jinghu`."""
    name: str
    id_code: str
    """网站标识码."""
    icp: str
    """备案号."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column an agency owes, with everything that will ever stand in it."""

    agency: str
    code: str
    name: str
    kind: str
    category: str
    site: str
    path: str
    """Folder on the site, without slashes at its ends."""
    case: Case
    max_age_days: int | None
    min_items: int | None
    issuer: str | None
    """Set where the address is shared: only items of this issuer are the column's."""
    note: str
    """What a blank page says about its blankness."""
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency with its columns, in the order of the register."""

    code: str
    name: str
    agency_class: str
    site: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class City:
    """The whole city around its three nights."""

    name: str
    zone: ZoneInfo
    nights: tuple[date, date, date]
    sites: tuple[Site, ...]
    agencies: tuple[Agency, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column, agency by agency."""
        return tuple(column for agency in self.agencies for column in agency.columns)

    def agency(self, code: str) -> Agency:
        """The agency of this code. Raises `KeyError` if there is none."""
        for agency in self.agencies:
            if agency.code == code:
                return agency
        raise KeyError(code)

    def site(self, code: str) -> Site:
        """The site of this code. Raises `KeyError` if there is none."""
        for site in self.sites:
            if site.code == code:
                return site
        raise KeyError(code)
