"""What was seen, what it proves, what it costs: observations, checks, findings, scorecards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, model_validator

from schemas.base import Frozen, Moment, Text
from schemas.entries import Entry, Identity, ReadingState
from schemas.messages import Reason

Points = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""Points with two decimals, exact inside the program, a plain number in JSON."""

LimitUnit = Literal["hours", "days", "working_days", "months", "years"]


class Limit(Frozen):
    """How old a column's newest item may be: `age <= limit` is fresh. Months and years are calendar ones.

    `working_days`: those after the item's day up to the monitoring point's, by the office's calendar. `hours`: from the
    item's time of day; of an item that states none, from the latest moment at which it can have been published.
    """

    value: Annotated[int, Field(gt=0)]
    unit: LimitUnit = "days"

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        most = {"hours": 876_000, "days": 36_500, "working_days": 25_000, "months": 1_200, "years": 100}[self.unit]
        if self.value > most:  # the calendar itself ends before such a one is counted back
            raise ValueError(f"{self.value} {self.unit} is no limit: write {most} at most")
        return self


class Evidence(Frozen):
    """One stored response (or, for a person's decision, the document they cite) that a third party can check."""

    url: Text
    fetched_at: Moment | None = None
    sha256: str | None = None
    """SHA-256 of the response body as it came over the wire, hexadecimal; of a page that a browser drew, that of the
    document as drawn, beside which the response itself is kept."""
    record: str | None = None
    """Where the response is kept: `<file>#<offset>` of a WARC file, relative to the office's `var/`."""
    length: int | None = None
    """Bytes of that record in its file, compressed as it lies there."""
    issued_by: str | None = None
    """Who stands for it, when a person cited it."""

    @model_validator(mode="after")
    def _checkable(self) -> Self:
        if not (self.record and self.sha256 and self.fetched_at) and not self.issued_by:
            raise ValueError(
                "evidence is a stored response (record, sha256, fetched_at) or names the person who cites it"
            )
        return self


class ColumnVisit(Frozen):
    """One visit of one column, written even when nothing was learned."""

    agency: str
    column: str
    url: str
    observed_at: Moment
    state: ReadingState | Literal["unreachable", "bad_certificate", "refused", "not_tried"]
    """A reading's state; `unreachable`: no answer or an error status; `bad_certificate`: its server cannot prove who it
    is; `refused`: robots.txt or our own guard forbids it; `not_tried`: the night ended or our own network was down
    before its turn, or its server was being left alone."""
    reason: str = ""
    cause: UnknownCause | None = None
    """Set when the state is not readable: whose fault the blindness is."""
    entries: tuple[Entry, ...] = ()
    """All entries read in this visit, in the order shown, one per address."""
    pages_read: int = 0
    pages_stated: int | None = None
    total_stated: int | None = None
    fetched: int = 0
    """Rows read on all pages, repetitions included; `entries` holds each address once."""
    cap: int | None = None
    """The most entries the list's server hands out, where the list has exactly so many: it may be longer."""
    read_back_to: date | None = None
    """Everything dated on or after this day has been read; `date.min` when the list was read to its end; `None` when
    that cannot be said (a page in between failed, a cap was met)."""
    seen_back_to: date | None = None
    """Everything dated on or after this day was read in this visit at least, where `read_back_to` cannot be said or is
    an earlier visit's: the list runs from new to old, and what is missing lies below. `None`: the newest entry may
    stand on a page not read."""
    broken_off: bool = False
    """A later page could not be read; what stands there may be readable in twenty minutes."""
    stopped_at_known: bool = False
    """Paging ended because a whole page was known already; `read_back_to` is then the earlier visit's."""
    product: str | None = None
    identity: Identity = Identity()
    evidence: tuple[Evidence, ...] = ()
    """One per fetched page, first page first."""
    requests: int = 0
    bytes: int = 0
    """Body bytes received."""
    seconds: float = 0.0

    same_as: int | None = None
    """The observation in the warehouse whose reading still holds: its pages have not changed, nothing was parsed, and
    every figure here, but for `entries`, is that reading's."""
    entries_of_same: int = 0
    """Distinct entries of that reading."""
    in_place_of: int | None = None
    """The observation whose stored pages were read again: this reading takes its place, and nobody was asked. The
    warehouse knows it as the one before of the same night, column and moment."""
    settled_by: int | None = None
    """While so many first pages stay the same, so does the whole list; `None`: it may change all the same."""
    deep: bool = False
    """Known items did not end the reading: late postings, edits and removals further down were seen too."""
    reader: str | None = None
    """What the pages were read with; what another reader would make of them is not known."""
    not_modified: int = 0
    """Answers 304."""
    parses: int = 0
    """Pages that were parsed."""

    @property
    def readable(self) -> bool:
        return self.state in ("list", "blank", "blank_with_note")

    @property
    def unique(self) -> int:
        """Distinct entries read, or still standing."""
        return len(self.entries) if self.same_as is None else self.entries_of_same


