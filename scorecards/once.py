"""One fact takes points once, and of a mutex group one member only."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.messages import say
from scorecards.drafts import Draft
from scorecards.findings import not_applicable


def once(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts in their order; what an earlier one has already deducted is not applicable in a later one.

    A line that sums up several facts comes after all that rest on one of them, and stands on what these have left: one
    more stale column never makes five of them cheaper than four. What is on trial, a veto or a bonus takes nothing.
    Source: note to the deduction part of 国办秘函〔2019〕19号: a 空白 or 应更新未更新 column already deducted under
    another indicator is not deducted again.
    """
    taken: dict[str, str] = {}
    settled: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda one: bool(one.duty.parts)):
        first = _already(draft, taken) if _takes(draft) else None
        if first is not None:
            finding = not_applicable(say("already_deducted", line=first))
            settled[draft.id] = replace(draft, finding=finding, status=finding.status)
            continue
        settled[draft.id] = draft
        if _takes(draft):
            for key in (*_whole(draft), *_parts(draft)):
                taken.setdefault(key, draft.id)
    return [settled[draft.id] for draft in drafts]


def _takes(draft: Draft) -> bool:
    return draft.status == "unmet" and not draft.trial and draft.mode in ("share", "deduct")


def _already(draft: Draft, taken: dict[str, str]) -> str | None:
    """The line that has taken what this one rests on; `None`: it stands."""
    parts = _parts(draft)
    used = [taken[key] for key in parts if key in taken]
    if used and len(parts) - len(used) < draft.duty.enough:
        return used[0]
    return next((taken[key] for key in _whole(draft) if key in taken), None)


def _whole(draft: Draft) -> list[str]:
    keys = [] if draft.duty.fact is None else [f"fact {draft.duty.fact}"]
    if draft.mutex is not None:
        about = " ".join(draft.duty.columns) or draft.duty.category or draft.duty.subject
        keys.append(f"group {draft.mutex} {about}")
    return keys


def _parts(draft: Draft) -> list[str]:
    return [f"fact {part}" for part in draft.duty.parts]
