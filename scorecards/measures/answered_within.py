"""Citizens' messages (留言、咨询) are answered within months or working days, by the office's own register."""

from collections.abc import Iterator
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import Field

from schemas.base import Frozen
from schemas.messages import say
from schemas.registers.rows import Message
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.deadlines import Duty, by_day, in_working_days, worst
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met
from scorecards.registered import no_row


class AnsweredWithin(Frozen):
    """`value` and `unit`: the time for an answer. `looked_back_months`: messages older than that do not count."""

    value: Annotated[int, Field(gt=0, le=366)] = 3
    unit: Literal["months", "days", "working_days"] = "months"
    looked_back_months: Annotated[int, Field(gt=0, le=120)] = 12
    unanswered_only: bool = False
    """An answer that came late is one: only what has none counts (未回应, as the national veto says)."""


def answered_within(facts: AgencyFacts, obligation: Obligation, params: AnsweredWithin) -> Iterator[Judged]:
    """One line per agency: one message that asks for an answer and got none in time leaves it unmet.

    Source: 国办秘函〔2019〕19号 附件1 单项否决第5项: a message of the year before not answered for over three months.
    Without a row about the agency in the register that is told up to a day looked at: unknown.
    """
    told = [row for row in facts.registers.messages or () if row.received_on <= facts.day]
    since = facts.day - relativedelta(months=params.looked_back_months)
    if all(row.stated_on <= since for row in told):  # none, or none that says anything of the time looked at
        yield no_row(facts, "messages", facts.registers.messages)
        return
    counted = [row for row in told if row.valid and row.received_on > since]
    findings = [_finding(row, facts, params) for row in counted]
    late = [row for row, finding in zip(counted, findings, strict=True) if finding.status == "unmet"]
    yield Judged(
        subject="-",
        finding=_together(findings, len(counted)),
        fact=f"messages:{obligation.id}",
        parts=tuple(f"message:{row.number}" for row in late),
    )


def _finding(row: Message, facts: AgencyFacts, params: AnsweredWithin) -> Finding:
    duty = Duty(
        what=say("message.what", number=row.number, received=row.received_on.isoformat()),
        done_on=row.told(row.replied_on, facts.day),
        told_until=row.stated_on,
        evidence=(row.evidence(),),
    )
    if params.unanswered_only and duty.done_on is not None:
        return met(say("message.answered", what=duty.what, day=duty.done_on.isoformat()), evidence=duty.evidence)
    if params.unit == "working_days":
        return in_working_days(duty, row.received_on, params.value, calendar=facts.calendar, day=facts.day)
    last = row.received_on + relativedelta(**{params.unit: params.value})  # type: ignore[arg-type]
    return by_day(duty, last, day=facts.day)


def _together(findings: list[Finding], count: int) -> Finding:
    shown = worst(findings)
    if shown is None:
        return Finding(status="met", reason=say("messages.none_open"))
    alike = [finding for finding in findings if finding.status == shown.status]
    reason = say("messages.together", count=count, alike=len(alike), first=shown.reason)
    evidence = tuple(proof for finding in alike for proof in finding.evidence)
    due = min((finding.due_on for finding in findings if finding.status == "not_due" and finding.due_on), default=None)
    return shown.model_copy(update={"reason": reason, "evidence": evidence, "due_on": due})
