"""Every mistake of a rule set is told at once, with its line and what to write instead."""

from datetime import date
from pathlib import Path

import pytest

from schemas.messages import CONFIG
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import examine_office, examine_rules, load_office
from scorecards.measures import PARAMS
from tests.schemas.small_office import spoil, write_office

RULES = """\
name: yunxi
version: "1"
title: 云溪考核办法
source: 云政办〔2026〕1号
freshness:
  - {code: news, kinds: [动态要闻], limit: {value: 14}, clause: 第二条, text: 两周}
blank_clause: 第三条
frame: {base: 100, fail_below: 60}
groups:
  - {code: upkeep, title: 日常维护, cap: 40}
plan: {mode: deduct, points: 5, per: task, cap: 40, group: upkeep}
indicators:
  - {code: stale, title: 超期, clause: 第四条, text: 每栏2分, mode: deduct, points: 2, cap: 10, measure: updated_within,
     mutex: column, group: upkeep, classes: [部门], scope: {kinds: [动态要闻], columns: [gzdt]}}
  - {code: empty, title: 空白, clause: 第五条, text: 3分, mode: deduct, points: 3, measure: not_blank, mutex: column}
  - {code: veto, title: 否决, clause: 第六条, text: 5个, mode: veto, measure: columns_below,
     params: {states: [blank], below: 5}}
  - {code: extra, title: 亮点, clause: 第七条, text: 5分, mode: bonus, points: 5, measure: human}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = write_office(tmp_path / "office")
    (folder / "rules").mkdir()
    (folder / "rules/yunxi.yml").write_text(RULES, encoding="utf-8")
    spoil(folder, "office.yml", "rules: national-2019", "rules: yunxi")
    return folder


def mistakes_in(office: Path) -> list[Mistake]:
    return [
        mistake
        for mistake in examine_office(office, measures=PARAMS)[1]
        if mistake.file.parent.name == "rules" or mistake.file.name == "office.yml"
    ]


def test_a_rule_set_that_fits_together_has_no_mistake(office: Path) -> None:
    assert mistakes_in(office) == []


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        ("measure: updated_within", "measure: updated", "unknown measure 'updated'", "updated_within"),
        ("states: [blank], ", "", "columns_below: parameter states: Field required", "states, below"),
        ("below: 5}", "below: 0}", "columns_below: parameter below: Input should be greater than 0", "below"),
        ("mode: veto,", "mode: veto, points: 5,", "veto is a veto and has points", "leave `points` out"),
        ("cap: 10,", "cap: 1,", "stale: the cap (1) is below its points (2)", "raise the cap"),
        ("points: 3, ", "", "empty has no points", "needs_confirmation: true"),
        ("frame: {base: 100, fail_below: 60}", "frame: {}", "there are deductions, and nothing to deduct from", "base"),
        ("cap: 40, group", "cap: 4, group", "the cap (4) is below the points of one deduction (5)", "raise the cap"),
        ("group: upkeep}\nindicators", "group: care}\nindicators", "unknown group 'care'", "write one of: upkeep"),
        ("group: upkeep, classes", "group: care, classes", "stale: unknown group 'care'", "write one of: upkeep"),
        ("code: empty", "code: stale", "the code 'stale' stands 2 times in the rule set", "a code of its own"),
        (
            "code: extra",
            "code: staff",
            "the code 'staff' stands as an obligation of a work plan too",
            "lines and answers",
        ),
        ("kinds: [动态要闻], columns", "kinds: [动态], columns", "unknown kind '动态'", "动态要闻"),
        ("kinds: [动态要闻], limit", "kinds: [动态要闻, 动态], limit", "unknown kind '动态'", "动态要闻"),
        (
            "kinds: [动态要闻], limit",
            "kinds: [动态要闻, 动态要闻], limit",
            "动态要闻 has a limit by 'news' already",
            "one rule",
        ),
        (
            "mode: bonus",
            "mode: gift",
            "indicators.4.mode: Input should be 'deduct', 'share', 'veto' or 'bonus'",
            "mode",
        ),
    ],
)
def test_a_mistake_of_a_rule_set_is_an_error_with_its_line(
    office: Path, old: str, new: str, message: str, remedy: str
) -> None:
    line = spoil(office, "rules/yunxi.yml", old, new)
    found = [mistake for mistake in mistakes_in(office) if mistake.severity == "error"]
    told = [mistake for mistake in found if message in mistake.message and remedy in mistake.remedy]
    assert any(mistake.line is not None and abs(mistake.line - line) <= 1 for mistake in told), found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mutex: column}", "mutex: colunm}", "empty is alone in the group 'colunm'"),
        ("classes: [部门]", "classes: [部]", "stale: no agency has the class '部'"),
        ("columns: [gzdt]", "columns: [gzd]", "stale: no agency has the column 'gzd'"),
        (", measure: human", "", "extra has no measure: it is listed, and nothing is checked"),
    ],
)
def test_what_would_quietly_do_nothing_is_a_warning(office: Path, old: str, new: str, message: str) -> None:
    spoil(office, "rules/yunxi.yml", old, new)
    found = mistakes_in(office)
    assert {mistake.severity for mistake in found} == {"warning"}
    assert any(message in mistake.message for mistake in found), found


def test_all_mistakes_are_told_at_once(office: Path) -> None:
    for old, new in (("cap: 10,", "cap: 1,"), ("mode: veto,", "mode: veto, points: 5,"), ("not_blank", "blank")):
        spoil(office, "rules/yunxi.yml", old, new)
    with pytest.raises(ConfigError) as refused:
        load_office(office, measures=PARAMS)
    assert len(refused.value.mistakes) == 3


def test_two_sets_in_force_on_one_day_are_refused_and_sets_one_after_the_other_are_not(office: Path) -> None:
    spoil(office, "office.yml", "rules: yunxi", "rules: [yunxi, yunxi-2027]")
    later = RULES.replace('version: "1"', 'version: "2"\nfrom: 2027-01-01')
    (office / "rules/yunxi-2027.yml").write_text(later, encoding="utf-8")
    (mistake,) = mistakes_in(office)
    assert mistake.message == "yunxi-2027 and yunxi are both in force on 2027-01-01"
    spoil(office, "rules/yunxi.yml", 'version: "1"', 'version: "1"\nuntil: 2026-12-31')
    assert mistakes_in(office) == []
    folder = load_office(office, measures=PARAMS)
    assert [rules.version for rules in folder.rule_sets] == ["1", "2"]
    assert folder.rules.version == "2"


def test_two_files_of_one_name_and_version_are_refused(office: Path) -> None:
    (office / "rules/copy.yml").write_text(RULES, encoding="utf-8")
    (mistake,) = mistakes_in(office)
    assert mistake.message.startswith("yunxi 1 is also what")


def test_a_day_without_a_rule_set_is_judged_by_the_latest_before_it_and_else_the_first(office: Path) -> None:
    spoil(office, "office.yml", "rules: yunxi", "rules: [b, a]")
    for name, days in (("a", "from: 2026-01-01\nuntil: 2026-06-30"), ("b", "from: 2026-08-01\nuntil: 2026-12-31")):
        text = RULES.replace('version: "1"', f'version: "{name}"\n{days}')
        (office / f"rules/{name}.yml").write_text(text, encoding="utf-8")
    (office / "rules/yunxi.yml").unlink()
    folder = load_office(office, measures=PARAMS)
    days = {
        "2025-12-31": "a",
        "2026-01-01": "a",
        "2026-06-30": "a",
        "2026-07-15": "a",
        "2026-08-01": "b",
        "2027-03-01": "b",
    }

    assert {day: folder.rules_for(date.fromisoformat(day)).version for day in days} == days


@pytest.mark.parametrize("path", sorted((CONFIG / "rules").glob("*.yml")), ids=lambda path: str(path.stem))
def test_a_supplied_set_has_no_error(office: Path, path: Path) -> None:
    folder = load_office(office, measures=PARAMS)
    _, mistakes = examine_rules(path, folder, measures=PARAMS)
    assert [mistake for mistake in mistakes if mistake.severity == "error"] == []
