"""Duties on which all agencies came out alike: that says more about the scorer than about the agencies."""

from collections import defaultdict
from collections.abc import Iterator

from schemas.messages import Figure, Reason, say
from schemas.results import Line, Scorecards
from scorecards.points import JUDGED

ALL_UNMET = 5
"""From so many agencies on, a duty that none of them did is first of all a question to the rule."""
ALL_MET = 50
"""From so many on, one that all of them did is worth a look, too: an outage once made everybody compliant."""
_BY_PEOPLE = "human"


def alike(cards: Scorecards) -> Iterator[Reason]:
    """A sentence for each obligation or indicator whose judged lines are all unmet, or all met, over many agencies.

    Lines on trial count, too: that is what a trial is for. Not looked at: what people answered, and vetoes that nobody
    incurred.
    """
    lines: defaultdict[str, list[tuple[str, Line]]] = defaultdict(list)
    for card in cards.agencies:
        for line in card.lines:
            if line.status in JUDGED and line.mode != "base" and line.measure != _BY_PEOPLE:
                lines[line.obligation].append((card.code, line))
    for obligation, judged in lines.items():
        agencies = len({code for code, _ in judged})
        statuses = {line.status for _, line in judged}
        line = judged[0][1]
        said: dict[str, Figure] = {
            "task": line.task,
            "rule": obligation,
            "measure": line.measure,
            "agencies": agencies,
            "lines": len(judged),
        }
        if statuses == {"unmet"} and agencies >= ALL_UNMET:
            yield say("warning.rule_all_unmet", **said)
        if statuses == {"met"} and agencies >= ALL_MET and line.mode != "veto":
            yield say("warning.rule_all_met", **said)
