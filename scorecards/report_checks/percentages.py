"""Shares in percent against the counts they are shares of, and against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from schemas.annual_reports import AnnualReport, CheckStatus, Count, Group, Percentage, ReportFinding, Total
from scorecards.report_checks.amounts import Amount, amount, digits_after_point, exactly, total_of
from scorecards.report_checks.finding import APPLICATIONS, Subject, finding, lines_of

_PRINTED_SHARE = re.compile("[%％﹪]|百分之")
_REST = ("其他", "其它", "其余")
_ALL = 100
FEWEST_SHARES = 3
"""Fewer shares without counts, one of them of what is left, are not taken for all there are."""


def percentages_match(subject: Subject) -> Iterator[ReportFinding]:
    """Each share against what its counts make, rounded or cut off at the digits that are printed."""
    report = subject.report
    pairs = [(share, _parts_of(share, report)) for share in report.percentages if share.value is not None]
    judged = [(share, pair, None if pair is None else _made_by(share, pair, report)) for share, pair in pairs]
    for share, pair, made in judged:
        beside = [
            other for one, of, other in judged if other and pair and of and one.line == share.line and of.of == pair.of
        ]
        yield finding(
            "percentages_match",
            "not_reported" if made is None or _are_of_another(beside) else made.status,
            left=amount(share),
            right=None if made is None else _shown(made.amount, share),
            lines=lines_of((share, *((pair.part, pair.whole) if pair is not None else ()))),
            about=share.of,
        )


def percentages_sum_to_100(subject: Subject) -> Iterator[ReportFinding]:
    """The shares of all parts of one thing. Each may be wrong by half of its last digit, or short by nearly one where
    its counts show that it was cut off."""
    for about, shares, are_all in _sets(subject.report):
        total = total_of(shares)
        if total.whole is None:
            continue
        if abs(total.stated.value - _ALL) <= _slack(shares):
            status: CheckStatus = "approximate" if total.stated.about else "ok"
        elif 0 < _ALL - total.stated.value < 2 * _slack(shares) and _all_agree(shares, subject.report):
            status = "approximate"
        else:
            overlapping = any(_CHANNEL.search(share.of) for share in shares) or total.stated.value > _MOST_IN_ALL
            status = "contradiction" if are_all and not overlapping else "not_reported"
        yield finding(
            "percentages_sum_to_100",
            status,
            left=total.stated,
            right=exactly(_ALL),
            lines=lines_of(shares),
            about=about,
        )


def _are_of_another(shares: Sequence[_Made]) -> bool:
    """Where none of several shares of a list agrees, they are shares of a number that was not understood."""
    return len(shares) > 1 and all(one.status == "contradiction" for one in shares)


def _slack(shares: Sequence[Percentage]) -> Fraction:
    stated = total_of(shares).stated
    halves = sum((_half(share) for share in shares), Fraction(0))
    return max(halves, stated.high - stated.value)


def _all_agree(shares: Sequence[Percentage], report: AnnualReport) -> bool:
    """Each is what its counts make, rounded or cut off."""
    pairs = [(share, _parts_of(share, report)) for share in shares]
    made = [None if pair is None else _made_by(share, pair, report) for share, pair in pairs]
    return all(one is not None and one.status != "contradiction" for one in made)


@dataclass(frozen=True)
class _Made:
    """What the counts of a share make."""

    amount: Amount
    status: CheckStatus


def _made_by(share: Percentage, pair: _Pair, report: AnnualReport) -> _Made | None:
    """Of all that the share may be one of, what agrees with it; if nothing does, its own total."""
    if _share(amount(pair.part), amount(pair.whole)) is None:
        return None
    made = [_share(amount(pair.part), whole) for whole in _wholes(share, pair, report)]
    made += _of_the_owner(pair, report)
    judged = [_Made(one, _of_a_set(share, one, pair, report)) for one in made if one is not None]
    agreeing = [one for one in judged if one.status != "contradiction"]
    return next(iter(agreeing or judged), None)


def _of_the_owner(pair: _Pair, report: AnnualReport) -> list[Amount | None]:
    """政策法规类31条，其中法规15条，文件16条，占1%: a share behind the last detail may be of what has the details."""
    details = pair.of
    if details is None or pair.part != details.counts[-1]:
        return []
    owners = [(count, one.total) for one in _lists(report) if one != details for count in one.counts]
    return [_share(amount(count), amount(total)) for count, total in owners if count.name == details.about]


def _of_a_set(share: Percentage, made: Amount, pair: _Pair, report: AnnualReport) -> CheckStatus:
    """One of all shares of a list may be rounded the other way, so that all of them make 100."""
    status, stated = _status(share, made), amount(share)
    if status != "contradiction" or pair.of is None or stated is None:
        return status
    if abs(stated.value - made.value) > _ROUNDED_THE_OTHER_WAY * _half(share):
        return status
    beside = [other for other in report.percentages if other.line == share.line and other.base == share.base]
    names = sorted(count.name for count in pair.of.counts)
    exactly_all = sorted(other.of for other in beside) == names and total_of(beside).stated.value == 100
    return "approximate" if exactly_all else status


def _wholes(share: Percentage, pair: _Pair, report: AnnualReport) -> list[Amount | None]:
    """Its own total; for a share whose base is not said also what its list makes, and what its total is a part of.

    Of applications: those received, with those of the year before, or those answered.
    """
    found = [amount(pair.whole)]
    if pair.of is None or share.base not in (None, pair.of.about):
        return found
    own = report.applications
    if pair.of.about == APPLICATIONS:
        both = total_of((own.received, own.carried_in)).whole
        found = [amount(own.answered), amount(own.received), *found, both]
        found += [amount(own.channels_of), amount(own.dispositions_of)]
    outer = [one for one in _lists(report) for count in one.counts if count.name == pair.of.about]
    found += [amount(one.total) for one in outer]
    return [*found, total_of(pair.of.counts).whole]


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
    of_applications = ((own.by_channel, own.channels_whole), (own.dispositions, own.dispositions_whole))
    return [
        *(_list(group, report) for group in report.groups),
        *(_List(APPLICATIONS, own.received, counts, whole) for counts, whole in of_applications if counts),
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
    """The count and the total that a share is of: those told last before it on its line, or the only ones there are.

    A list that stands elsewhere is meant only where all shares of the line are of its parts: 其他 is a part of many.
    """
    found: list[_Pair] = []
    for one in _lists(report):
        total = one.total if share.base in (None, one.about) else _base(share.base or "", one, report)
        known = one.counts if _all_are_of(one, share, report) else [c for c in one.counts if c.line == share.line]
        found += [_Pair(count, total, one) for count in known if total is not None and count.name == share.of]
    for told in report.totals:
        if share.of not in (told.through, told.about) or told.line != share.line:
            continue
        about = share.base or (told.about if told.through else None)
        base = _total(about, report) if about else None
        if base is not None and (base.line, base.start) != (told.line, told.start):
            found.append(_Pair(told, base))
    near = [pair for pair in found if pair.part.line == share.line]
    before = [pair.part.start for pair in near if _stands_before(pair.part, share, report)]
    elsewhere = [pair for pair in found if pair.part.line != share.line or pair.of is None]
    pairs = [pair for pair in near if before and pair.part.start == max(before)] or elsewhere
    values = {(pair.part.value, pair.whole.value) for pair in pairs}
    return pairs[0] if len(values) == 1 else None


def _stands_before(part: Count | Total, share: Percentage, report: AnnualReport) -> bool:
    """Of its line, in its sentence, and nothing of the same name nearer to it."""
    if part.start > share.start:
        return False
    line = report.lines[share.line - 1] if 0 < share.line <= len(report.lines) else ""
    between = line[part.start + len(part.raw) : share.start]
    return not re.search("[。！？]", between) and share.of not in between


def _all_are_of(one: _List, share: Percentage, report: AnnualReport) -> bool:
    beside = [other.of for other in report.percentages if other.line == share.line]
    return len(beside) > 1 and set(beside) <= {count.name for count in one.counts}


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
    for shares in _beside_each_other(left, report):
        rest = any(share.of.startswith(_REST) for share in shares)
        named = len({share.of for share in shares}) == len(shares)
        if len(shares) >= FEWEST_SHARES and named and rest:
            yield shares[0].base or shares[0].of, shares, _are_all_printed(shares, report)


def _are_all_printed(shares: Sequence[Percentage], report: AnnualReport) -> bool:
    """No other share stands on their line: one whose words were not understood may be one of them."""
    line = report.lines[shares[0].line - 1] if shares[0].line <= len(report.lines) else ""
    return len(_PRINTED_SHARE.findall(line)) <= len(shares)


def _beside_each_other(left: Sequence[Percentage], report: AnnualReport) -> Iterator[list[Percentage]]:
    """Shares of one base that one sentence tells in a row; another way of dividing (从年龄看) begins another row."""
    rows: list[list[Percentage]] = []
    for share in left:
        last = rows[-1][-1] if rows else None
        if last is not None and last.line == share.line and last.base == share.base:
            between = report.lines[share.line - 1][last.start : share.start] if share.line <= len(report.lines) else ""
            if not _ANOTHER_ROW.search(between):
                rows[-1].append(share)
                continue
        rows.append([share])
    for row in rows:
        yield from _rows_of_100(row)


def _rows_of_100(row: list[Percentage]) -> Iterator[list[Percentage]]:
    """自然人占80%，单位占20%，网上占60%，信函占40%: two rows."""
    first, made, slack = 0, Fraction(0), Fraction(0)
    for end, share in enumerate(row, start=1):
        made += Fraction(str(share.value or 0))
        slack += _half(share)
        if end - first > 1 and abs(made - 100) <= slack:
            yield row[first:end]
            first, made, slack = end, Fraction(0), Fraction(0)
    if first < len(row):
        yield row[first:]


_ROUNDED_THE_OTHER_WAY = 3
"""Halves of the last digit."""
_MOST_IN_ALL = 120
"""Shares that make more are not those of parts in which each thing counts once: 党员占83%，本科占89%."""
_CHANNEL = re.compile("网站|网页|微信|微博|公众号|[公宣][开告示传]栏|客户端|媒体|电视|广播|报刊|显示屏|渠道")
"""One thing may go out through several."""
_ANOTHER_ROW = re.compile("[。！？]|(?:从|按(?!照|时)|以)[^，。；]{1,12}(?:看|分|统计|计|划分)")
