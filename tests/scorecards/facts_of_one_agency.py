"""Plain facts about one agency, five lines a test: what was seen, what is owed, what people said."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from schemas.agencies import Agency, Column
from schemas.documents import Document
from schemas.messages import say
from schemas.office import Office
from schemas.results import CheckResults, ColumnCheck, CountCheck, Evidence, Limit, Line, Scorecards
from schemas.reviews import Answer
from schemas.rules import Grade, RuleSet
from schemas.work_plan import Obligation, Task, WorkPlan
from scorecards.facts import AgencyFacts
from scorecards.score import agency_lines, score

TODAY = date(2026, 11, 20)
AS_OF = datetime(2026, 11, 20, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGE = Evidence(
    url="http://slj.test/", fetched_at=datetime(2026, 11, 20, 2, tzinfo=UTC), sha256="0" * 64, record="evidence/a#0"
)
LIMIT = Limit(value=14)
OFFICE = Office(name="云溪市政府信息公开办公室")
RULES = RuleSet(
    name="test",
    version="1",
    title="t",
    source="s",
    freshness=(),
    blank_clause="c",
    grades=(Grade(name="优秀", from_percent=90), Grade(name="合格", from_percent=70)),
)


def seen(column: str, status: str, **more: Any) -> ColumnCheck:
    """What was seen of one column: evidence of a page unless it is unknown, whose fault that is if it is."""
    unknown = status == "unknown"
    facts: dict[str, Any] = {
        "agency": "slj",
        "column": column,
        "name": column,
        "kind": "动态要闻",
        "category": "工作信息",
        "url": f"http://slj.test/{column}/",
        "status": status,
        "cause": "our_failure" if unknown else None,
        "reason": say("column.unlimited"),
        "state": "unreachable" if unknown else "blank" if status == "blank" else "list",
        "limit": None if status == "unlimited" else LIMIT,
        "seen_on": None if unknown else TODAY,
        "items": 0 if status in ("blank", "unknown") else 3,
        "read_back_to": None if unknown else date.min,
        "evidence": () if unknown else (PAGE,),
        **more,
    }
    return ColumnCheck(**facts)


def counted(status: str, *, column: str | None = None, category: str = "工作信息", **more: Any) -> CountCheck:
    """What was counted of one minimum."""
    facts: dict[str, Any] = {
        "agency": "slj",
        "category": category,
        "column": column,
        "period": "2026",
        "items": 3,
        "min_items": None if status == "no_minimum" else 5,
        "status": status,
        "cause": "our_failure" if status == "unknown" else None,
        "reason": say("count.no_minimum"),
        "evidence": () if status == "unknown" else (PAGE,),
        **more,
    }
    return CountCheck(**facts)


def document(title: str, published: date | None, *, first_seen_on: date = TODAY, column: str = "a") -> Document:
    return Document(
        agency="slj",
        column=column,
        kind="动态要闻",
        category="工作信息",
        title=title,
        url=f"http://slj.test/{column}/{title}",
        published=published,
        first_seen_on=first_seen_on,
        evidence=(PAGE,),
    )


def answered(verdict: str, *, on: date = TODAY, obligation: str = "staff", agency: str = "slj") -> Answer:
    given: dict[str, Any] = {
        "agency": agency,
        "obligation": obligation,
        "verdict": verdict,
        "reason": "已核",
        "reference": "云溪政办函〔2026〕7号",
        "reviewer": "李敏",
        "decided_on": on,
    }
    return Answer(**given)


def owes(measure: str, *, points: str = "10", **more: Any) -> Obligation:
    return Obligation(**{"id": measure, "measure": measure, "points": Decimal(points), **more})


def plan(*obligations: Obligation, **task: Any) -> WorkPlan:
    whole: dict[str, Any] = {
        "number": "1",
        "title": "t",
        "wording": "w",
        "clause": "第一条",
        "lead": ("*",),
        "obligations": obligations,
        **task,
    }
    return WorkPlan(year=2026, title="t", tasks=(Task(**whole),))


def agency(code: str = "slj", columns: Sequence[Column] = (), **more: Any) -> Agency:
    return Agency(**{"code": code, "name": code, "agency_class": "部门", "columns": tuple(columns), **more})


def facts(
    columns: Sequence[ColumnCheck] = (),
    *,
    counts: Sequence[CountCheck] = (),
    documents: Sequence[Document] = (),
    answers: Sequence[Answer] = (),
    day: date = TODAY,
) -> AgencyFacts:
    return AgencyFacts(
        agency="slj",
        day=day,
        columns=tuple(columns),
        counts=tuple(counts),
        documents=tuple(documents),
        answers=tuple(answers),
    )


def lines(known: AgencyFacts, *obligations: Obligation, who: Agency | None = None, **task: Any) -> tuple[Line, ...]:
    """The lines that these obligations come to."""
    return agency_lines(who or agency(), known, plan(*obligations, **task), RULES)


def cards(
    columns: Sequence[ColumnCheck],
    work_plan: WorkPlan,
    *,
    counts: Sequence[CountCheck] = (),
    documents: Sequence[Document] = (),
    answers: Sequence[Answer] = (),
    agencies: Sequence[Agency] | None = None,
    office: Office = OFFICE,
    as_of: datetime = AS_OF,
    rules: RuleSet = RULES,
    **more: Any,
) -> Scorecards:
    """The scorecards of the agencies that the columns belong to."""
    codes = dict.fromkeys([check.agency for check in columns] + [check.agency for check in counts])
    return score(
        CheckResults(as_of=as_of, columns=tuple(columns), counts=tuple(counts), expectations=()),
        office=office,
        agencies=agencies or [agency(code) for code in codes],
        plan=work_plan,
        rules=rules,
        documents=documents,
        answers=answers,
        run_id="r",
        **more,
    )


def columns_of_any_status(*, least: int = 0) -> st.SearchStrategy[list[ColumnCheck]]:
    """From `least` to seven columns of the agency, each as it may come out."""
    flags = (st.booleans(), st.booleans(), st.booleans())
    status = st.sampled_from(["fresh", "stale", "blank", "unknown", "unlimited"])
    return st.lists(st.tuples(status, *flags), min_size=least, max_size=7).map(
        lambda rows: [
            seen(f"c{number}", status, note=note, undated=undated, within_limit=within)
            for number, (status, note, undated, within) in enumerate(rows)
        ]
    )