UnknownCause = Literal["our_failure", "not_assessable"]
UnmetCause = Literal["not_published", "late", "unreachable_for_citizens", "inconsistent"]
ColumnStatus = Literal["fresh", "stale", "blank", "unknown", "unlimited"]
CountStatus = Literal["met", "unmet", "not_due", "unknown", "no_minimum"]
LineStatus = Literal["met", "unmet", "unknown", "not_due", "not_applicable", "waived", "needs_review"]
LineMode = Literal["share", "deduct", "bonus", "veto", "base"]
"""`share`: points up to `max`. `deduct`: nothing or a negative number. `bonus`: beyond the maximum. `veto`: no points,
but a grade. `base`: the points from which is deducted."""


class ColumnCheck(Frozen):
    """The freshness verdict on one column, reduced from Great Expectations. Nothing after it judges age again."""

    agency: str
    column: str
    name: str
    kind: str
    category: str
    url: str
    status: ColumnStatus
    note: bool = False
    """The blank page carries a note (备注说明): a person decides."""
    undated: bool = False
    """Items were read, none with a date."""
    cause: UnknownCause | None = None
    """Set exactly when `status` is `unknown`."""
    reason: Reason
    state: str
    """What the latest visit at this monitoring point saw: a reading's state, or `never`."""
    observed_at: Moment | None = None
    seen_on: date | None = None
    """The day of that visit in the office's zone."""
    newest: date | None = None
    age_days: int | None = None
    limit: Limit | None = None
    limit_days: int | None = None
    """The limit in days as of this monitoring point."""
    due_on: date | None = None
    """The last day on which the newest item is still within the limit."""
    items: int = 0
    """Distinct items the warehouse knows, dated on or before the monitoring point or undated."""
    read_back_to: date | None = None
    """Everything in the column dated on or after this day is known; `None` when that cannot be said."""
    within_limit: bool = False
    """The newest known item is within the limit, whenever it was seen: proves `met` even on a night without a visit."""
    unconfirmed: bool = False
    """The limit is of a rule that says of itself that it needs confirmation: what it makes late is for a person."""
    own_limit_only: bool = False
    """Stale by a limit of its own; that it is past the rule set's for its kind as well is not shown."""
    evidence: tuple[Evidence, ...] = ()
    """The page that proves the status: tonight's, or for `within_limit` on a blind night the earlier one."""


class CountCheck(Frozen):
    """Items of one agency in one category (or one column) and period against the minimum."""

    agency: str
    category: str
    column: str | None = None
    """Set when the minimum is the column's own, not the category's."""
    period: str
    """`2026`, or `2026Q3`, or `2026-09`."""
    obligation: str | None = None
    """The obligation of the work plan that asks for it; `None`: the register does."""
    items: int
    min_items: int | None
    status: CountStatus
    cause: UnknownCause | None = None
    reason: Reason
    evidence: tuple[Evidence, ...] = ()


class ExpectationResult(Frozen):
    """One expectation of a suite, as Great Expectations answered it: the run page shows it, the warehouse keeps it."""

    suite: str
    code: str
    """The expectation's own code, carried in its `meta`."""
    rules: tuple[str, ...] = ()
    """Codes of the rule set's rules that it holds the rows against, from `meta`, too."""
    title: Reason
    success: bool | None
    """`None`: could not be checked (see `error`)."""
    evaluated: int
    failed: int
    failing: tuple[str, ...] = ()
    """Every failing row's id, none left out: `agency/column` or `agency/category/period`."""
    error: str = ""


class CheckResults(Frozen):
    """Everything `expectations.run` learned at one monitoring point."""

    as_of: Moment
    columns: tuple[ColumnCheck, ...]
    counts: tuple[CountCheck, ...]
    expectations: tuple[ExpectationResult, ...]
    warnings: tuple[Reason, ...] = ()
    """Signs that the scorer, not the agencies, is at fault (a check that passes for none or for all)."""


