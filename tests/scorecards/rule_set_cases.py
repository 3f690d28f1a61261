"""Rule sets made for one question, and the scorecard of 市水利局 under them."""

from typing import Any

from schemas.messages import CONFIG
from schemas.results import AgencyCard, ColumnCheck
from schemas.rules import RuleSet
from schemas.work_plan import Task, WorkPlan
from schemas.yaml_files import YamlFile
from tests.scorecards.facts_of_one_agency import OFFICE, RULES, agency, cards, owes, seen

NO_BAR = OFFICE.model_copy(update={"coverage_bar": 0.0})
NOTHING_PLANNED = WorkPlan(year=2026, title="t", tasks=())
NATIONAL = YamlFile(CONFIG / "rules/national-2019.yml", RuleSet).value
SUPPLIED = {path.stem: YamlFile(path, RuleSet).value for path in sorted((CONFIG / "rules").glob("*.yml"))}


def indicator(mode: str, **more: Any) -> dict[str, Any]:
    """An indicator; of a deduction 2 points each time, of anything else 10 in all."""
    given: dict[str, Any] = {"measure": "updated_within", "clause": "c", "text": "t", "mode": mode}
    if mode != "veto":
        given["points"] = "2" if mode == "deduct" else "10"
    given |= more
    return {"code": f"{mode}-{given['measure']}", "title": given.get("code", mode), **given}


def rule_set(*indicators: dict[str, Any], **more: Any) -> RuleSet:
    return RuleSet.model_validate({**RULES.content(), "frame": {"base": 100}, "indicators": indicators, **more})


def card(columns: list[ColumnCheck], rules: RuleSet, work_plan: WorkPlan = NOTHING_PLANNED, **more: Any) -> AgencyCard:
    given: dict[str, Any] = {"agencies": [agency()], "office": NO_BAR, **more}
    (found,) = cards(columns, work_plan, rules=rules, **given).agencies
    return found


def several(fresh: int = 0, stale: int = 0, blank: int = 0, unknown: int = 0) -> list[ColumnCheck]:
    statuses = ["fresh"] * fresh + ["stale"] * stale + ["blank"] * blank + ["unknown"] * unknown
    return [seen(f"c{number:02}", status) for number, status in enumerate(statuses)]


def planned() -> WorkPlan:
    """Two tasks: one with 60 points, one with two obligations."""
    tasks = [
        Task(number=str(n), title="t", wording="w", clause="c", lead=("*",), obligations=duties)
        for n, duties in enumerate(
            [(owes("updated_within", points="60"),), (owes("not_blank", points="20"), owes("human", id="staff"))]
        )
    ]
    return WorkPlan(year=2026, title="t", tasks=tuple(tasks))
