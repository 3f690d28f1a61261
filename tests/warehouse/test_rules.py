"""Rule sets are kept beside what was scored by them, and one name and version never means two things."""

from datetime import date, timedelta

import pytest

from schemas.messages import say
from schemas.results import CheckResults, ColumnCheck, RuleSetName, Scorecards
from schemas.rules import Frame, Grade, Indicator, RuleSet
from tests.warehouse.world import AS_OF, NOW, agency, later, night_of
from warehouse.connect import Warehouse
from warehouse.errors import RulesChanged
from warehouse.facts import kept_rules, last_column_checks, require_same_rules, rules_of_night
from warehouse.nights import Night
from warehouse.save import begin_night, save_checks, save_rules, save_scorecards

RULES = RuleSet.model_validate(
    {
        "name": "yunxi",
        "version": "2026",
        "title": "t",
        "source": "s",
        "from": date(2026, 1, 1),
        "freshness": (),
        "blank_clause": "c",
        "indicators": (
            {
                "code": "report",
                "title": "年报",
                "clause": "c",
                "text": "t",
                "mode": "deduct",
                "measure": "published_by",
                "points": "2.5",
                "params": {"title": "年报", "by": date(2026, 1, 31)},
            },
        ),
    }
)


def scored(w: Warehouse, night: Night, rules: RuleSet) -> None:
    name = RuleSetName(name=rules.name, version=rules.version)
    save_scorecards(w, night, Scorecards(office="o", as_of=AS_OF, run_id="r", rules=name, coverage=None, agencies=()))


def test_the_rules_of_a_night_are_read_back_as_they_were(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    assert rules_of_night(warehouse, night) is None
    scored(warehouse, night, RULES)
    assert rules_of_night(warehouse, night) is None  # scored before rules were kept
    save_rules(warehouse, RULES, now=NOW)
    found = rules_of_night(warehouse, night)
    assert found is not None
    assert found.sha256() == RULES.sha256()
    assert found.indicators[0].points == RULES.indicators[0].points


def test_the_same_rules_are_kept_once_with_the_day_of_their_first_use(warehouse: Warehouse) -> None:
    save_rules(warehouse, RULES, now=NOW)
    save_rules(warehouse, RULES, now=later(60))
    (kept,) = kept_rules(warehouse)
    assert (kept.name, kept.version, kept.sha256, kept.first_used_at) == ("yunxi", "2026", RULES.sha256(), NOW)
    require_same_rules(warehouse, RULES)


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ({"grades": (Grade(name="优秀", from_percent=90),)}, "grades"),
        ({"frame": Frame(base=RULES.indicators[0].points), "title": "u"}, "frame, title"),
        ({"indicators": ()}, "indicators"),
    ],
)
def test_other_rules_under_the_same_name_and_version_are_refused(
    warehouse: Warehouse, changed: dict[str, object], keys: str
) -> None:
    save_rules(warehouse, RULES, now=NOW)
    other = RULES.model_copy(update=changed)
    for refused in (lambda: require_same_rules(warehouse, other), lambda: save_rules(warehouse, other, now=later(1))):
        with pytest.raises(RulesChanged, match=rf"yunxi 2026 since .*: {keys}\. Raise `version`"):
            refused()
    assert [kept.sha256 for kept in kept_rules(warehouse)] == [RULES.sha256()]


def test_another_version_is_another_rule_set(warehouse: Warehouse) -> None:
    save_rules(warehouse, RULES, now=NOW)
    newer = RULES.model_copy(update={"version": "2026.2", "title": "u"})
    require_same_rules(warehouse, newer)
    save_rules(warehouse, newer, now=later(1))
    assert [kept.version for kept in kept_rules(warehouse)] == ["2026", "2026.2"]


def test_a_key_left_at_its_default_is_no_part_of_what_a_rule_set_says() -> None:
    spelt_out = RuleSet.model_validate({**RULES.content(), "undated": "unknown", "groups": []})
    assert spelt_out.sha256() == RULES.sha256()
    assert isinstance(spelt_out.indicators[0], Indicator)


def test_a_column_handed_over_is_known_as_it_stood_on_its_last_day(warehouse: Warehouse) -> None:
    register = [agency("slj")]
    first = night_of(warehouse, register)
    second = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(24 * 60))
    for night, status in ((first, "fresh"), (second, "blank")):
        check = ColumnCheck.model_validate(
            {
                "agency": "slj",
                "column": "gzdt",
                "name": "n",
                "kind": "k",
                "category": "c",
                "url": "http://slj.test/",
                "status": status,
                "reason": say("column.unlimited"),
                "state": "list",
            }
        )
        save_checks(warehouse, night, CheckResults(as_of=night.as_of, columns=(check,), counts=(), expectations=()))
    here = ("slj", "gzdt")
    for days, status in ((0, "fresh"), (1, "blank"), (30, "blank")):
        assert last_column_checks(warehouse, {here: AS_OF.date() + timedelta(days=days)})[here].status == status
    assert last_column_checks(warehouse, {here: AS_OF.date() - timedelta(days=1)}) == {}
