"""Measures over an office's own registers: every status, every boundary, and no accusation from what nobody told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.registers.rows import Application, LastPost, Message, Nothing, Problem, Registers
from schemas.results import Line
from schemas.working_days import CalendarChanges, ChangedDay, WorkingDays
from scorecards.facts import AgencyFacts
from scorecards.measures.applications_answered import law
from tests.scorecards.facts_of_one_agency import PAGE, lines, owes, seen

enough = settings(max_examples=60)

DAY = timedelta(days=1)
KEPT: dict[str, Any] = {"file": "registers/a.csv", "row": 2, "sha256": "0" * 64, "agency": "slj", "issued_by": "李敏"}
MEASURES = ["applications_answered", "answered_within", "problems_rectified", "account_updated"]
CAME = date(2026, 3, 2)
LAST = date(2026, 3, 30)
"""Twenty working days after `CAME`: no festival lies between them."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def on(when: date, registers: Registers, **more: Any) -> AgencyFacts:
    return AgencyFacts(
        agency="slj", day=when, columns=(), counts=(), documents=(), answers=(), registers=registers, **more
    )


def applied(*, told: date = date(2026, 12, 31), **more: Any) -> Registers:
    row = {**KEPT, "number": "2026-1", "received_on": CAME, "stated_on": told, **more}
    return Registers(applications=(Application(**row),))


def only(known: AgencyFacts, measure: str, **params: Any) -> Line:
    (line,) = lines(known, owes(measure, params=params))
    assert line.reason.text("zh")
    assert line.reason.text("en")
    return line


# applications


@pytest.mark.parametrize(
    ("replied", "asked_on", "status", "cause"),
    [
        pytest.param(LAST - DAY, LAST + DAY, "met", None, id="answered a day before the last"),
        pytest.param(LAST, LAST + DAY, "met", None, id="answered on the last day"),
        pytest.param(LAST + DAY, LAST + DAY, "unmet", "late", id="answered a day after it"),
        pytest.param(None, LAST, "not_due", None, id="open on the last day"),
        pytest.param(None, LAST + DAY, "unmet", "late", id="open a day after it"),
        pytest.param(LAST + DAY, LAST, "not_due", None, id="an answer that lies in the future is not seen"),
    ],
)
def test_an_application_is_answered_up_to_and_including_its_last_day(
    replied: date | None, asked_on: date, status: str, cause: str | None
) -> None:
    line = only(on(asked_on, applied(replied_on=replied)), "applications_answered")
    assert (line.status, line.cause) == (status, cause)
    assert line.due_on == LAST
    assert LAST.isoformat() in line.reason.text("zh")
    assert "2026-03-07至2026-03-08周末" in line.reason.text("zh")


def test_the_evidence_of_an_answer_is_the_registers_row() -> None:
    line = only(on(LAST + DAY, applied()), "applications_answered")
    (proof,) = line.evidence
    assert (proof.url, proof.issued_by, proof.sha256) == ("registers/a.csv#2", "李敏", "0" * 64)


@pytest.mark.parametrize(("told", "status"), [(LAST - DAY, "unknown"), (LAST, "unknown"), (LAST + DAY, "unmet")])
def test_a_register_told_up_to_the_last_day_accuses_nobody(told: date, status: str) -> None:
    line = only(on(LAST + 30 * DAY, applied(told=told)), "applications_answered")
    assert line.status == status
    assert line.cause == ("not_assessable" if status == "unknown" else "late")


@pytest.mark.parametrize(
    ("received", "regulation"),
    [("2019-05-14", ("2008", 15)), ("2019-05-15", ("2019", 20)), ("2009-01-05", ("2008", 15))],
)
def test_the_law_is_that_of_the_day_on_which_it_came(received: str, regulation: tuple[str, int]) -> None:
    assert law(day(received)) == regulation
    registers = applied(received_on=day(received))
    line = only(on(day(received), registers), "applications_answered")
    assert line.due_on == WorkingDays().add_working_days(day(received), regulation[1])


