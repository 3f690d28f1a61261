"""Accounts (政务新媒体) posted lately: by their feed, or by what somebody saw of an account that has none."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from pydantic import Field

from schemas.base import Frozen
from schemas.messages import Figure, say
from schemas.registers.rows import LastPost
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.deadlines import dated
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, unknown, unmet
from scorecards.measures.params import NoParams
from scorecards.measures.updated_within import updated_within
from scorecards.registered import no_row

KIND = "政务新媒体"


class AccountUpdated(Frozen):
    """`days`: for accounts without a feed; a feed's limit stands in the register of columns or the rule set."""

    days: Annotated[int, Field(gt=0, le=366)] = 14


def account_updated(facts: AgencyFacts, obligation: Obligation, params: AccountUpdated) -> Iterator[Judged]:
    """One line per account: a column of the kind 政务新媒体 in scope, or an account of the office's register.

    A feed is judged by Great Expectations, as in `updated_within`. A look at an account proves it silent if it was made
    after the limit had passed, and is itself no older than the limit. Source: 国办秘函〔2019〕19号 附件1 (政务新媒体).
    An agency of which neither is known: unknown.
    """
    feeds = obligation.model_copy(update={"scope": obligation.scope.model_copy(update={"kinds": (KIND,)})})
    lines = {duty.subject: duty for duty in updated_within(facts, feeds, NoParams())}
    for name, looks in _accounts(facts):
        column = looks[-1].column
        if column not in lines:  # it has no feed, or one that nothing is asked of here
            finding = _finding(looks, facts.day, params.days)
            lines[name] = Judged(subject=name, finding=finding, fact=f"account:{name}")
        elif lines[column].finding.status == "unknown" and (limit := _limit(facts, column)) is not None:
            finding = _finding(looks, facts.day, limit)
            lines[column] = Judged(subject=column, columns=(column,), finding=finding, fact=f"stale:{column}")
    yield from lines.values()
    if not lines:
        yield no_row(facts, "accounts", facts.registers.accounts)


def _accounts(facts: AgencyFacts) -> Iterator[tuple[str, list[LastPost]]]:
    """Each account with its looks up to the day, the latest last."""

    def name(row: LastPost) -> str:
        return f"{row.platform or '-'}:{row.account}"

    looks = [row for row in facts.registers.accounts or () if row.stated_on <= facts.day]
    for account, rows in groupby(sorted(looks, key=lambda row: (name(row), row.stated_on)), key=name):
        yield account, list(rows)


def _limit(facts: AgencyFacts, column: str) -> int | None:
    """The limit of an account's own column, in days: that its feed was not seen tonight makes nothing stricter."""
    return next(check.limit_days for check in facts.columns if check.column == column)


def _finding(looks: list[LastPost], day: date, days: int) -> Finding:
    look = looks[-1]
    posted = max(row.last_post_on for row in looks)
    last = posted + timedelta(days=days)
    figures: dict[str, Figure] = {
        "account": look.account,
        "posted": posted.isoformat(),
        "days": days,
        "looked": look.stated_on.isoformat(),
    }
    proof = (look.evidence(),)
    if day <= last:
        return dated(met(say("account.met", **figures), evidence=proof), last)
    if look.stated_on <= last or (day - look.stated_on).days > days:
        return dated(unknown(say("account.look_too_old", **figures), cause="not_assessable", evidence=proof), last)
    return dated(unmet(say("account.late", **figures), cause="late", evidence=proof), last)
