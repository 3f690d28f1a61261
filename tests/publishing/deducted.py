"""One agency's card with a line of every kind, beside the rules it was scored by: deductions, veto, bonus, base."""

from datetime import date
from decimal import Decimal

from publishing.night import Night
from schemas.early_warnings import EarlyWarning
from schemas.messages import say
from schemas.results import AgencyCard, Line, Projection
from schemas.rules import RuleSet
from tests.publishing.sample import sample_night

RULES = RuleSet.model_validate(
    {
        "name": "yunxi-2026",
        "version": "1",
        "title": "云溪市政务公开考核办法",
        "source": "云政办发〔2026〕3号",
        "freshness": [
            {
                "code": "news",
                "kinds": ["动态要闻"],
                "limit": {"value": 14},
                "clause": "附件第一条",
                "text": "动态要闻两周内应有更新",
                "needs_confirmation": True,
            }
        ],
        "blank_clause": "附件第二条",
        "frame": {"base": 100, "fail_below": 60, "bonus_above": 80, "bonus_max": 30},
        "annual": {"points": 5},
        "groups": [{"code": "upkeep", "title": "日常维护", "cap": 8}],
        "indicators": [
            {
                "code": "stale",
                "title": "栏目更新不及时",
                "clause": "附件第三条",
                "text": "每个栏目扣5分，扣完8分为止。",
                "mode": "deduct",
                "points": 5,
                "cap": 8,
                "group": "upkeep",
                "measure": "updated_within",
            },
            {
                "code": "veto-stale",
                "title": "栏目长期不更新",
                "clause": "附件第四条",
                "text": "应更新未更新栏目达到2个的，单项否决。",
                "mode": "veto",
                "measure": "columns_below",
                "params": {"states": ["stale"], "below": 2},
            },
            {
                "code": "links",
                "title": "链接",
                "clause": "附件第五条",
                "text": "链接不可用的扣分。",
                "mode": "deduct",
                "needs_confirmation": True,
                "measure": "site_available",
            },
            {
                "code": "praise",
                "title": "工作亮点",
                "clause": "附件第六条",
                "text": "受到表彰的加3分。",
                "mode": "bonus",
                "points": 3,
                "measure": "human",
            },
        ],
    }
)


def deducted_night() -> Night:
    """The sample's night, its sixth agency judged by `RULES` as well."""
    night = sample_night()
    cards = tuple(_judged(card) if card.code == "wjj" else card for card in night.scorecards.agencies)
    changed = night.scorecards.model_copy(update={"agencies": cards})
    warnings = tuple(_warning(card, within) for card in cards if card.code == "wjj" for within in (2, 10))
    return night.model_copy(update={"scorecards": changed, "rules": RULES, "warnings": warnings})


def judged_card(night: Night) -> AgencyCard:
    """The card with a line of every kind."""
    return next(card for card in night.scorecards.agencies if card.code == "wjj")


def _judged(card: AgencyCard) -> AgencyCard:
    proof = next(column.evidence for column in card.columns if column.evidence)
    first, second = (column.column for column in card.columns[:2])
    common = {"measure_version": 1, "clause": "附件第三条", "evidence": proof, "max": 0}
    late = {"status": "unmet", "cause": "late", "mode": "deduct", "measure": "updated_within", "obligation": "stale"}
    stale = {**common, **late, "task": "日常维护", "title": "栏目更新不及时"}
    said = say("column.stale", newest="2026-09-01", age=80, limit=14, over=66)
    lines = (
        Line.model_validate(
            {**common, "id": "base", "task": "base", "obligation": "base", "measure": "base", "clause": "附件"}
            | {"status": "met", "points": 100, "max": 100, "mode": "base", "reason": say("base", points=100)}
        ),
        Line.model_validate(
            {**stale, "id": f"stale/{second}", "columns": [second], "points": -3, "uncapped": -5, "reason": said}
            | {"owed_days": [31, 310]}
        ),
        Line.model_validate({**stale, "id": f"stale/{first}", "columns": [first], "points": -5, "reason": said}),
        Line.model_validate(
            {**common, "id": "veto-stale/-", "task": "veto-stale", "obligation": "veto-stale", "mode": "veto"}
            | {"measure": "columns_below", "title": "栏目长期不更新", "columns": [first, second], "points": None}
            | {"status": "unmet", "cause": "late", "reason": say("columns_below.unmet", of=5, count=2, below=2)}
        ),
        Line.model_validate(
            {**common, "id": "links/-", "task": "links", "obligation": "links", "mode": "deduct", "points": None}
            | {"measure": "site_available", "title": "链接", "trial": True, "unconfirmed": True, "evidence": []}
            | {"status": "unknown", "cause": "our_failure", "reason": say("site.none")}
        ),
        Line.model_validate(
            {**common, "id": "praise/-", "task": "praise", "obligation": "praise", "mode": "bonus", "points": 3}
            | {"measure": "human", "title": "工作亮点", "status": "met", "reason": say("human.waiting")}
        ),
    )
    return card.model_copy(
        update={
            "lines": (*card.lines, *lines),
            "grade": "不合格",
            "vetoes": ("栏目长期不更新",),
            "converted": Decimal("4.1"),
            "projected": Projection(score=Decimal(61), max=Decimal(90), percent=Decimal("67.78"), grade="不合格"),
        }
    )


def _warning(card: AgencyCard, within: int) -> EarlyWarning:
    line = next(one for one in card.lines if one.status == ("needs_review" if within == 2 else "not_due"))
    return EarlyWarning.model_validate(
        {
            "agency": card.code,
            "name": card.name,
            "line": line.id,
            "task": line.task,
            "measure": line.measure,
            "columns": line.columns,
            "status": line.status,
            "due_on": date(2026, 11, 20 + within),
            "working_days_left": within,
            "within": within,
            "at_stake": line.max,
            "trial": line.trial,
            "reason": line.reason,
        }
    )