@pytest.mark.parametrize(
    ("row", "last"),
    [
        pytest.param({"extended_on": LAST}, "2026-04-28", id="extended on the last day, as long as the law allows"),
        pytest.param({"extended_on": LAST, "extended_by": 5}, "2026-04-07", id="extended by five over Qingming"),
        pytest.param({"extended_on": LAST, "extended_by": 60}, "2026-04-28", id="never longer than the law allows"),
        pytest.param({"extended_on": LAST + DAY}, "2026-03-30", id="extended too late counts for nothing"),
        pytest.param(
            {"correction_asked_on": day("2026-03-11"), "corrected_on": day("2026-03-18")},
            "2026-04-16",
            id="counted anew from its correction",
        ),
        pytest.param(
            {"third_party_asked_on": day("2026-03-06"), "third_party_answered_on": day("2026-03-13")},
            "2026-04-07",
            id="five working days of asking a third party are not counted",
        ),
        pytest.param(
            {"third_party_asked_on": LAST + DAY, "third_party_answered_on": LAST + 8 * DAY},
            "2026-03-30",
            id="asking after the last day stops nothing",
        ),
    ],
)
def test_what_lengthens_the_time_for_an_answer(row: dict[str, Any], last: str) -> None:
    line = only(on(date(2026, 6, 30), applied(**row)), "applications_answered")
    assert line.due_on == day(last)
    assert line.status == "unmet"
    assert only(on(date(2026, 6, 30), applied(**row, replied_on=day(last))), "applications_answered").status == "met"
    late = applied(**row, replied_on=day(last) + DAY)
    assert only(on(date(2026, 6, 30), late), "applications_answered").status == "unmet"


@pytest.mark.parametrize(
    ("asked", "answered", "last"),
    [
        pytest.param("2026-03-06", "2026-03-13", "2026-05-08", id="asked before the extension was told"),
        pytest.param("2026-04-01", "2026-04-09", "2026-05-08", id="asked in the time that the extension gave"),
    ],
)
def test_an_extension_and_asking_a_third_party_lengthen_the_time_in_either_order(
    asked: str, answered: str, last: str
) -> None:
    row = {"extended_on": LAST, "third_party_asked_on": day(asked), "third_party_answered_on": day(answered)}
    line = only(on(date(2026, 6, 30), applied(**row)), "applications_answered")
    assert (line.status, line.due_on) == ("unmet", day(last))


def test_what_could_not_be_counted_of_a_pause_or_an_extension_accuses_nobody() -> None:
    # Without the pause the last day is 18 December 2026; how many days of January it took, no notice says yet.
    row = {"third_party_asked_on": day("2026-12-01"), "third_party_answered_on": day("2027-01-20")}
    registers = applied(received_on=day("2026-11-20"), told=day("2027-06-30"), **row)
    line = only(on(day("2027-03-01"), registers), "applications_answered")
    assert (line.status, line.cause, line.due_on) == ("unknown", "our_failure", None)
    assert "2027" in line.reason.text("en")
    soon = applied(received_on=day("2026-11-20"), told=day("2027-06-30"), replied_on=day("2026-12-10"), **row)
    assert only(on(day("2026-12-31"), soon), "applications_answered").status == "met"


def test_a_late_answer_given_without_what_others_were_asked_for_is_for_a_person() -> None:
    row = {"third_party_asked_on": day("2026-03-06"), "replied_on": LAST + 5 * DAY}
    assert only(on(date(2026, 6, 30), applied(**row)), "applications_answered").status == "needs_review"
    assert only(on(date(2026, 6, 30), applied(**row | {"replied_on": LAST})), "applications_answered").status == "met"


