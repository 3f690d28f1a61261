"""Look again tonight at citizens' messages whose last day for an answer has passed.

That a message is not answered in time only a look after its last day can say; and once it is held against its agency,
an answer must show the next night, not when the document's turn comes again.
"""

from collections.abc import Iterator
from datetime import date

from flows.observed import duties_asked
from flows.opened import OpenOffice
from schemas.page_details import MessageState
from scorecards.answers_due import AnsweredWithin
from scorecards.measures import MEASURES
from warehouse import facts, save
from warehouse.nights import Night


def look_again_at_open_messages(office: OpenOffice, night: Night) -> frozenset[int]:
    """Make due the open messages that the plan or rule set judges tonight, but for what this night has asked for.

    They count against the night's budget of documents as all do. Returns their documents' ids: they are to be asked for
    in full, because a server that falsely calls its pages unchanged would hide an answer.
    """
    day = night.as_of.astimezone(office.zone).date()
    terms = list(_terms(office, day))
    if not terms:
        return frozenset()
    again = [
        message.id
        for message in facts.open_messages(office.warehouse, not_asked_since=night.started_at)
        if any(
            _tells_more(message.state, message.seen_at.astimezone(office.zone).date(), last, day=day)
            for last in _last_days(office, message.state.arrived, terms, day=day)
        )
    ]
    save.look_again(office.warehouse, again, now=office.clock())
    return frozenset(again)


def _terms(office: OpenOffice, day: date) -> Iterator[AnsweredWithin]:
    """What the measures over messages' pages in force ask."""
    for name, params in duties_asked(office.folder.plan_for(day), office.folder.rules_for(day)):
        if MEASURES[name].params is AnsweredWithin:
            asked = AnsweredWithin.model_validate(params)
            if asked.by_pages():
                yield asked


def _last_days(office: OpenOffice, came: date, terms: list[AnsweredWithin], *, day: date) -> Iterator[date]:
    for term in terms:
        last = term.last_day(came, office.folder.office.working_days)
        if last is not None and term.since(day) < came:
            yield last


def _tells_more(state: MessageState, seen_on: date, last: date, *, day: date) -> bool:
    """Its last day is over, and it was not looked at since, or its page said then that it is not answered."""
    return last < day and (seen_on <= last or state.is_unanswered)
