"""A site's home page says whose it is: codes, registrations, who runs it, how to reach them, where to report errors."""

import re
from collections.abc import Iterator
from typing import Annotated, get_args

from pydantic import Field

from schemas.base import Frozen
from schemas.home_pages import Mark, SiteHome
from schemas.messages import Figure, Reason, say
from schemas.results import Finding, UnmetCause
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown, unmet

ALL: tuple[Mark, ...] = get_args(Mark)
_OF_THE_FOOT: tuple[Mark, ...] = ("site_id_code", "icp", "police", "sponsor")
_CODE = re.compile(r"(?:bm\d{8}|\d{10})", re.IGNORECASE)


class SiteIdentity(Frozen):
    """`kinds`: what the home page must show."""

    kinds: Annotated[tuple[Mark, ...], Field(min_length=1)] = ALL


def site_identity(facts: AgencyFacts, obligation: Obligation, params: SiteIdentity) -> Iterator[Judged]:
    """One line per site, by the latest look that read its home page.

    Unmet: this night's look found the foot of the page (one mark of it at least) and not all that is asked; or a 网站
    标识码 that has not its form or is not the one that office.yml states. A page without any of them may have a foot
    that a script or frame brings: unknown. A person decides where parts of the page come from elsewhere, and where 找错
    alone is missing on a page with scripts, since it is given out as one.

    Source: 国办发〔2017〕47号 政府网站发展指引 (底部功能区).
    """
    homes = facts.observed.homes or ()
    for home in homes:
        yield Judged(subject=home.host, finding=_finding(facts, home, params), fact=f"identity:{home.host}")
    if not homes:
        reason = say("not_gathered") if facts.observed.homes is None else say("home.none")
        yield Judged(subject="-", finding=unknown(reason, cause="our_failure"))


def _finding(facts: AgencyFacts, home: SiteHome, params: SiteIdentity) -> Finding:
    looks = [look for look in home.looks if look.day <= facts.day]
    if not looks:
        return unknown(say("home.unread", home=home.home), cause=home.cause or "our_failure")
    look = looks[-1]
    lacking = [kind for kind in params.kinds if not home.marks.get(kind)]
    wrong = _wrong_code(home) if "site_id_code" in params.kinds else None
    figures: dict[str, Figure] = {"home": home.home, "seen": look.day.isoformat(), "count": len(params.kinds)}
    if not lacking and wrong is None:
        return met(say("identity.met", **figures), evidence=look.evidence)
    what = (*(say(f"identity.{kind}") for kind in lacking), *([wrong] if wrong else []))
    if not any(home.marks.get(kind) for kind in _OF_THE_FOOT):
        return unknown(say("identity.no_foot", **figures), cause="not_assessable", evidence=look.evidence)
    if look.day != facts.day or not look.evidence:
        return unknown(say("identity.unknown", **figures, what=what), cause=home.cause or "our_failure")
    cause: UnmetCause = "not_published" if lacking else "inconsistent"
    drawn = home.scripts and lacking == ["find_error"] and wrong is None
    if look.unseen or drawn:
        return needs_review(say("identity.review", **figures, what=what), evidence=look.evidence, in_doubt=cause)
    return unmet(say("identity.unmet", **figures, what=what), cause=cause, evidence=look.evidence)


def _wrong_code(home: SiteHome) -> Reason | None:
    """Why the 网站标识码 shown is none, or another site's; `None` if nothing is wrong, or none is shown."""
    codes = home.marks.get("site_id_code", ())
    if not codes:
        return None
    if not any(_CODE.fullmatch(code) for code in codes):
        return say("identity.malformed", code=codes[0])
    if home.id_code and home.id_code.lower() not in {code.lower() for code in codes}:
        return say("identity.other_code", code=codes[0], stated=home.id_code)
    return None
