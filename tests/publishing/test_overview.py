"""What the pages conclude from a night: places, changes, groups. No figure is judged anew."""

from decimal import Decimal

import pytest

from publishing.agency_page import agency_page
from publishing.charts import score_history
from publishing.comparison import change, line_changes
from publishing.night import Night
from publishing.overview import HeatCell, categories, overview
from publishing.run_page import run_page
from publishing.wording import duration, number, share, signed, size, words
from schemas.night import ScoreNight
from schemas.results import AgencyCard, RuleSetName
from tests.publishing.sample import LAST_NIGHT, sample_night

NIGHT = sample_night()


def _card(night: Night, code: str) -> AgencyCard:
    return next(card for card in night.scorecards.agencies if card.code == code)


def _with_previous(**update: object) -> Night:
    assert NIGHT.previous is not None
    return NIGHT.model_copy(update={"previous": NIGHT.previous.model_copy(update=update)})


def test_an_agency_is_compared_with_its_own_last_night() -> None:
    assert change(NIGHT, _card(NIGHT, "slj")).points > 0
    assert change(NIGHT, _card(NIGHT, "mzj")).points < 0
    assert change(NIGHT, _card(NIGHT, "fgj")).points == 0
    assert change(NIGHT, _card(NIGHT, "bsjd")).kind == "not_scored"


def test_a_changed_yardstick_does_not_look_like_a_changed_agency() -> None:
    night = _with_previous(rules=RuleSetName(name="national-2019", version="2019.0"))
    assert {standing.change.kind for standing in overview(night).standings} == {"other_rules"}
    assert overview(night).headline.average_change is None


def test_a_new_version_of_one_measure_is_a_changed_yardstick() -> None:
    assert NIGHT.previous is not None
    older = tuple(
        card.model_copy(update={"lines": tuple(line.model_copy(update={"measure_version": 0}) for line in card.lines)})
        for card in NIGHT.previous.agencies
    )
    assert change(_with_previous(agencies=older), _card(NIGHT, "slj")).kind == "other_rules"


def test_an_agency_that_was_not_there_before_is_new() -> None:
    assert NIGHT.previous is not None
    night = _with_previous(agencies=tuple(card for card in NIGHT.previous.agencies if card.code != "slj"))
    assert change(night, _card(night, "slj")).kind == "new_agency"
    assert line_changes(night, _card(night, "slj")) == ()
    assert overview(night).headline.average_change is None


def test_only_lines_that_changed_are_changes() -> None:
    changed = line_changes(NIGHT, _card(NIGHT, "slj"))
    assert [(c.line.measure, c.before, c.line.status) for c in changed] == [("updated_within", "unmet", "met")]


def test_a_column_due_soon_is_in_one_group_only() -> None:
    groups = overview(NIGHT).due_soon
    assert [(group.first, group.last) for group in groups] == [(0, 2), (3, 5), (6, 10)]
    for group in groups:
        assert all(group.first <= due.days_left <= group.last for due in group.columns)
        assert all(due.column.status == "fresh" for due in group.columns)
    listed = [(due.card.code, due.column.column) for group in groups for due in group.columns]
    assert len(listed) == len(set(listed)) > 0


def test_every_column_is_in_one_cell_of_the_heat_map() -> None:
    view = overview(NIGHT)
    cells = [cell for row in view.heat for cell in row.cells if cell]
    assert sum(cell.columns for cell in cells) == len(NIGHT.checks.columns)
    assert sum(cell.fresh for cell in cells) == view.headline.counts["fresh"]


def test_a_cell_shows_its_worst_column() -> None:
    view = overview(NIGHT)
    row = next(row for row in view.heat if row.card.code == "jyj")
    cell = row.cells[view.categories.index("工作信息")]
    assert cell == HeatCell(fresh=1, judged=2, unknown=0, columns=2, worst="blank")


def test_what_could_not_be_judged_is_not_counted_against_a_cell() -> None:
    cells = [cell for row in overview(NIGHT).heat for cell in row.cells if cell and cell.unknown]
    assert cells
    assert all(cell.judged <= cell.columns - cell.unknown for cell in cells)


def test_losing_sight_of_a_column_does_not_look_like_progress() -> None:
    card = _card(NIGHT, "fgj")
    counted = next(line for line in card.lines if line.points is not None)
    blind = counted.model_copy(update={"points": None, "status": "unknown", "cause": "our_failure"})
    assert change(NIGHT, card).same_scope
    lines = tuple(blind if line is counted else line for line in card.lines)
    assert not change(NIGHT, card.model_copy(update={"lines": lines})).same_scope


def test_the_days_over_are_the_age_less_the_limit_beside_them() -> None:
    for row in overview(NIGHT).stale:
        assert row.column.age_days is not None
        assert row.column.limit_days is not None
        assert row.days_over == row.column.age_days - row.column.limit_days


def test_the_lowest_results_stand_lowest_first_and_only_those_that_lost_points() -> None:
    behind = overview(NIGHT).behind
    percents = [standing.card.percent for standing in behind]
    assert percents == sorted(percents)
    assert all(standing.lost > 0 and standing.card.rank is not None for standing in behind)


