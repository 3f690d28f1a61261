"""A site's home page: what one look read from it, and what all looks together say of the site."""

from datetime import date
from typing import Literal

from schemas.base import Frozen, Moment, Text
from schemas.results import Evidence, UnknownCause

Mark = Literal["site_id_code", "icp", "police", "sponsor", "contact", "find_error"]
"""网站标识码, ICP备案编号, 公安机关备案号, 主办单位, 联系方式, 我为政府网站找错: what a home page says of who
stands behind it."""

HomeState = Literal["home", "needs_data", "blocked", "error_page", "redirect", "not_a_home"]
"""`home`: the page was read. `needs_data`: a script draws it, we hold no data. `not_a_home`: nothing on it leads
anywhere. The rest as for a list (`schemas.entries.ReadingState`)."""

HomeVisitState = HomeState | Literal["unreachable", "bad_certificate", "refused", "not_tried", "not_a_list"]


class HomeLink(Frozen):
    """One address that a home page leads to."""

    url: Text
    """Absolute, without fragment."""
    text: str
    published: date | None = None
    """The day shown beside it."""
    content: bool = False
    """It leads to information: a day stands beside it, or its address is that of a document of the site's own."""


class HomeReading(Frozen):
    """One home page, understood. Everything but `reason` is empty unless `state` is `home`."""

    state: HomeState
    reason: str = ""
    """Why it could not be read (English)."""
    links: tuple[HomeLink, ...] = ()
    """Each address once, in the order of the page; those of other sites, too."""
    newest: date | None = None
    """The latest day shown in a row, not after the day of the look."""
    tags: dict[str, str] = {}
    """网页标签: as `scrapers.pages.tags.read_tags` gives them."""
    marks: dict[Mark, tuple[str, ...]] = {}
    """What was found of each, as shown; private numbers in it are unreadable."""
    unseen: str = ""
    """Why visitors may see more than the page itself holds (English); empty: nothing speaks for it."""
    scripts: bool = False
    """It loads scripts from files, and what they write is not in the page."""
    leads_to: str | None = None
    """Of a stub that sends the visitor on: where to."""

    @property
    def content(self) -> tuple[HomeLink, ...]:
        """The links that lead to information."""
        return tuple(link for link in self.links if link.content)


class HomeVisit(Frozen):
    """One look at a site's home page, written even when nothing was learned."""

    host: Text
    url: Text
    """As registered."""
    visited_at: Moment
    state: HomeVisitState
    reason: str = ""
    cause: UnknownCause | None = None
    """Set when nothing was learned: whose fault the blindness is."""
    reading: HomeReading | None = None
    """`None` unless the page was read."""
    reader: Text
    """What it was read with."""
    evidence: tuple[Evidence, ...] = ()
    requests: int = 0
    bytes: int = 0

    @property
    def readable(self) -> bool:
        """We know what the page says."""
        return self.reading is not None


class HomeLook(Frozen):
    """A look that read the page, as measures see it."""

    day: date
    """In the office's zone; not after its night's monitoring point."""
    reader: str
    links: int
    """To information."""
    dated: int
    """Those of them that a day stands beside."""
    new_links: int
    """Those of them that no earlier look saw."""
    newest: date | None = None
    unseen: str = ""
    evidence: tuple[Evidence, ...] = ()


class SiteHome(Frozen):
    """What is known of a site's home page at one monitoring point."""

    host: str
    home: str
    agencies: tuple[str, ...]
    """Codes of the agencies whose site it is."""
    id_code: str | None = None
    """网站标识码, if office.yml states it."""
    looks: tuple[HomeLook, ...] = ()
    """Those that read it, the oldest first."""
    tags: dict[str, str] = {}
    """Of the latest of them; so are `marks` and `scripts`."""
    marks: dict[Mark, tuple[str, ...]] = {}
    scripts: bool = False
    failed: str = ""
    """Why the latest attempt did not read it (English); empty: it did, or there was none."""
    cause: UnknownCause | None = None
    """Whose fault that is."""


class ColumnTags(Frozen):
    """The tags of a column's own page, as they were read last."""

    agency: str
    column: str
    read_on: date
    """In the office's zone: since then they have not changed."""
    tags: dict[str, str]
    evidence: tuple[Evidence, ...] = ()
