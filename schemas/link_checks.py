"""Whether a link opens: one attempt to find out."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Frozen, Moment
from schemas.results import Evidence

LinkKind = Literal["page", "attachment"]
LinkOutcome = Literal["works", "broken", "blocked", "not_asked"]
"""`works`: what the link promises is there. `broken`: the server says that there is no such thing (404, 410, a page
that says so), what comes is no such file, or the host's name does not exist. `blocked`: something else came, or
nothing; perhaps only we are turned away, perhaps the server has trouble, so it says nothing of the link. `not_asked`:
we did not or could not ask properly."""


LinkPlace = Literal["home", "column", "text", "attachment"]
"""Where a link stands: on a site's home page, in a column's list, in the text of a column's documents, beside them as
an attachment."""


LinkFault = Literal["gone", "says_so", "not_the_file", "empty", "no_name"]
"""`gone`: 404 or 410. `says_so`: the page that comes says that there is none. `not_the_file`: what comes is of another
kind than its name. `empty`: a file of no bytes. `no_name`: the host's name does not exist."""


class LinkCheck(Frozen):
    """One attempt to open one link."""

    url: str
    checked_at: Moment
    outcome: LinkOutcome
    fault: LinkFault | None = None
    """Of a `broken` one."""
    status: Annotated[int, Field(ge=100, le=999)] | None = None
    """HTTP status of the answer, if one came."""
    reason: str = ""
    """English; empty for `works`."""
    media_type: str | None = None
    """What the first bytes are, or what the server calls them."""
    bytes: Annotated[int, Field(ge=0)] | None = None
    """Length of the whole, as stated or read; `None`: not known."""
    evidence: Evidence | None = None
    """The stored answer, if one came."""
    requests: Annotated[int, Field(ge=0)] = 0


class BrokenLink(Frozen):
    """A link that does not open, and the page that leads to it."""

    url: str
    text: str
    page: str
    """The address of the page."""
    fault: LinkFault
    """As the latest attempt found it."""
    since: date | None = None
    """The day, in the office's zone, of the first of the attempts in a row that found it so; `None`: not recorded."""
    evidence: tuple[Evidence, ...] = ()
    """The page that leads to it, then the first and the latest of the stored answers, if any came."""


class LinkReport(Frozen):
    """What became of the links of one kind that stand on a site's home page or in a column of an agency."""

    agencies: tuple[str, ...]
    place: LinkPlace
    subject: str
    """The site's host, or the column's code."""
    looked: bool = True
    """The pages that carry them were read at all."""
    works: int = 0
    broken: tuple[BrokenLink, ...] = ()
    """Found so in two nights, with stored answers, and the page still led to them after the first."""
    unproved: tuple[BrokenLink, ...] = ()
    """The same, but no answer came that a third party could look at: the name of the host does not exist."""
    doubtful: int = 0
    """Found broken once, or the page has not been looked at since."""
    unseen: int = 0
    """Never tried, or what came says nothing of the link."""
    unread: int = 0
    """Documents that were not read yet: nobody knows what they carry."""

    @property
    def total(self) -> int:
        return self.works + len(self.broken) + len(self.unproved) + self.doubtful + self.unseen
