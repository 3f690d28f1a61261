"""The year's own work plan (政务公开工作要点、实施方案) is published by a day."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Frozen
from schemas.messages import say
from schemas.work_plan import Obligation
from scorecards.document_by import WantedDocument, document_by
from scorecards.facts import AgencyFacts, Judged
from scorecards.titles import TitlePattern, titled


class PlanPublished(Frozen):
    """`by`: the last day in time; the plan is that of its year."""

    by: date
    title: TitlePattern | None = None
    """Another pattern than the year, 政务公开 or 信息公开, and 工作要点, 实施方案, 工作方案, 工作安排 or 任务分解."""


def plan_published(facts: AgencyFacts, obligation: Obligation, params: PlanPublished) -> Iterator[Judged]:
    """One line, judged as `published_by`. Source: the plan above it, as 闽政办〔2018〕43号 (30 June)."""
    year = params.by.year
    wanted = WantedDocument(
        title=params.title
        or titled(year, ["政务公开", "信息公开"], ["工作要点", "实施方案", "工作方案", "工作安排", "任务分解"]),
        called=say("plan.called", year=year),
        by=params.by,
        # Its own title names the year: one that is out some months before it begins is the one.
        not_before=None if params.title is None else date(year, 1, 1),
        read_from=date(year - 1, 1, 1) if params.title is None else date(year, 1, 1),
        fact=f"work_plan:{year}",
    )
    yield from document_by(facts, obligation, wanted)