def test_asking_others_after_the_last_day_stops_nothing() -> None:
    row = {"third_party_asked_on": LAST + DAY}
    assert only(on(date(2026, 6, 30), applied(**row)), "applications_answered").status == "unmet"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        pytest.param({"correction_asked_on": day("2026-03-11")}, "not_due", id="not corrected yet"),
        pytest.param({"third_party_asked_on": day("2026-03-06")}, "not_due", id="others are being asked"),
        pytest.param({"withdrawn_on": day("2026-03-06")}, "not_applicable", id="withdrawn"),
        pytest.param(
            {"correction_asked_on": day("2026-03-12"), "corrected_on": day("2026-03-18")},
            "needs_review",
            id="asked to correct after seven working days",
        ),
        pytest.param(
            {
                "correction_asked_on": day("2026-03-12"),
                "corrected_on": day("2026-03-18"),
                "replied_on": day("2026-03-30"),
            },
            "met",
            id="asked late, answered in time all the same",
        ),
    ],
)
def test_a_clock_that_does_not_run_accuses_nobody(row: dict[str, Any], status: str) -> None:
    line = only(on(date(2026, 6, 30), applied(**row)), "applications_answered")
    assert (line.status, line.points is None) == (status, status != "met")


def test_an_application_counts_in_the_year_of_its_last_day() -> None:
    registers = applied(received_on=day("2025-12-22"), replied_on=None)
    (last,) = {line.due_on for line in lines(on(day("2025-12-31"), registers), owes("applications_answered"))}
    assert last is not None
    assert last.year == 2026
    assert only(on(last + DAY, registers), "applications_answered").status == "unmet"
    assert lines(on(day("2027-01-01"), registers), owes("applications_answered")) == ()


def test_a_year_nobody_published_leaves_the_last_day_unknown() -> None:
    registers = applied(received_on=day("2026-12-21"), told=day("2027-06-30"))
    line = only(on(day("2027-03-01"), registers), "applications_answered")
    assert (line.status, line.cause, line.due_on) == ("unknown", "our_failure", None)
    assert "2027" in line.reason.text("zh")
    answered = applied(received_on=day("2026-12-21"), told=day("2027-06-30"), replied_on=day("2026-12-31"))
    assert only(on(day("2026-12-31"), answered), "applications_answered").status == "met"
    assert only(on(day("2026-12-25"), answered), "applications_answered").status == "not_due"


def test_a_day_off_of_the_office_moves_the_last_day_and_says_why() -> None:
    calendar = WorkingDays(CalendarChanges(days_off=(ChangedDay(day=day("2026-03-10"), reason="台风停工"),)))
    line = only(on(LAST + DAY, applied(replied_on=LAST + DAY), calendar=calendar), "applications_answered")
    assert (line.status, line.due_on) == ("met", LAST + DAY)
    assert "台风停工" in line.reason.text("zh")


# messages


def written(*rows: dict[str, Any]) -> Registers:
    given: dict[str, Any] = {**KEPT, "received_on": CAME, "stated_on": date(2026, 12, 31)}
    return Registers(messages=tuple(Message(**{**given, "number": str(n), **row}) for n, row in enumerate(rows)))


LIMIT = date(2026, 6, 2)
"""Three months after `CAME`."""


@pytest.mark.parametrize(
    ("replied", "when", "status"),
    [
        (LIMIT, LIMIT + DAY, "met"),
        (LIMIT + DAY, LIMIT + DAY, "unmet"),
        (None, LIMIT, "not_due"),
        (None, LIMIT + DAY, "unmet"),
    ],
)
def test_a_message_is_answered_within_three_calendar_months(replied: date | None, when: date, status: str) -> None:
    assert only(on(when, written({"replied_on": replied})), "answered_within").status == status


def test_one_overdue_message_leaves_the_agency_unmet_and_is_its_evidence() -> None:
    registers = written({"replied_on": CAME}, {"row": 7}, {"valid": False, "row": 8})
    line = only(on(LIMIT + DAY, registers), "answered_within")
    assert line.status == "unmet"
    assert [proof.url for proof in line.evidence] == ["registers/a.csv#7"]


