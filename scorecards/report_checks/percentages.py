"""Shares in percent against the counts they are shares of, and against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from schemas.annual_reports import AnnualReport, CheckStatus, Count, Group, Percentage, ReportFinding, Total
from scorecards.report_checks.amounts import Amount, amount, digits_after_point, exactly, total_of
from scorecards.report_checks.finding import APPLICATIONS, Subject, finding, lines_of

_REST = ("其他", "其它", "其余")
FEWEST_SHARES = 3
"""Fewer shares without counts, one of them of what is left, are not taken for all there are."""


def percentages_match(subject: Subject) -> Iterator[ReportFinding]:
    """Each share against what its counts make, rounded or cut off at the digits that are printed."""
    report = subject.report
    for share in report.percentages:
        if share.value is None:
            continue
        pair = _parts_of(share, report)
        whole = None if pair is None else _whole_meant(share, pair, report)
        made = _share(amount(pair.part), amount(whole)) if pair is not None else None
        yield finding(
            "percentages_match",
            "not_reported" if made is None else _status(share, made),
            left=amount(share),
            right=None if made is None else _shown(made, share),
            lines=lines_of((share, *((pair.part, whole) if pair is not None else ()))),
            about=share.of,
        )


def percentages_sum_to_100(subject: Subject) -> Iterator[ReportFinding]:
    """The shares of all parts of one thing. Each may be wrong by half of its last digit."""
    for about, shares, are_all in _sets(subject.report):
        total = total_of(shares)
        if total.whole is None:
            continue
        rounding = sum((_half(share) for share in shares), Fraction(0))
        slack = max(rounding, total.stated.high - total.stated.value)
        over = total.stated.value - 100
        if abs(over) <= slack:
            status: CheckStatus = "approximate" if total.stated.about else "ok"
        elif over > 0 or are_all:
            status = "contradiction"
        else:
            status = "not_reported"
        yield finding(
            "percentages_sum_to_100",
            status,
            left=total.stated,
            right=exactly(100),
            lines=lines_of(shares),
            about=about,
        )


def _whole_meant(share: Percentage, pair: _Pair, report: AnnualReport) -> Count | Total | None:
    """Of applications a share may be one of those received or of those answered: the one that agrees, if one does."""
    own = report.applications
    if pair.of is None or pair.of.about != APPLICATIONS or pair.part not in own.dispositions:
        return pair.whole
    for whole in (own.answered, own.received):
        made = _share(amount(pair.part), amount(whole))
        if made is not None and _status(share, made) != "contradiction":
            return whole
    return pair.whole


def _share(part: Amount | None, whole: Amount | None) -> Amount | None:
    """A part of a whole in percent."""
    if part is None or whole is None or whole.low <= 0:
        return None
    return Amount(
        100 * part.value / whole.value,
        100 * part.low / whole.high,
        100 * part.high / whole.low,
        about=part.about or whole.about,
    )


def _status(share: Percentage, made: Amount) -> CheckStatus:
    stated = amount(share)
    assert stated is not None
    half = _half(share)
    meant = Amount(stated.value, min(stated.low, stated.value - half), max(stated.high, stated.value + half))
    if not meant.exceeds(made) and not made.exceeds(meant):
        return "approximate" if stated.about or made.about else "ok"
    unit = 2 * half
    cut_off = floor(made.value / unit) * unit
    return "approximate" if stated.value == cut_off else "contradiction"


def _shown(made: Amount, share: Percentage) -> Amount:
    """What the counts make, with one more digit than the share is printed with where it needs one."""
    after = digits_after_point(share.raw)
    rounded = Fraction(round(made.value * 10 ** (after + 1)), 10 ** (after + 1))
    return exactly(rounded)


def _half(share: Percentage) -> Fraction:
    return Fraction(1, 2 * 10 ** digits_after_point(share.raw))


@dataclass(frozen=True)
class _List:
    """Parts with their total."""

    about: str
    total: Total | None
    counts: tuple[Count, ...]
    whole: bool


def _lists(report: AnnualReport) -> list[_List]:
    own = report.applications
    of_applications = (own.by_channel, own.dispositions)
    known = [counts for counts in of_applications if counts]
    return [
        *(_list(group, report) for group in report.groups),
        *(_List(APPLICATIONS, own.received, counts, whole=True) for counts in known),
    ]


def _list(group: Group, report: AnnualReport) -> _List:
    return _List(group.about, group.total or _total(group.about, report), group.counts, group.whole)


def _total(about: str, report: AnnualReport) -> Total | None:
    """The report's total about something, if it says but one."""
    own = report.applications.received
    totals = [total for total in report.totals if total.about == about and not total.cumulative and not total.through]
    if about == APPLICATIONS and own is not None:
        totals = [own]
    return totals[0] if len({total.value for total in totals}) == 1 else None


@dataclass(frozen=True)
class _Pair:
    """What a share may be of: a count and its total, and the list they stand in, if they do."""

    part: Count | Total
    whole: Count | Total
    of: _List | None = None


def _parts_of(share: Percentage, report: AnnualReport) -> _Pair | None:
    """The count and the total that a share is of: those told last before it on its line, or the only ones there are."""
    found: list[_Pair] = []
    for one in _lists(report):
        total = one.total if share.base in (None, one.about) else _base(share.base or "", one, report)
        found += [_Pair(count, total, one) for count in one.counts if total is not None and count.name == share.of]
    for told in report.totals:
        if share.of not in (told.through, told.about):
            continue
        about = share.base or (told.about if told.through else None)
        base = _total(about, report) if about else None
        if base is not None and (base.line, base.start) != (told.line, told.start):
            found.append(_Pair(told, base))
    near = [pair for pair in found if pair.part.line == share.line]
    before = [pair.part.start for pair in near if pair.part.start <= share.start]
    pairs = [pair for pair in near if before and pair.part.start == max(before)] or near or found
    values = {(pair.part.value, pair.whole.value) for pair in pairs}
    return pairs[0] if len(values) == 1 else None


def _base(base: str, one: _List, report: AnnualReport) -> Count | Total | None:
    named = [count for count in one.counts if count.name == base]
    return named[0] if len(named) == 1 else _total(base, report)


def _sets(report: AnnualReport) -> Iterator[tuple[str, Sequence[Percentage], bool]]:
    """Shares that belong together: what they are of, and whether they are meant to be all."""
    stated = [share for share in report.percentages if share.value is not None]
    owners = [(share, pair.of if (pair := _parts_of(share, report)) is not None else None) for share in stated]
    left = [share for share, owner in owners if owner is None]
    for one in _lists(report):
        mine = [share for share, owner in owners if owner == one and share.base in (None, one.about)]
        if sorted(share.of for share in mine) == sorted(count.name for count in one.counts) and len(mine) > 1:
            yield one.about, mine, one.whole
    by_place: defaultdict[tuple[str | None, int], list[Percentage]] = defaultdict(list)
    for share in left:
        by_place[share.base, share.line].append(share)
    for (base, _), shares in by_place.items():
        rest = any(share.of.startswith(_REST) for share in shares)
        named = len({share.of for share in shares}) == len(shares)
        if len(shares) >= FEWEST_SHARES and named and rest:
            yield base or shares[0].of, shares, True
