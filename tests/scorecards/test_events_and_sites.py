"""What happened to items waits for a person; a site that does not open is judged by a week's probes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.observed import ItemEvent, Observed
from schemas.probes import ProbeDay, SiteWeek
from schemas.results import Line
from scorecards.events import masked
from scorecards.facts import AgencyFacts
from tests.scorecards.facts_of_one_agency import PAGE, TODAY, answered, facts, lines, owes, seen

DAY = timedelta(days=1)
KINDS = {"no_backdating": ["backdated"], "no_repost": ["reposted", "redated"], "no_vanished": ["vanished"]}


def happened(kind: str, *, number: int = 1, column: str = "a", on: date = TODAY - DAY) -> ItemEvent:
    return ItemEvent(
        kind=kind,
        agency="slj",
        column=column,
        url=f"http://slj.test/{column}/{number}.html",
        title="关于王某13812345678的公示",
        published=date(2026, 3, 1),
        other_title="旧公示",
        other_published=date(2025, 3, 1),
        known_before_on=on - 2 * DAY,
        known_after_on=on,
        known_after_at=datetime(on.year, on.month, on.day, 2, tzinfo=UTC),
        days=10,
        confirmations=3,
        evidence=(PAGE,),
    )


def knowing(known: AgencyFacts, *events: ItemEvent) -> AgencyFacts:
    return replace(known, observed=Observed(events=events))


def said(line: Line) -> tuple[str, str | None]:
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line.status, line.cause


@pytest.mark.parametrize(("measure", "kind"), [(measure, kind) for measure, kinds in KINDS.items() for kind in kinds])
def test_an_event_waits_for_a_person_and_takes_no_points(measure: str, kind: str) -> None:
    known = knowing(facts([seen("a", "fresh"), seen("b", "fresh")]), happened(kind), happened("edited", number=2))
    event, clean = lines(known, owes(measure))
    assert (said(event), event.points, event.columns, event.evidence) == (("needs_review", None), None, ("a",), (PAGE,))
    assert (said(clean), clean.columns) == (("met", None), ("b",))
    assert "13812345678" not in event.reason.text("zh")


@pytest.mark.parametrize("measure", KINDS)
def test_other_kinds_are_other_measures(measure: str) -> None:
    others = [happened(kind) for name, kinds in KINDS.items() if name != measure for kind in kinds]
    (line,) = lines(knowing(facts([seen("a", "fresh")]), *others), owes(measure))
    assert said(line) == ("met", None)


@pytest.mark.parametrize("verdict", ["met", "unmet", "waived"])
@pytest.mark.parametrize(("measure", "kind"), [(measure, kinds[0]) for measure, kinds in KINDS.items()])
def test_a_persons_answer_about_one_event_decides_that_event(measure: str, kind: str, verdict: str) -> None:
    known = knowing(facts([seen("a", "fresh")]), happened(kind), happened(kind, number=2))
    first, _ = lines(known, owes(measure))
    decided = replace(known, answers=(answered(verdict, obligation=first.id),))
    assert [line.status for line in lines(decided, owes(measure))] == [verdict, "needs_review"]


@pytest.mark.parametrize(("on", "status"), [(TODAY, "unmet"), (TODAY + DAY, "needs_review")])
def test_an_answer_given_after_the_monitoring_point_decides_no_event_at_it(on: date, status: str) -> None:
    known = knowing(facts([seen("a", "fresh")]), happened("backdated"))
    (event,) = lines(known, owes("no_backdating"))
    decided = replace(known, answers=(answered("unmet", on=on, obligation=event.id),))
    assert [line.status for line in lines(decided, owes("no_backdating"))] == [status]


def test_an_event_keeps_its_name_and_the_next_one_gets_its_own() -> None:
    known, event = facts([seen("a", "fresh")]), happened("vanished", on=TODAY - 9 * DAY)
    (before,) = lines(knowing(known, event), owes("no_vanished"))
    after = lines(knowing(known, happened("vanished"), event), owes("no_vanished"))
    assert [line.id for line in after if line.id == before.id] == [before.id]
    assert len({line.id for line in after}) == 2


@given(
    measure=st.sampled_from(sorted(KINDS)),
    statuses=st.lists(st.sampled_from(["fresh", "stale", "blank", "unknown"]), max_size=4),
    kinds=st.lists(st.sampled_from(["backdated", "reposted", "redated", "vanished", "new", "edited"]), max_size=4),
    gathered=st.booleans(),
)
def test_nothing_that_happened_is_unmet_before_a_person_says_so(
    measure: str, statuses: list[str], kinds: list[str], gathered: bool
) -> None:
    known = facts([seen(f"c{number}", status) for number, status in enumerate(statuses)])
    events = [happened(kind, number=number, column=f"c{number}") for number, kind in enumerate(kinds)]
    for line in lines(knowing(known, *events) if gathered else known, owes(measure)):
        assert said(line)[0] in ("met", "needs_review", "unknown")
        assert gathered or line.status == "unknown"


@pytest.mark.parametrize(("measure", "kind"), [(measure, kinds[0]) for measure, kinds in KINDS.items()])
def test_a_column_not_seen_is_unknown_unless_something_was_seen_before(measure: str, kind: str) -> None:
    known = knowing(facts([seen("a", "unknown"), seen("b", "unknown")]), happened(kind))
    assert [said(line) for line in lines(known, owes(measure))] == [
        ("needs_review", None),
        ("unknown", "our_failure"),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678", "电话13***78"),
        ("证号11010519491231002X", "证号11***2X"),
        ("2026年第123456号", "2026年第123456号"),
        ("账号6222021234567890123", "账号62***23"),
    ],
)
def test_long_numbers_in_titles_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def week(failed: int, *, per_day: int = 20, on_record: int = 0, short: int = 0) -> SiteWeek:
    """A week of probes, all failures on its first day; `short`: so many fewer probes on its last."""
    first = TODAY - 6 * DAY
    days = [ProbeDay(day=first, answered=max(0, per_day - failed), failed=failed)]
    days += [ProbeDay(day=first + n * DAY, answered=per_day - (short if n == 6 else 0)) for n in range(1, 7)]
    return SiteWeek(
        host="slj.test",
        home="http://slj.test/",
        agencies=("slj",),
        days=tuple(days),
        failed_on_record=on_record,
        evidence=(PAGE,) * min(on_record, 5),
    )


@pytest.mark.parametrize(
    ("probed", "status", "cause"),
    [
        pytest.param(week(0), "met", None, id="always open"),
        pytest.param(week(6, on_record=6), "met", None, id="6 of 140 is below 5 %"),
        pytest.param(week(7, on_record=7), "unmet", "unreachable_for_citizens", id="7 of 140 is 5 %"),
        pytest.param(week(8, on_record=8), "unmet", "unreachable_for_citizens", id="8 of 140 is above"),
        pytest.param(week(20, on_record=6), "needs_review", None, id="too few left an answer"),
        pytest.param(week(20, on_record=7), "unmet", "unreachable_for_citizens", id="enough left an answer"),
        pytest.param(week(20), "needs_review", None, id="none left an answer"),
        pytest.param(week(0, per_day=19), "unknown", "our_failure", id="19 a day are too few"),
        pytest.param(week(19, per_day=19, on_record=19), "unknown", "our_failure", id="19 a day, all of one failed"),
        pytest.param(week(20, on_record=20, short=1), "unknown", "our_failure", id="one day too short"),
    ],
)
def test_a_site_is_judged_by_a_week_of_twenty_probes_a_day(probed: SiteWeek, status: str, cause: str | None) -> None:
    known = replace(facts([seen("a", "fresh")]), observed=Observed(sites=(probed,)))
    (line,) = lines(known, owes("site_available"))
    assert said(line) == (status, cause)
    assert line.id == "site_available/slj.test"


@pytest.mark.parametrize(
    ("observed", "key"), [(Observed(), "not_gathered"), (Observed(sites=()), "site.none")], ids=["not asked", "no site"]
)
def test_without_probes_nothing_is_said_of_a_site(observed: Observed, key: str) -> None:
    (line,) = lines(replace(facts(), observed=observed), owes("site_available"))
    assert (said(line), line.reason.key) == (("unknown", "our_failure"), key)


@given(
    counts=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=7, max_size=7),
    on_record=st.integers(0, 30),
)
def test_a_site_is_unmet_only_by_the_rule_and_on_record(counts: list[tuple[int, int]], on_record: int) -> None:
    days = [ProbeDay(day=TODAY - n * DAY, answered=good, failed=bad) for n, (good, bad) in enumerate(counts)]
    bad, total = sum(b for _, b in counts), sum(g + b for g, b in counts)
    more: dict[str, Any] = {"failed_on_record": min(on_record, bad), "evidence": (PAGE,)}
    probed = SiteWeek(host="slj.test", home="http://slj.test/", agencies=("slj",), days=tuple(days), **more)
    (line,) = lines(replace(facts(), observed=Observed(sites=(probed,))), owes("site_available"))
    full = all(good + b >= 20 for good, b in counts)
    assert (line.status == "unmet") == (full and total > 0 and min(on_record, bad) / total >= 0.05)
    assert (line.status == "unknown") == (not full)