def test_messages_that_are_too_old_or_ask_for_nothing_do_not_count() -> None:
    old = written({}, {"valid": False, "received_on": date(2026, 12, 1)})
    assert only(on(date(2027, 3, 2), old), "answered_within").status == "met"
    assert only(on(date(2027, 3, 1), old), "answered_within").status == "unmet"


@pytest.mark.parametrize(("told", "status"), [(date(2026, 3, 2), "unknown"), (date(2026, 3, 3), "met")])
def test_a_register_of_messages_that_ends_before_the_time_looked_at_says_nothing_of_it(told: date, status: str) -> None:
    old = written({"replied_on": CAME, "received_on": CAME - 99 * DAY, "stated_on": told})
    assert only(on(date(2027, 3, 2), old), "answered_within").status == status


def test_messages_may_be_due_in_working_days() -> None:
    registers = written({"replied_on": date(2026, 3, 24)})
    asked: dict[str, Any] = {"unit": "working_days"}
    assert only(on(date(2026, 4, 1), registers), "answered_within", value=16, **asked).status == "met"
    assert only(on(date(2026, 4, 1), registers), "answered_within", value=15, **asked).status == "unmet"


@pytest.mark.parametrize(
    ("replied", "when", "status"),
    [
        pytest.param(CAME + 15 * DAY, CAME + 16 * DAY, "met", id="on the last day"),
        pytest.param(CAME + 16 * DAY, CAME + 16 * DAY, "unmet", id="a day after it"),
        pytest.param(None, CAME + 15 * DAY, "not_due", id="open on the last day"),
        pytest.param(None, CAME + 16 * DAY, "unmet", id="open a day after it"),
    ],
)
def test_messages_may_be_due_in_calendar_days(replied: date | None, when: date, status: str) -> None:
    line = only(on(when, written({"replied_on": replied})), "answered_within", value=15, unit="days")
    assert line.status == status


@pytest.mark.parametrize(("replied", "status"), [(LIMIT, "met"), (LIMIT + DAY, "met"), (None, "unmet")])
def test_where_only_what_has_no_answer_counts_a_late_one_is_one(replied: date | None, status: str) -> None:
    registers = written({"replied_on": replied})
    assert only(on(LIMIT + DAY, registers), "answered_within", unanswered_only=True).status == status


def test_a_message_without_an_answer_is_deducted_once() -> None:
    days: dict[str, Any] = {"value": 15, "unit": "working_days"}
    twice = [owes("answered_within", id="plan", params=days), owes("answered_within", id="rules")]
    assert [line.status for line in lines(on(LIMIT + DAY, written({})), *twice)] == ["unmet", "not_applicable"]
    other = written({"replied_on": LIMIT}, {"received_on": CAME - DAY})
    assert [line.status for line in lines(on(LIMIT + DAY, other), *twice)] == ["unmet", "not_applicable"]


# problems


def notified(**more: Any) -> Registers:
    given: dict[str, Any] = {**KEPT, "number": "1", "description": "栏目空白", "notified_on": CAME}
    return Registers(problems=(Problem(**{**given, "stated_on": date(2026, 12, 31), **more}),))


@pytest.mark.parametrize(
    ("row", "last"),
    [({}, "2026-03-11"), ({"days": 5}, "2026-03-09"), ({"days": 5, "due_on": day("2026-03-20")}, "2026-03-20")],
)
def test_a_problem_is_rectified_by_its_own_day_or_within_seven_working_days(row: dict[str, Any], last: str) -> None:
    for done, when, status in (
        (day(last), date(2026, 6, 1), "met"),
        (day(last) + DAY, date(2026, 6, 1), "unmet"),
        (None, day(last), "not_due"),
        (None, day(last) + DAY, "unmet"),
    ):
        line = only(on(when, notified(**row, rectified_on=done)), "problems_rectified")
        assert (line.status, line.due_on) == (status, day(last))


