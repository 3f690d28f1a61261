"""Last year's annual report agrees with itself and lacks no part that its regime asks for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated, get_args

from pydantic import AfterValidator, Field

from schemas.annual_reports import AnnualReport, AuditedReport, CheckName, ReportFinding
from schemas.messages import Figure, Reason, say
from schemas.results import Finding, UnmetCause
from schemas.work_plan import Obligation
from scorecards.events import masked
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import met, needs_review, unknown
from scorecards.report_of_year import OfYear, report_of_year
from scorecards.short_name import short_name

ALIKE: tuple[CheckName, ...] = ("like_last_year", "like_another_agency")
"""Their `approximate` asks for a person: likeness is never a contradiction."""
ELSEWHERE: tuple[CheckName, ...] = ("published_in_time",)
"""Another measure judges it, and knows the agency's class: `annual_report_published`."""
CHECKS: tuple[CheckName, ...] = tuple(name for name in get_args(CheckName) if name not in (*ALIKE, *ELSEWHERE))
SHOWN = 12
"""So many lines of the report are named."""
LONGEST = 80
"""Characters of what a report says of itself."""


def _judged_here(checks: tuple[CheckName, ...]) -> tuple[CheckName, ...]:
    if named := set(checks) & set(ELSEWHERE):
        raise ValueError(f"{', '.join(named)} is judged by annual_report_published: leave it out, and ask for that")
    return checks


class AnnualReportSound(OfYear):
    """Also which checks count."""

    checks: Annotated[tuple[CheckName, ...], Field(min_length=1), AfterValidator(_judged_here)] = CHECKS
    """Of `docs/report_checks.md`; absent: all but the two of likeness, which only count where they are named."""


def annual_report_sound(facts: AgencyFacts, obligation: Obligation, params: AnnualReportSound) -> Iterator[Judged]:
    """One line where nothing is wrong, or else one for each contradiction and each missing part. Never unmet by itself:
    a person reads the places and decides each line.

    A line is named by its check, what is compared, and the values, not by the place in the text: the answer stays with
    it when the report is read again, and a report that was corrected into another contradiction is asked about anew.
    Numbers that are approximate or not reported are no fault. Unknown where no report was read, and where it says
    nothing that can be compared.
    Source: 条例2019 art. 50 and 国办公开办函〔2021〕30号 (what a report contains; the rule printed on its table 三).
    """
    columns = facts.columns_in(obligation.scope)
    if not columns:
        return
    codes = tuple(check.column for check in columns)
    year = params.year_at(facts.day)
    known = report_of_year(facts, columns, params)
    if isinstance(known, Finding):
        yield Judged(subject="-", columns=codes, finding=known, fact=f"annual_report_sound:{year}")
        return
    audited, report = known
    findings = [each for each in audited.checked.findings if each.check in params.checks] if audited.checked else []
    wrong: defaultdict[str, list[ReportFinding]] = defaultdict(list)
    for each in findings:
        if _is_wrong(each):
            wrong[_subject(each)].append(each)
    for subject, same in wrong.items():
        in_doubt: UnmetCause = "not_published" if same[0].status == "missing" else "inconsistent"
        yield Judged(
            subject=subject,
            columns=codes,
            finding=needs_review(_told(audited, report, same), evidence=audited.evidence, in_doubt=in_doubt),
            fact=f"annual_report_sound:{year}:{subject}",
        )
    if not wrong:
        finding = _nothing_wrong(audited, report, findings)
        yield Judged(subject="-", columns=codes, finding=finding, fact=f"annual_report_sound:{year}")


def _is_wrong(found: ReportFinding) -> bool:
    return found.status in ("contradiction", "missing") or (found.check in ALIKE and found.status == "approximate")


def _subject(found: ReportFinding) -> str:
    if found.check in ALIKE:  # their share hangs on what is left out; the other report and the passages do not
        return short_name(found.check, _other(found), found.about)
    return short_name(found.check, found.about, str(found.left), str(found.right))


def _other(found: ReportFinding) -> str:
    """Whose report it is like; `where` names it behind the lines."""
    return found.where.rpartition("; ")[2]


def _nothing_wrong(audited: AuditedReport, report: AnnualReport, findings: Sequence[ReportFinding]) -> Finding:
    sound = sum(each.status == "ok" for each in findings)
    figures: dict[str, Figure] = {"title": _title(audited, report), "sound": sound, "open": len(findings) - sound}
    if not sound:
        return unknown(say("report_sound.unsaid", **figures), cause="not_assessable", evidence=audited.evidence)
    return met(say("report_sound.met", **figures), evidence=audited.evidence)


def _told(audited: AuditedReport, report: AnnualReport, same: Sequence[ReportFinding]) -> Reason:
    """Both values, their difference and every place of the report that says so."""
    found = same[0]
    figures: dict[str, Figure] = {
        "title": _title(audited, report),
        "about": _short(found.about),
        "place": _place([line for each in same for line in each.lines]),
    }
    if found.status == "missing":
        return say("report_sound.missing", **figures)
    figures["check"] = say(f"report_check.{found.check}")
    if found.check in ALIKE:
        share = round(float(found.left) * 100, 1) if isinstance(found.left, int | float) else None
        return say("report_sound.alike", **figures, other=_short(_other(found)), percent=share)
    figures["sides"] = say(f"report_sides.{found.check}", left=_value(found.left), right=_value(found.right))
    if found.difference is None:
        return say("report_sound.contradiction", **figures)
    return say("report_sound.difference", **figures, difference=abs(found.difference))


def _place(lines: Sequence[int]) -> Reason:
    places = sorted(set(lines))
    if not places:
        return say("report_sound.whole")
    shown = ", ".join(map(str, places[:SHOWN])) + (" …" if len(places) > SHOWN else "")
    return say("report_sound.lines", lines=shown)


def _title(audited: AuditedReport, report: AnnualReport) -> str:
    return _short(report.title or audited.title or "")


def _value(value: int | float | str | None) -> Figure:
    return _short(value) if isinstance(value, str) else value


def _short(text: str) -> str:
    """What a report says, without numbers that may be a person's."""
    hidden = masked(text)
    return hidden if len(hidden) <= LONGEST else f"{hidden[:LONGEST]}…"
