"""What a report was read as, held against its truth: one sentence for each difference, none if they agree."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from schemas.annual_reports import AnnualReport, Count, Figure, Group, ReportFinding, Total
from tests.support.written_reports import Planted, SaidGroup, SaidTotal, Truth, WrittenReport


def differences(written: WrittenReport, report: AnnualReport) -> list[str]:
    """In what the reading differs from the truth: missing, invented, misplaced."""
    truth = written.truth
    if report.state != "report":
        return [f"state {report.state}: {report.reason}"]
    return [
        *_of_the_whole(truth, report),
        *_of_numbers(truth, report),
        *_of_totals(truth, report),
        *_of_groups(truth, report),
        *_of_applications(truth, report),
        *_of_percentages(truth, report),
        *_of_enumerations(truth, report),
        *_of_tables(written, report),
        *_misplaced(report),
    ]


def _of_the_whole(truth: Truth, report: AnnualReport) -> Iterator[str]:
    said: dict[str, tuple[object, object]] = {
        "year": (truth.year, report.year),
        "regime": (truth.regime, report.regime),
        "period": (truth.period, report.period),
        "published": (truth.published, report.published),
        "signed": (truth.signed, report.signed),
        "sections": (truth.sections, sum(section.level == 1 for section in report.sections)),
        "parts": (truth.parts, report.parts.count.value if report.parts and report.parts.count else None),
    }
    if truth.year_in_text is not None:
        said["year in text"] = (truth.year_in_text, report.year_in_text)
    if truth.agency_in_text is not None:
        said["agency in text"] = (truth.agency_in_text, report.agency_in_text)
    for name, (right, read) in said.items():
        if right != read:
            yield f"{name}: {read}, should be {right}"
    if report.agency not in truth.agency.split("|"):
        yield f"agency: {report.agency}, should be {truth.agency}"
    for channel in truth.channels:
        if not any(channel in named for named in report.channels):
            yield f"channel {channel} is not among {report.channels}"


def _of_numbers(truth: Truth, report: AnnualReport) -> Iterator[str]:
    """Every number in the report's prose is in the truth, and the other way round."""
    right = {(said.value, said.approximate) for said in truth.totals}
    for group in truth.groups:
        right |= {(value, False) for value in group.counts.values()}
        right |= {(group.total, group.approximate)} if group.total is not None else set()
    right |= {(value, False) for value in _application_numbers(truth)}
    may = {*truth.may, *chain.from_iterable(_all_values(group) for group in truth.may_groups)}
    may |= {*truth.applications.may.by_channel.values(), *truth.applications.may.dispositions.values()}
    read = {(figure.value, figure.approximate) for figure in _figures(report) if figure.value is not None}
    # Parts of an approximate total are seldom exact, and which of them are is no matter of this comparison.
    loose = {value for value, approximate in read} & {value for value, _ in right}
    for value, approximate in sorted(read - right):
        if value not in may and value not in loose:
            yield f"invented: {value}{' (approximate)' if approximate else ''}"
    for value, _ in sorted(right):
        if value not in loose:
            yield f"not read: {value}"


def _all_values(group: SaidGroup) -> list[int | float]:
    return [*group.counts.values(), *([] if group.total is None else [group.total])]


def _application_numbers(truth: Truth) -> list[int]:
    said = truth.applications
    single = [said.received, said.answered, said.carried_in, said.carried_over]
    return [*(value for value in single if value is not None), *said.by_channel.values(), *said.dispositions.values()]


def _figures(report: AnnualReport) -> Iterator[Figure]:
    yield from _totals(report)
    for group in report.groups:
        yield from group.counts
    yield from report.applications.by_channel
    yield from report.applications.dispositions


def _totals(report: AnnualReport) -> Iterator[Total]:
    yield from report.totals
    yield from (group.total for group in report.groups if group.total is not None)
    yield from _application_totals(report)


def _application_totals(report: AnnualReport) -> Iterator[Total]:
    said = report.applications
    yield from (total for total in (said.received, said.answered, said.carried_in, said.carried_over) if total)


def _of_totals(truth: Truth, report: AnnualReport) -> Iterator[str]:
    counts = [(group, count) for group in report.groups if group.kind == "channel" for count in group.counts]
    for said in truth.totals:
        by_channel = said.through is not None and any(
            count.value == said.value and _alike(said.through, count.name) for _, count in counts
        )
        if not by_channel and not any(_is_total(said, total) for total in report.totals):
            yield f"no total {said.about} {said.value} (cumulative {said.cumulative}, through {said.through})"
    numbers = {*_application_numbers(truth), *truth.may}
    numbers |= set(chain.from_iterable(_all_values(group) for group in (*truth.groups, *truth.may_groups)))
    for total in report.totals:
        allowed = any(_is_total(said, total) for said in truth.totals) or total.value is None
        if not allowed and total.value not in numbers:
            yield f"total that nobody states: {total.about} {total.raw} (line {total.line})"
    for about in truth.unreported:
        applied = about == "依申请公开" and any(t.value is None for t in _application_totals(report))
        if not applied and not any(t.value is None and _alike(about, t.about) for t in _totals(report)):
            yield f"no place without a number for {about}"


def _is_total(said: SaidTotal, total: Total) -> bool:
    through = said.through == "*" or (
        total.through is None
        if said.through is None
        else total.through is not None and _alike(said.through, total.through)
    )
    return (
        (total.value, total.approximate, total.cumulative) == (said.value, said.approximate, said.cumulative)
        and through
        and _alike(said.about, total.about)
    )


