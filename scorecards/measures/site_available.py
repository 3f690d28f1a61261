"""Citizens can open the site: a week's probes of its home page."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.probes import SiteWeek
from schemas.results import Finding
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown, unmet
from scorecards.measures.params import NoParams


def site_available(facts: AgencyFacts, obligation: Obligation, _params: NoParams) -> Iterator[Judged]:
    """One line per site that the agency publishes on. Unknown with fewer probes than the rule asks for.

    What our own network or a firewall against us kept from us is no probe that counts. Unmet needs stored answers of
    the site (error pages) in as many of the probes as the rule names; where it did not answer at all a person decides.

    Source: 国办秘函〔2019〕19号 附件1 单项否决第2项: watched for one week, 20 times a day or more, not opened within
    15 seconds in 5 % of the attempts or more.
    """
    weeks = facts.observed.sites or ()
    for week in weeks:
        yield Judged(subject=week.host, finding=_finding(week), fact=f"site:{week.host}")
    if not weeks:
        reason = say("not_gathered") if facts.observed.sites is None else say("site.none")
        yield Judged(subject="-", finding=unknown(reason, cause="our_failure"))


def _finding(week: SiteWeek) -> Finding:
    span = {"first": week.days[0].day.isoformat(), "last": week.days[-1].day.isoformat()}
    if week.unreachable is None or week.failure_share is None:
        figures = {"full": week.full_days, "days": week.rule.days, "per_day": week.rule.per_day}
        return unknown(say("site.unknown", **span, **figures), cause="our_failure")
    asked = {"counted": week.counted, "failed": week.total("failed")}
    shares = {"share": round(week.failure_share * 100, 2), "ratio": round(week.rule.ratio * 100, 2)}
    if not week.unreachable:
        return met(say("site.met", **span, **asked, **shares))
    if week.proved_unreachable:
        reason = say("site.unmet", **span, **asked, **shares)
        return unmet(reason, cause="unreachable_for_citizens", evidence=week.evidence)
    reason = say("site.review", **span, **asked, **shares)
    return needs_review(reason, evidence=week.evidence, in_doubt="unreachable_for_citizens")