def _defensible(status: LineStatus, cause: str | None, evidence: tuple[Evidence, ...]) -> None:
    if status == "unmet" and (not evidence or cause is None):
        raise ValueError("an unmet finding needs evidence of its page and a cause")
    if status == "unknown" and cause not in ("our_failure", "not_assessable"):
        raise ValueError("an unknown finding says whose fault it is")


class Finding(Frozen):
    """One measure's answer about one duty, before any points."""

    status: LineStatus
    reason: Reason
    cause: UnmetCause | UnknownCause | None = None
    evidence: tuple[Evidence, ...] = ()
    due_on: date | None = None
    """The last day in time, where the duty has one and it is known."""
    in_doubt: UnmetCause = "not_published"
    """Of what waits for a person: the cause, if that person finds it unmet."""

    @model_validator(mode="after")
    def _no_accusation_without_evidence(self) -> Self:
        _defensible(self.status, self.cause, self.evidence)
        return self


class Line(Frozen):
    """One line of a scorecard: one duty of one agency."""

    id: Text
    task: Text
    obligation: Text
    measure: Text
    measure_version: int
    clause: str
    columns: tuple[str, ...] = ()
    category: str | None = None
    status: LineStatus
    cause: UnmetCause | UnknownCause | None = None
    points: Points | None
    """`None`: outside the denominator."""
    max: Points
    """The most this line could give, whether or not it counts tonight; 0 of a deduction, a bonus and a veto."""
    mode: LineMode = "share"
    title: str = ""
    """What it is called, where it stands in the rule set and not in the plan."""
    trial: bool = False
    """试运行: the finding is shown and takes no points."""
    unconfirmed: bool = False
    """The rule set says of the indicator that it needs confirmation: it is on trial until then."""
    uncapped: Points | None = None
    """What it would cost, or earn, without a cap; only where a cap changed that."""
    owed_days: tuple[int, int] | None = None
    """Of a duty handed over in the course of the year: the days on which this agency owed it, and the days counted."""
    due_on: date | None = None
    """The last day in time, where the duty has one and it is known."""
    reason: Reason
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _no_accusation_without_evidence(self) -> Self:
        _defensible(self.status, self.cause, self.evidence)
        return self


class Projection(Frozen):
    """The score of 31 December if everything stays as it stands tonight.

    What is met stays met and what is unmet stays unmet; what falls due by then and is not done counts as not done;
    what is unknown, waived or for a person stays outside; duties handed over count by the days of the whole year.
    """

    score: Points
    max: Points
    percent: Points
    grade: str | None


class AgencyCard(Frozen):
    """The scorecard of one agency. `score` is the sum of its lines' points, always."""

    code: str
    name: str
    agency_class: str
    score: Points | None
    """`None` below the office's coverage bar, and when nothing was due."""
    max: Points
    """The sum of the maxima of the lines that count."""
    percent: Points | None
    grade: str | None
    rank: int | None
    """Place by percent; equal percents share a place. `None`, like the grade, without a score, and on a night on which
    too few of the agency's columns were seen: what was proved earlier still counts then, and a good score says little.
    """
    coverage: float | None
    """Share of due obligations that could be judged, 0 to 1; `None` when nothing was due."""
    vetoes: tuple[str, ...] = ()
    """单项否决: titles of the indicators; they set the grade, never the score."""
    converted: Points | None = None
    """What the percentage is worth in the annual evaluation, where the rule set says so."""
    projected: Projection | None = None
    lines: tuple[Line, ...]
    columns: tuple[ColumnCheck, ...]

    @model_validator(mode="after")
    def _score_is_the_sum(self) -> Self:
        counted = [line for line in self.lines if line.points is not None]
        if self.score is not None and self.score != sum(
            (line.points for line in counted if line.points is not None), Decimal(0)
        ):
            raise ValueError(f"{self.code}: the score is not the sum of its lines")
        if self.max != sum((line.max for line in counted), Decimal(0)):
            raise ValueError(f"{self.code}: the maximum is not the sum of its lines' maxima")
        return self


class RuleSetName(Frozen):
    name: str
    version: str


class Scorecards(Frozen):
    """All agencies at one monitoring point."""

    office: str
    as_of: Moment
    run_id: str
    rules: RuleSetName
    coverage: float | None
    agencies: tuple[AgencyCard, ...]
