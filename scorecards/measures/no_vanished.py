"""No published item vanished from its column."""

from collections.abc import Iterator

from schemas.work_plan import Obligation
from scorecards.events import judged_events
from scorecards.facts import AgencyFacts, Judged
from scorecards.measures.params import NoParams


def no_vanished(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per event that needs a person, otherwise one per column. Never unmet without a person's answer.

    Source: 政府信息公开条例 第二十四条 (what was disclosed stays searchable); retention rules of the office.
    """
    yield from judged_events(facts, obligation, {"vanished"})
