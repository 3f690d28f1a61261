"""No item was dated back: entered under a day on which the column did not show it."""

from collections.abc import Iterator

from schemas.work_plan import Obligation
from scorecards.events import judged_events
from scorecards.facts import AgencyFacts, Judged
from scorecards.measures.params import NoParams


def no_backdating(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per event that needs a person, otherwise one per column. Never unmet without a person's answer.

    Source: 国办秘函〔2019〕19号 附件1 单项否决第1项 (弄虚作假，如伪造发稿日期).
    """
    yield from judged_events(facts, obligation, {"backdated"})
