"""Citizens' messages (留言、咨询) are answered within months or working days, by a register or by their pages."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.registers.rows import Message
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.answers_due import AnsweredWithin, answered_in_time, answers_together
from scorecards.deadlines import Duty
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met
from scorecards.message_pages import answered_on_pages
from scorecards.registered import no_row

__all__ = ["AnsweredWithin", "answered_within"]


def answered_within(facts: AgencyFacts, obligation: Obligation, params: AnsweredWithin) -> Iterator[Judged]:
    """One line per agency: one message that asks for an answer and got none in time leaves it unmet.

    Source: 国办秘函〔2019〕19号 附件1 单项否决第5项: a message of the year before not answered for over three months.
    By the register: without a row about the agency that is told up to a day looked at, unknown. By pages: see
    `scorecards.message_pages`.
    """
    if params.source == "pages":
        yield from answered_on_pages(facts, obligation, params)
    else:
        yield _by_register(facts, obligation, params)


def _by_register(facts: AgencyFacts, obligation: Obligation, params: AnsweredWithin) -> Judged:
    told = [row for row in facts.registers.messages or () if row.received_on <= facts.day]
    since = params.since(facts.day)
    if all(row.stated_on <= since for row in told):  # none, or none that says anything of the time looked at
        return no_row(facts, "messages", facts.registers.messages)
    counted = [row for row in told if row.valid and row.received_on > since]
    findings = [_finding(row, facts, params) for row in counted]
    late = [row for row, finding in zip(counted, findings, strict=True) if finding.status == "unmet"]
    return Judged(
        subject="-",
        finding=answers_together(findings, count=len(counted)) if findings else met(say("messages.none_open")),
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
    return answered_in_time(duty, row.received_on, facts, params)
