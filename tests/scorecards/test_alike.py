"""Where all agencies come out alike on one duty, the scorer is looked at first."""

import pytest

from schemas.results import ColumnCheck, Scorecards
from scorecards.alike import alike
from tests.scorecards.facts_of_one_agency import RULES, answered, cards, owes, plan, seen
from tests.scorecards.rule_set_cases import NATIONAL

WORKS = owes("updated_within", id="current")


def columns_of(*statuses: str) -> list[ColumnCheck]:
    """One column an agency."""
    return [seen("a", status, agency=f"u{number}") for number, status in enumerate(statuses)]


def doubts(found: Scorecards) -> list[tuple[str, object]]:
    return [(reason.key.removeprefix("warning.rule_"), reason.params["rule"]) for reason in alike(found)]


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        pytest.param(["stale"] * 4, [], id="four agencies are too few to say"),
        pytest.param(["stale"] * 5, [("all_unmet", "current")], id="five of five did not do it"),
        pytest.param([*["stale"] * 5, "fresh"], [], id="all but one"),
        pytest.param([*["stale"] * 5, "unknown"], [("all_unmet", "current")], id="who was not seen says nothing"),
        pytest.param(["unknown"] * 30, [], id="nobody could be judged"),
        pytest.param(["fresh"] * 49, [], id="many did it"),
        pytest.param(["fresh"] * 50, [("all_met", "current")], id="very many did it, and all of them"),
    ],
)
def test_a_duty_on_which_all_agencies_come_out_alike_is_a_question_to_the_scorer(
    statuses: list[str], said: list[tuple[str, str]]
) -> None:
    assert doubts(cards(columns_of(*statuses), plan(WORKS), rules=RULES)) == said


def test_a_duty_on_trial_is_looked_at_too() -> None:
    trial = owes("updated_within", id="tried", trial=True)
    assert doubts(cards(columns_of(*["stale"] * 5), plan(trial))) == [("all_unmet", "tried")]


def test_what_people_answered_and_vetoes_that_nobody_incurred_are_no_question() -> None:
    columns = columns_of(*["fresh"] * 50)
    answers = [answered("unmet", agency=f"u{number}") for number in range(50)]
    asked = plan(owes("human", id="staff"))
    assert doubts(cards(columns, asked, rules=NATIONAL, answers=answers)) == []


def test_a_doubt_reads_in_both_languages() -> None:
    (doubt,) = alike(cards(columns_of(*["stale"] * 5), plan(WORKS)))
    assert "5个单位" in doubt.text("zh")
    assert "5 agencies" in doubt.text("en")
