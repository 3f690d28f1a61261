"""One fact takes points once, and of a mutex group one member only."""

from collections.abc import Iterable
from dataclasses import replace

from schemas.messages import say
from scorecards.drafts import Draft
from scorecards.findings import not_applicable


def once(drafts: Iterable[Draft], taken: dict[str, str]) -> list[Draft]:
    """The drafts; what an earlier one has already deducted is not applicable in a later one.

    `taken`: what was deducted so far and by which line; added to. What is on trial, a veto or a bonus takes nothing.
    Source: note to the deduction part of 国办秘函〔2019〕19号: a 空白 or 应更新未更新 column already deducted under
    another indicator is not deducted again.
    """
    done = []
    for draft in drafts:
        uses = list(_uses(draft))
        first = next((taken[key] for key in uses if taken.get(key, draft.id) != draft.id), None)
        if first is None:
            taken.update(dict.fromkeys(uses, draft.id))
            done.append(draft)
        else:
            finding = not_applicable(say("already_deducted", line=first))
            done.append(replace(draft, finding=finding, status=finding.status))
    return done


def _uses(draft: Draft) -> Iterable[str]:
    if draft.status != "unmet" or draft.trial or draft.mode not in ("share", "deduct"):
        return
    if draft.duty.fact is not None:
        yield f"fact {draft.duty.fact}"
    if draft.mutex is not None:
        yield f"group {draft.mutex} {' '.join(draft.duty.columns) or draft.duty.category or draft.duty.subject}"