@pytest.mark.parametrize(("after", "status"), [(-1, "unknown"), (0, "unknown"), (1, "unmet")])
@pytest.mark.parametrize("measure", ["answered_within", "problems_rectified"])
def test_an_open_message_or_problem_told_up_to_its_last_day_accuses_nobody(
    measure: str, after: int, status: str
) -> None:
    last = LIMIT if measure == "answered_within" else date(2026, 3, 11)
    told = last + after * DAY
    registers = written({"stated_on": told}) if measure == "answered_within" else notified(stated_on=told)
    line = only(on(LIMIT + 9 * DAY, registers), measure)
    assert (line.status, line.cause) == (status, "late" if status == "unmet" else "not_assessable")


# accounts


def looked(*looks: tuple[str, str], **more: Any) -> Registers:
    rows = [
        LastPost(**{**KEPT, "account": "云溪水利", "platform": "微信", "last_post_on": p, "stated_on": s, **more})
        for p, s in looks
    ]
    return Registers(accounts=tuple(rows))


@pytest.mark.parametrize(
    ("looks", "when", "status"),
    [
        pytest.param([("2026-03-01", "2026-03-15")], "2026-03-15", "met", id="on the last day"),
        pytest.param([("2026-03-01", "2026-03-16")], "2026-03-16", "unmet", id="a day after it"),
        pytest.param([("2026-03-01", "2026-03-15")], "2026-03-16", "unknown", id="looked at before it was late"),
        pytest.param([("2026-03-01", "2026-03-16")], "2026-03-30", "unmet", id="a look fourteen days old"),
        pytest.param([("2026-03-01", "2026-03-16")], "2026-03-31", "unknown", id="a look fifteen days old"),
        pytest.param([("2026-03-01", "2026-03-16"), ("2026-03-20", "2026-03-21")], "2026-03-25", "met", id="newer"),
        pytest.param([("2026-03-01", "2026-03-16"), ("2026-03-20", "2026-03-21")], "2026-03-18", "unmet", id="later"),
    ],
)
def test_an_account_without_a_feed_is_judged_by_what_somebody_saw_of_it(
    looks: list[tuple[str, str]], when: str, status: str
) -> None:
    assert only(on(day(when), looked(*looks)), "account_updated").status == status


@pytest.mark.parametrize(
    ("column", "status"),
    [("fresh", "met"), ("stale", "unmet"), ("unknown", "unmet")],
)
def test_a_feed_goes_before_what_somebody_saw(column: str, status: str) -> None:
    registers = looked(("2026-03-01", "2026-03-20"), column="wx")
    feed = seen("wx", column, kind="政务新媒体", limit_days=14)
    known = AgencyFacts(
        agency="slj",
        day=day("2026-03-20"),
        columns=(feed, seen("gzdt", "stale")),
        counts=(),
        documents=(),
        answers=(),
        registers=registers,
    )
    line = only(known, "account_updated")
    assert (line.status, line.columns) == (status, ("wx",))
    assert (PAGE in line.evidence) == (column != "unknown")


@pytest.mark.parametrize(("limit", "status"), [(14, "unmet"), (30, "met"), (None, "unknown")])
def test_a_feed_that_was_not_seen_makes_no_limit_stricter(limit: int | None, status: str) -> None:
    feed = seen("wx", "unknown", kind="政务新媒体", limit_days=limit)
    known = replace(on(day("2026-03-20"), looked(("2026-03-01", "2026-03-20"), column="wx")), columns=(feed,))
    assert only(known, "account_updated").status == status


def test_an_account_whose_column_is_not_asked_after_is_judged_by_what_somebody_saw() -> None:
    registers = looked(("2026-03-01", "2026-03-20"), column="gone")
    assert only(on(day("2026-03-20"), registers), "account_updated").status == "unmet"


# nothing known