def _alike(said: str, read: str) -> bool:
    """Any of the alternatives is part of what was read, or it of them."""
    return any(one in read or read in one for one in said.split("|"))


def _of_groups(truth: Truth, report: AnnualReport) -> Iterator[str]:
    for said in truth.groups:
        if not any(_is_group(said, group) for group in report.groups):
            yield f"no group {said.about} {said.counts} of {said.total}"
    for group in report.groups:
        stated = [count for count in group.counts if count.value is not None]
        known = [*truth.groups, *truth.may_groups, *_application_groups(truth)]
        if stated and not any(_same_counts(said.counts, stated) for said in known):
            yield f"group that nobody states: {group.about} {[(c.name, c.value) for c in group.counts]}"


def _application_groups(truth: Truth) -> Iterator[SaidGroup]:
    said = truth.applications
    for parts in (said, said.may):
        yield SaidGroup(about="依申请公开", kind="channel", counts=dict(parts.by_channel))
        yield SaidGroup(about="依申请公开", kind="disposition", counts=dict(parts.dispositions))


def _is_group(said: SaidGroup, group: Group) -> bool:
    total = group.total.value if group.total else None
    return said.total == total and _alike(said.about, group.about) and _same_counts(said.counts, group.counts)


def _same_counts(said: Mapping[str, int | float], read: Sequence[Count]) -> bool:
    return len(said) == len(read) and all(
        value == count.value and _alike(name, count.name)
        for (name, value), count in zip(said.items(), read, strict=True)
    )


def _of_applications(truth: Truth, report: AnnualReport) -> Iterator[str]:
    said, read = truth.applications, report.applications
    for name in ("received", "answered", "carried_in", "carried_over"):
        right, total = getattr(said, name), getattr(read, name)
        value = None if total is None else total.value
        if value != right and not (right is None and value in truth.may):
            yield f"applications {name}: {value}, should be {right}"
    for name in ("by_channel", "dispositions"):
        counts = [count for count in getattr(read, name) if count.value is not None]
        right, may = getattr(said, name), getattr(said.may, name)
        if not (_same_counts(right, counts) or (may and _same_counts(may, counts))):
            yield f"applications {name}: {[(c.name, c.value) for c in counts]}, should be {right}"


def _of_percentages(truth: Truth, report: AnnualReport) -> Iterator[str]:
    read = Counter(one.value for one in report.percentages if one.value is not None)
    right, may = Counter(truth.percentages), Counter(truth.may_percentages)
    if invented := read - right - may:
        yield f"invented percentages: {dict(invented)}"
    if left_out := right - read:
        yield f"percentages not read: {dict(left_out)}"


def _of_enumerations(truth: Truth, report: AnnualReport) -> Iterator[str]:
    read = Counter((one.announced.value, one.listed) for one in report.enumerations)
    right: Counter[tuple[int | float | None, int]] = Counter(truth.enumerations)
    # One that agrees and that the truth does not name is no mistake.
    invented = {pair: count for pair, count in (read - right).items() if pair[0] != pair[1]}
    if invented or right - read:
        yield f"enumerations: {dict(read)}, should be {dict(right)}"


def _of_tables(written: WrittenReport, report: AnnualReport) -> Iterator[str]:
    # The tables of a PDF are not read: it has lines, and no cells.
    for number in written.truth.tables if written.truth.make.kind != "pdf" else ():
        table = report.table(number)
        if table is None:
            yield f"no table {number}"
            continue
        right = written.cells(number)
        read = {(cell.row, cell.column): cell.value for cell in table.cells}
        wrong = {place: (read.get(place), value) for place, value in right.items() if read.get(place) != value}
        if wrong:
            yield f"table {number}: (read, should be) {wrong}"
        if more := {place: value for place, value in read.items() if place not in right and value is not None}:
            yield f"table {number}: cells that it does not have: {more}"
        if not set(written.truth.lacking.get(number, ())) <= set(table.lacking):
            yield f"table {number}: lacking {table.lacking}"
    if more_tables := {table.number for table in report.tables} - set(written.truth.tables):
        yield f"tables that it does not have: {more_tables}"


def _misplaced(report: AnnualReport) -> Iterator[str]:
    """Each figure's characters stand where it says."""
    for figure in chain(_figures(report), report.percentages):
        line = report.lines[figure.line - 1]
        if line[figure.start : figure.start + len(figure.raw)] != figure.raw:
            yield f"{figure.raw!r} does not stand at {figure.line}:{figure.start}"


def contradictions(findings: Iterable[ReportFinding]) -> set[Planted]:
    """What a person would have to answer: checks and both sides, in an order of their own."""
    return {
        in_order(Planted(check=finding.check, left=finding.left, right=finding.right))
        for finding in findings
        if finding.status == "contradiction" and not finding.check.startswith("like_")
    }


def in_order(planted: Planted) -> Planted:
    """Which side is the left one is no matter of the comparison."""
    left, right = sorted((planted.left, planted.right), key=lambda side: (side is not None, str(side)))
    return Planted(check=planted.check, left=left, right=right)


def unmatched(written: WrittenReport, findings: Sequence[ReportFinding]) -> tuple[list[Planted], list[Planted]]:
    """Planted contradictions that were not found, and found ones that nobody planted."""
    found = contradictions(findings)
    planted = {in_order(one) for one in written.truth.planted}
    open_sides = {one.check for one in planted if one.left is None and one.right is None}
    missed = [one for one in planted if not (one in found or (one.check in open_sides & {f.check for f in found}))]
    false = [one for one in found if one not in planted and one.check not in open_sides]
    return missed, false
