"""Whether a link opens: one attempt to find out."""

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


class LinkCheck(Frozen):
    """One attempt to open one link."""

    url: str
    checked_at: Moment
    outcome: LinkOutcome
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
