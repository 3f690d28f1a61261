"""Look again tonight at the documents that lines of the last scorecards hold against their agencies.

What an agency mended yesterday must not cost it points until the document's turn comes again.
"""

from flows.opened import OpenOffice
from schemas.observed import Gathered
from schemas.results import Scorecards
from scorecards.measures import MEASURES
from warehouse import facts, save
from warehouse.nights import Night

_OPEN = ("unmet", "needs_review")


def look_again_at_open_documents(office: OpenOffice, night: Night) -> int:
    """Make due what lines about documents' pages and annual reports rest on, but for what this night asked for already.

    What came late is left out: no later look makes it earlier. The others count against the night's budget of documents
    as all do. Returns how many there are.
    """
    w = office.warehouse
    cards = facts.last_scorecards(w, before=night.as_of)
    if cards is None:
        return 0
    since = night.started_at
    carrying = facts.documents_carrying(w, _held_against(cards, "details"), not_asked_since=since)
    reports = facts.documents_read_from(w, _held_against(cards, "reports"), not_asked_since=since)
    again = sorted({*carrying, *reports})
    save.look_again(w, again, now=office.clock())
    return len(again)


def _held_against(cards: Scorecards, gathered: Gathered) -> set[str]:
    """The stored pages of what is open by measures that gather this."""
    names = {name for name, measure in MEASURES.items() if gathered in measure.reads}
    return {
        page.record
        for card in cards.agencies
        for line in card.lines
        if line.status in _OPEN and line.cause != "late" and line.measure in names
        for page in line.evidence
        if page.record
    }