@pytest.mark.parametrize("measure", MEASURES)
def test_no_register_and_no_row_are_unknown_and_never_nothing(measure: str) -> None:
    empty = Registers(applications=(), messages=(), problems=(), accounts=())
    for registers in (Registers(), empty):
        line = only(on(LAST, registers), measure)
        assert (line.status, line.cause, line.points) == ("unknown", "not_assessable", None)


@pytest.mark.parametrize(
    ("measure", "register"),
    list(zip(MEASURES, ["applications", "messages", "problems", "accounts"], strict=True)),
)
def test_somebody_may_state_that_there_was_nothing(measure: str, register: Any) -> None:
    said = Registers(nothing=(Nothing(**KEPT, stated_on=LAST, about=register),))
    assert only(on(LAST, said), measure).status == "not_applicable"
    assert only(on(LAST - DAY, said), measure).status == "unknown"


moments = st.dates(date(2026, 1, 1), date(2026, 12, 31))
maybe = st.none() | moments


@enough
@given(moments, moments, maybe, moments)
def test_nothing_is_unmet_unless_a_row_was_told_after_its_last_day(
    came: date, told: date, done: date | None, when: date
) -> None:
    told = max(told, came)
    done = done if done is not None and came <= done <= told else None
    registers = Registers(
        applications=(Application(**KEPT, number="1", received_on=came, replied_on=done, stated_on=told),),
        messages=(Message(**KEPT, number="1", received_on=came, replied_on=done, stated_on=told),),
        problems=(Problem(**KEPT, number="1", description="d", notified_on=came, rectified_on=done, stated_on=told),),
        accounts=(LastPost(**KEPT, account="a", last_post_on=came, stated_on=told),),
    )
    for measure in MEASURES:
        for line in lines(on(when, registers), owes(measure)):
            if line.status == "unmet":
                assert line.evidence
                assert told > came
                assert line.due_on is None or told > line.due_on
            if done is not None and done == came and done <= when and measure != "account_updated":
                assert line.status in ("met", "unknown")


@enough
@given(
    st.dates(date(2026, 10, 1), date(2027, 1, 31)),
    st.lists(st.none() | st.integers(0, 60), min_size=7, max_size=7),
    st.integers(0, 120),
)
def test_at_the_edge_of_the_known_years_nothing_breaks_and_nobody_is_accused_of_what_cannot_be_counted(
    came: date, steps: list[int | None], after: int
) -> None:
    at = [None if step is None else came + step * DAY for step in steps]
    asked, third = at[0], at[2]
    row = {
        "correction_asked_on": asked,
        "corrected_on": asked + (steps[1] or 0) * DAY if asked and at[1] else None,
        "third_party_asked_on": third,
        "third_party_answered_on": third + (steps[3] or 0) * DAY if third and at[3] else None,
        "extended_on": at[4],
        "replied_on": at[5],
        "withdrawn_on": at[6],
    }
    registers = applied(received_on=came, told=came + 200 * DAY, **row)
    for line in lines(on(came + after * DAY, registers), owes("applications_answered")):
        assert line.status != "unmet" or (line.due_on is not None and line.due_on.year <= 2026)
        assert line.reason.text("zh")


@enough
@given(moments, st.integers(0, 120), st.integers(0, 120), moments)
def test_an_earlier_answer_is_never_judged_worse(came: date, later: int, sooner: int, when: date) -> None:
    order = {"unmet": 0, "unknown": 1, "not_due": 1, "met": 2}
    sooner, later = sorted((sooner, later))
    told = came + 130 * DAY

    def status(after: int) -> str:
        done = came + after * DAY
        row = Application(**KEPT, number="1", received_on=came, replied_on=done, stated_on=told)
        return next((line.status for line in lines(on(when, Registers(applications=(row,))), owes(MEASURES[0]))), "met")

    if came + later * DAY <= when:
        assert order[status(sooner)] >= order[status(later)]
