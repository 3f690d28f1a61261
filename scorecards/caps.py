"""No more is taken, or given, than the cap says."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from scorecards.drafts import Draft
from scorecards.shares import NOTHING


def capped(drafts: Sequence[Draft], cap: Decimal | None, members: Collection[str] | None = None) -> list[Draft]:
    """The drafts in their order, the points of `members` (ids; all by default) cut where together they pass `cap`.

    Points of one sign: deductions, or bonuses. Lines keep theirs in the order of their ids, so that the order in which
    rules stand in a file changes nothing; what a line would have cost or earned stays on it.
    """
    if cap is None:
        return list(drafts)
    left = cap
    cut: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda one: one.id):
        if draft.points is None or not draft.points or (members is not None and draft.id not in members):
            continue
        size = abs(draft.points)
        kept = min(size, left)
        left -= kept
        if kept < size:
            points = kept if draft.points > 0 else NOTHING - kept
            cut[draft.id] = replace(draft, points=points, uncapped=draft.uncapped or draft.points)
    return [cut.get(draft.id, draft) for draft in drafts]
