"""Parts against the total they are said to make, and totals of one thing against each other."""

from collections import defaultdict
from collections.abc import Iterator

from schemas.annual_reports import AnnualReport, CheckStatus, Group, ReportFinding, Total
from scorecards.report_checks.amounts import amount, compared, total_of
from scorecards.report_checks.clauses import are_of_one_thing, deeds_of
from scorecards.report_checks.finding import APPLICATIONS, Subject, finding, lines_of

DISCLOSED = "主动公开"
SURELY_ALL = 5
"""A list of so many parts is meant to hold all of them. A shorter one of less than half of the total tells some:
主动公开356条，其中政策文件12条、解读8条."""


def categories_sum_to_total(subject: Subject) -> Iterator[ReportFinding]:
    """The parts of each list, but those of applications, against its total and every other total of its scope."""
    for group in subject.report.groups:
        if group.about == APPLICATIONS or not group.counts:
            continue
        totals = _totals_of(group, subject.report)
        for total in totals:
            yield finding(
                "categories_sum_to_total",
                _status(group, total, subject.report),
                left=amount(total),
                right=total_of(group.counts).whole,
                lines=lines_of((total, *group.counts)),
                about=group.about,
            )


def totals_agree(subject: Subject) -> Iterator[ReportFinding]:
    """Totals of one scope: about the same, of the year or cumulative alike, in one unit.

    Not of what went through one kind of channel: an agency has two accounts, and its superior's website beside its own.
    """
    for totals in _scopes(subject.report):
        if totals[0].through is not None:
            continue
        stated = [total for total in totals if total.value is not None]
        if len(stated) < 2:
            continue
        first, *others = sorted(stated, key=lambda total: (total.approximate, total.line, total.start))
        against: dict[int | float | None, tuple[Total, CheckStatus]] = {}
        for other in others:
            if _agree(first, other) == "contradiction" and not are_of_one_thing(subject.report, first, other):
                continue
            against.setdefault(other.value, (other, _agree(first, other)))
        wrong = [(other, status) for other, status in against.values() if status == "contradiction"]
        sound = sorted(against.values(), key=lambda one: one[1] == "ok")[:1]  # the one that is not exact, if any
        for other, status in wrong or sound:
            yield finding(
                "totals_agree",
                status,
                left=amount(first),
                right=amount(other),
                lines=lines_of((first, other)),
                about=first.about if first.through is None else f"{first.about}（{first.through}）",
            )


def says_all(parts: int, stated: float, total: float) -> bool:
    """A list of parts without 等 means all of them."""
    return parts >= SURELY_ALL or (parts > 1 and 2 * stated >= total)


def _status(group: Group, total: Total, report: AnnualReport) -> CheckStatus:
    whole, parts = amount(total), total_of(group.counts)
    if whole is None:
        return "not_reported"
    if parts.whole is not None and compared(whole, parts.stated) == "contradiction":
        others = [one for one in report.totals if not _of_one_scope(one, total, report)]
        if any(one.value is not None and parts.stated.value == one.value for one in others):
            return "not_reported"  # it is that one's list
    if group.kind == "channel":
        return _through_channels(group, total)
    if parts.stated.exceeds(whole):
        return "contradiction"
    if parts.lacking:
        return "not_reported"
    status = compared(whole, parts.stated)
    if status != "contradiction":
        return status
    meant = says_all(len(group.counts), float(parts.stated.value), float(whole.value))
    return "contradiction" if group.whole and meant else "not_reported"


def _through_channels(group: Group, total: Total) -> CheckStatus:
    """One item may go out through several channels, or through none of those named: only one alone can be too many."""
    whole, parts = amount(total), total_of(group.counts)
    assert whole is not None
    if any(one is not None and one.exceeds(whole) for one in map(amount, group.counts)):
        return "contradiction"
    status = "not_reported" if parts.lacking else compared(whole, parts.stated)
    return "not_reported" if status == "contradiction" else status


def _totals_of(group: Group, report: AnnualReport) -> list[Total]:
    """Its own total, and others of that scope which say another number."""
    own = group.total
    if own is None:
        scope = [total for total in report.totals if total.about == group.about and not total.through]
        totals = [total for total in scope if not total.cumulative]
    else:
        others = [total for total in _scope_of(own, report) if total.value not in (None, own.value)]
        totals = [own, *(total for total in others if are_of_one_thing(report, own, total))]
    return list({total.value: total for total in reversed(totals)}.values())[::-1]


def _of_one_scope(one: Total, other: Total, report: AnnualReport) -> bool:
    if one.value == other.value:
        return True
    same = _scope_of(one, report) == _scope_of(other, report)
    return same and are_of_one_thing(report, one, other)


def _scope_of(own: Total, report: AnnualReport) -> list[Total]:
    at = (own.line, own.start)
    return next((t for t in _scopes(report) if any((one.line, one.start) == at for one in t)), [own])


def _scopes(report: AnnualReport) -> list[list[Total]]:
    """The report's totals, those of one scope together, in the order of the text.

    A unit that is not said is that of the others, if these have but one. 收到100条 and 回复98条 are two things.
    """
    by_words: defaultdict[tuple[str, bool, str | None], list[Total]] = defaultdict(list)
    for total in report.totals:
        by_words[total.about, total.cumulative, total.through].append(total)
    found: list[list[Total]] = []
    for totals in by_words.values():
        units = sorted({total.unit for total in totals if total.unit is not None})
        if len(units) < 2:
            found += _by_deeds(report, totals)
        else:
            found += [scope for unit in units for scope in _by_deeds(report, [t for t in totals if t.unit == unit])]
    return found


def _by_deeds(report: AnnualReport, totals: list[Total]) -> list[list[Total]]:
    """Totals whose clauses name deeds that have nothing in common are of different scopes.

    One without a deed is of the same scope as others only if these are without one, too, or what was disclosed.
    """
    scopes: list[tuple[frozenset[str], list[Total]]] = []
    for total in totals:
        deeds = deeds_of(report, total)
        for index, (known, members) in enumerate(scopes):
            alike = (not deeds and not known) or deeds & known
            if alike or (total.about == DISCLOSED and not (deeds and known)):
                members.append(total)
                scopes[index] = (known | deeds, members)
                break
        else:
            scopes.append((deeds, [total]))
    return [members for _, members in scopes]


def _agree(left: Total, right: Total) -> CheckStatus:
    ours, theirs = amount(left), amount(right)
    assert ours is not None
    assert theirs is not None
    return compared(ours, theirs)