def test_every_unknown_column_is_listed_once() -> None:
    undated = (
        NIGHT.scorecards.agencies[0]
        .columns[0]
        .model_copy(update={"status": "unknown", "cause": "not_assessable", "undated": True, "state": "list"})
    )
    first = NIGHT.scorecards.agencies[0]
    cards = (first.model_copy(update={"columns": (undated, *first.columns[1:])}), *NIGHT.scorecards.agencies[1:])
    night = NIGHT.model_copy(update={"scorecards": NIGHT.scorecards.model_copy(update={"agencies": cards})})
    view = overview(night)
    listed = [(u.card.code, u.column.column) for u in (*view.our_failure, *view.not_assessable, *view.undecided)]
    assert len(listed) == len(set(listed)) == view.headline.counts["unknown"]
    assert (first.code, undated.column) in [(u.card.code, u.column.column) for u in view.undecided]


def test_the_trend_ends_with_tonight() -> None:
    view = overview(NIGHT)
    assert len(view.trend) == 3
    assert view.trend[-1].day == LAST_NIGHT
    assert view.trend[-1].counts == view.headline.counts


def test_what_costs_most_is_to_be_fixed_first() -> None:
    page = agency_page(NIGHT, _card(NIGHT, "wjj"), categories(NIGHT.scorecards))
    points = [fix.points for fix in page.fixes]
    assert points == sorted(points, reverse=True)
    assert page.fixes[0].points > 0


def test_the_lines_of_a_page_add_up_to_the_score() -> None:
    for card in NIGHT.scorecards.agencies:
        page = agency_page(NIGHT, card, categories(NIGHT.scorecards))
        assert sum(len(task.lines) for task in page.tasks) == len(card.lines)
        assert sum((task.max for task in page.tasks), Decimal(0)) == card.max
        if card.score is not None:
            assert sum((task.points for task in page.tasks), Decimal(0)) == card.score


def test_missed_columns_are_grouped_by_whose_fault_and_what_was_seen() -> None:
    causes = run_page(NIGHT).causes
    assert sum(len(cause.columns) for cause in causes) == len(NIGHT.run.unseen)
    assert len({(cause.cause, cause.state) for cause in causes}) == len(causes)


def test_a_change_of_rules_is_marked_in_the_history_of_scores() -> None:
    nights = [
        ScoreNight(day=LAST_NIGHT.replace(day=day), percent=Decimal(80), rules=rules)
        for day, rules in ((18, "a 1"), (19, "a 1"), (20, "a 2"))
    ]
    chart = score_history(nights, words("zh"))
    assert chart is not None
    assert chart.option["series"][0]["markLine"]["data"] == [{"xAxis": "11-20"}]


def test_without_history_there_is_no_empty_chart() -> None:
    assert score_history([], words("zh")) is None
    never_scored = ScoreNight(day=LAST_NIGHT, percent=None, rules="a 1")
    assert score_history([never_scored], words("zh")) is None


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "100%"), (0.999, "99%"), (0.0, "0%"), (0.001, "1%"), (0.5, "50%"), (None, "—")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(value: float | None, text: str) -> None:
    assert share(value) == text


def test_figures_are_written_without_empty_decimals() -> None:
    assert [number(Decimal(text)) for text in ("5.00", "87.50", "3.333", "-0.001", "100")] == [
        "5", "87.5", "3.33", "0", "100",
    ]  # fmt: skip
    assert [signed(value) for value in (Decimal("2.5"), -3, 0, Decimal("-0.001"))] == ["+2.5", "−3", "0", "0"]
    assert [size(count) for count in (0, 1023, 2048, 5 * 1024**3)] == ["0 B", "1023 B", "2.0 KB", "5.0 GB"]
    assert [duration(seconds, words("en")) for seconds in (8.44, 200, 3900)] == ["8.4 s", "3 min 20 s", "1 h 05 min"]


@pytest.mark.parametrize(
    ("measure", "cause", "remedy"),
    [
        ("updated_within", "late", "publish"),
        ("min_items", "not_published", "period_over"),
        ("not_blank", "not_published", "fill_or_explain"),
        ("published_by", "not_published", "publish_document"),
        ("published_by", "late", "too_late"),
        ("annual_report_published", "not_published", "publish_document"),
        ("published_within", "late", "too_late"),
        ("applications_answered", "late", "reply"),
        ("problems_rectified", "late", "rectify"),
        ("anything", "inconsistent", "correct"),
    ],
)
def test_what_to_do_depends_on_what_was_found(measure: str, cause: str, remedy: str) -> None:
    card = _card(NIGHT, "wjj")
    line = next(line for line in card.lines if line.status == "unmet")
    changed = card.model_copy(update={"lines": (line.model_copy(update={"measure": measure, "cause": cause}),)})
    page = agency_page(NIGHT, changed, categories(NIGHT.scorecards))
    assert [fix.remedy for fix in page.fixes] == [remedy]
    assert f"remedy.{remedy}" in words("zh").labels
