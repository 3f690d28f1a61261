"""No old item was posted anew under a later day (旧稿新发), nor given a later day."""

from collections.abc import Iterator

from schemas.work_plan import Obligation
from scorecards.events import judged_events
from scorecards.facts import AgencyFacts, Judged
from scorecards.measures.params import NoParams


def no_repost(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per event that needs a person, otherwise one per column. Never unmet without a person's answer.

    Source: 国办秘函〔2019〕19号 附件1 单项否决第1项 (弄虚作假，如伪造发稿日期); the census of 2015 named 旧稿新发.
    """
    yield from judged_events(facts, obligation, {"reposted", "redated"})
