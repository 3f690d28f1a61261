"""An invented office's night for looking at pages: twelve agencies, sixty columns, every status, three nights.

Values are made so that they agree with each other (scores are sums, limits fit statuses); nothing here judges.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from zoneinfo import ZoneInfo

from publishing.night import Night
from schemas.messages import Reason, say
from schemas.night import (
    ColumnHistory,
    ColumnNight,
    ColumnTime,
    History,
    ItemsPerMonth,
    MonthItems,
    RunFigures,
    RunSummary,
    ScoreHistory,
    ScoreNight,
    UnseenColumn,
)
from schemas.probes import LongUnseen, Outage, ProbeDay, SiteWeek
from schemas.results import (
    AgencyCard,
    CheckResults,
    ColumnCheck,
    ColumnStatus,
    Evidence,
    ExpectationResult,
    Limit,
    Line,
    LineStatus,
    RuleSetName,
    Scorecards,
    UnknownCause,
)
from schemas.work_plan import Task, WorkPlan

ZONE = ZoneInfo("Asia/Shanghai")
LAST_NIGHT = date(2026, 11, 20)
RULES = RuleSetName(name="national-2019", version="2019.4")

_AGENCIES = (
    ("fgj", "市发展和改革局", "部门"), ("jyj", "市教育局", "部门"), ("mzj", "市民政局", "部门"),
    ("czj", "市财政局", "部门"), ("slj", "市水利局", "部门"), ("wjj", "市卫生健康局", "部门"),
    ("zjj", "市住房和城乡建设局", "部门"), ("yyz", "云岩镇", "镇街"), ("xhz", "溪湖镇", "镇街"),
    ("bsjd", "白沙街道办事处", "镇街"), ("qxj", "市气象局", "垂管单位"), ("gsgs", "市供水有限公司", "公共企事业单位"),
)  # fmt: skip
_COLUMNS = (
    ("gzdt", "工作动态", "动态要闻", "工作信息", Limit(value=14)),
    ("tzgg", "通知公告", "通知公告", "工作信息", Limit(value=6, unit="months")),
    ("zcwj", "政策文件", "政策文件", "法规公文", Limit(value=6, unit="months")),
    ("rsxx", "人事信息", "人事信息", "人事信息", Limit(value=1, unit="years")),
    ("jgzn", "机构职能", "机构概况", "机构概况", None),
    ("ghjh", "规划计划", "规划计划", "规划总结", Limit(value=1, unit="years")),
    ("zcjd", "政策解读", "政策解读", "法规公文", Limit(value=6, unit="months")),
    ("czxx", "财政预决算", "财政信息", "财政信息", None),
)
_DAYS = {"days": 1, "months": 30, "years": 365}
_UNKNOWN: tuple[tuple[str, UnknownCause], ...] = (
    ("unreachable", "our_failure"), ("blocked", "our_failure"), ("not_a_list", "our_failure"),
    ("needs_data", "not_assessable"),
)  # fmt: skip
_ENGLISH = {
    "unreachable": "connection reset by the server, three tries",
    "blocked": "a challenge page stood in place of the list",
    "not_a_list": "nothing on the page looks like a list",
    "needs_data": "the list is filled by a script from data we do not hold",
}


def sample_night(*, agencies: int = 12, columns: int = 5, nights: int = 3, hostile: bool = False) -> Night:
    """The last of `nights` nights. `hostile` puts what a website might smuggle in into names and addresses."""
    days = [LAST_NIGHT - timedelta(days=back) for back in reversed(range(nights))]
    cards = [_scorecards(day, agencies=agencies, columns=columns, hostile=hostile) for day in days]
    tonight = cards[-1]
    return Night(
        scorecards=tonight,
        checks=_checks(tonight, warned=hostile),
        run=_run(cards, hostile=hostile),
        history=_history(cards),
        plan=_plan(),
        previous=cards[-2] if nights > 1 else None,
        generated_at=tonight.as_of + timedelta(hours=3, minutes=12),
    )


def _scorecards(day: date, *, agencies: int, columns: int, hostile: bool) -> Scorecards:
    cards = []
    for place in range(agencies):
        code, name, class_ = _AGENCIES[place % len(_AGENCIES)]
        if place >= len(_AGENCIES):
            code, name = f"{code}{place}", f"{name}{place}"
        if hostile and place == 0:
            name = '=HYPERLINK("http://evil")<script>alert(1)</script>'
        checks = tuple(_check(day, place, code, index, hostile=hostile) for index in range(columns))
        cards.append(_card(day, code, name, class_, checks))
    return Scorecards(
        office="云溪市政务公开办公室",
        as_of=datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZONE),
        run_id=f"{day:%Y%m%d}-0230",
        rules=RULES,
        coverage=round(sum(card.coverage or 0 for card in cards) / len(cards), 4),
        agencies=_ranked(cards),
    )


def _status(day: date, place: int, index: int) -> ColumnStatus:
    if (place, index) == (4, 0):  # repaired before the last night
        return "stale" if day < LAST_NIGHT else "fresh"
    if (place, index) == (2, 2):  # went stale on the last night
        return "fresh" if day < LAST_NIGHT else "stale"
    if place == 9 and index != 1:  # an agency that could not be seen: not scored
        return "unknown"
    if _column(place, index)[4] is None:
        return "unlimited"
    if place in (0, 3):
        return "fresh"
    dice = Random(f"{place}/{index}").random()
    return "fresh" if dice < 0.66 else "stale" if dice < 0.84 else "blank" if dice < 0.91 else "unknown"


def _column(place: int, index: int) -> tuple[str, str, str, str, Limit | None]:
    """The first two columns every agency has; the others differ from agency to agency."""
    return _COLUMNS[index % 8 if index % 8 < 2 else 2 + (index + place) % 6]


def _check(day: date, place: int, code: str, index: int, *, hostile: bool) -> ColumnCheck:
    column, name, kind, category, limit = _column(place, index)
    if index >= len(_COLUMNS):
        column, name = f"{column}{index}", f"{name}{index}"
    url = f"http://www.{code}.yunxi.example/col/{column}/index.html"
    if hostile and place == 0 and index == 0:
        name, url = "+1 <img src=x onerror=alert(2)>", "javascript:alert(3)"
    status = _status(day, place, index)
    dice = Random(f"age/{place}/{index}")
    limit_days = limit.value * _DAYS[limit.unit] if limit else None
    bound = limit_days or 90
    age = dice.randint(bound - 12, bound) if dice.random() < 0.25 and status == "fresh" else dice.randint(0, bound)
    if status == "stale":
        age = bound + dice.choice((1, 3, 9, 27, 61))
    age = max(0, age - (LAST_NIGHT - day).days) if status == "fresh" else age
    newest = None if status == "blank" else day - timedelta(days=age)
    state, cause = dice.choice(_UNKNOWN)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(days=1)
    observed = midnight + timedelta(hours=2, minutes=31, seconds=37 * index + place)
    return ColumnCheck(
        agency=code,
        column=column,
        name=name,
        kind=kind,
        category=category,
        url=url,
        status=status,
        cause=cause if status == "unknown" else None,
        state=state if status == "unknown" else "blank" if status == "blank" else "list",
        reason=_reason(status, newest, age, limit_days, state),
        observed_at=observed,
        newest=newest,
        age_days=None if newest is None else age,
        limit=limit,
        limit_days=limit_days,
        due_on=newest + timedelta(days=limit_days) if newest and limit_days else None,
        items=0 if status == "blank" else dice.randint(6, 260),
        within_limit=status == "fresh",
        evidence=() if status == "unknown" else (_evidence(url, observed),),
    )


def _reason(status: ColumnStatus, newest: date | None, age: int, limit: int | None, state: str) -> Reason:
    figures: dict[str, str | int | None] = {
        "newest": newest.isoformat() if newest else None,
        "age": age,
        "limit": limit,
    }
    match status:
        case "fresh":
            return say("column.fresh", **figures)
        case "stale":
            return say("column.stale", **figures, over=age - (limit or 0))
        case "unknown":
            return say(f"column.unknown.{state}")
        case _:
            return say(f"column.{status}")


def _evidence(url: str, at: datetime) -> Evidence:
    digest = sha256(f"{url}{at}".encode()).hexdigest()
    return Evidence(
        url=url, fetched_at=at, sha256=digest, record=f"evidence/{at:%Y/%m/%d}/pages.warc.gz#{int(digest[:6], 16)}"
    )


_VERDICT: dict[ColumnStatus, LineStatus] = {
    "fresh": "met", "stale": "unmet", "blank": "not_applicable", "unknown": "unknown", "unlimited": "not_applicable",
}  # fmt: skip


def _card(day: date, code: str, name: str, class_: str, checks: tuple[ColumnCheck, ...]) -> AgencyCard:
    limited = [check for check in checks if check.status != "unlimited"]
    share = Decimal(60) / len(limited)
    lines = [_line("1.1", "current", "updated_within", check, _VERDICT[check.status], share) for check in limited]
    for check in checks:
        verdict: LineStatus = "unmet" if check.status == "blank" else "unknown" if check.status == "unknown" else "met"
        lines.append(_line("1.2", "blank", "not_blank", check, verdict, Decimal(20) / len(checks)))
    lines.append(_count_line(day, checks[0]))
    lines.append(
        Line(
            id="2.1-annual-human", task="2.1", obligation="annual", measure="human", measure_version=1,
            clause="云政办发〔2026〕9号 附件 第2.1项", status="needs_review", points=None, max=Decimal(10),
            reason=say("human.waiting"),
        )
    )  # fmt: skip
    counted = [line for line in lines if line.points is not None]
    judged = sum(line.status in ("met", "unmet") for line in lines)
    due = judged + sum(line.status in ("unknown", "needs_review") for line in lines)
    score = sum((line.points for line in counted if line.points is not None), Decimal(0))
    most = sum((line.max for line in counted), Decimal(0))
    scored = judged / due >= 0.6
    percent = (100 * score / most).quantize(Decimal("0.01")) if scored else None
    return AgencyCard(
        code=code,
        name=name,
        agency_class=class_,
        score=score if scored else None,
        max=most,
        percent=percent,
        grade=None if percent is None else "优秀" if percent >= 90 else "合格" if percent >= 70 else "不合格",
        rank=None,
        coverage=judged / due,
        lines=tuple(lines),
        columns=checks,
    )


def _line(task: str, duty: str, measure: str, check: ColumnCheck, status: LineStatus, worth: Decimal) -> Line:
    worth = worth.quantize(Decimal("0.01"))
    trial = status == "unmet" and check.agency == "yyz"
    points = worth if status == "met" else Decimal(0) if status == "unmet" and not trial else None
    causes = {"unmet": "late" if measure == "updated_within" else "not_published", "unknown": check.cause}
    return Line(
        id=f"{task}-{duty}-{check.column}",
        task=task,
        obligation=duty,
        measure=measure,
        measure_version=1,
        clause="国办秘函〔2019〕19号 附件1 单项否决第4项（栏目不更新）",
        columns=(check.column,),
        status=status,
        cause=causes.get(status),  # type: ignore[arg-type]
        points=points,
        max=worth,
        trial=trial,
        reason=say("not_blank.met", items=check.items) if (measure, status) == ("not_blank", "met") else check.reason,
        evidence=check.evidence if status in ("met", "unmet") else (),
    )


def _count_line(day: date, check: ColumnCheck) -> Line:
    return Line(
        id="1.3-enough-gzxx", task="1.3", obligation="enough", measure="min_items", measure_version=1,
        clause="云政办发〔2026〕9号 附件 第1.3项", category="工作信息", status="not_due", points=None, max=Decimal(20),
        reason=say("count.not_due", period=str(day.year), items=min(check.items, 49), minimum=50),
    )  # fmt: skip


def _ranked(cards: list[AgencyCard]) -> tuple[AgencyCard, ...]:
    scored = sorted((card.percent for card in cards if card.percent is not None), reverse=True)
    return tuple(
        card.model_copy(update={"rank": None if card.percent is None else scored.index(card.percent) + 1})
        for card in cards
    )


def _columns(cards: Scorecards) -> list[ColumnCheck]:
    return [column for card in cards.agencies for column in card.columns]


def _checks(cards: Scorecards, *, warned: bool) -> CheckResults:
    columns = _columns(cards)
    failing = {
        "expect.register_complete": (),
        "expect.observed": _ids(columns, ("unknown",)),
        "expect.not_blank": _ids(columns, ("blank",)),
        "expect.within_limit": _ids(columns, ("stale",)),
    }
    expectations = [
        ExpectationResult(
            suite="freshness",
            code=f"national-2019/{key.removeprefix('expect.')}",
            title=say(key),
            success=not rows,
            evaluated=len(columns),
            failed=len(rows),
            failing=rows,
        )
        for key, rows in failing.items()
    ]
    enough = ExpectationResult(
        suite="counts", code="national-2019/enough", title=say("expect.enough"), success=None, evaluated=0,
        failed=0, error="no row had both a count and a minimum",
    )  # fmt: skip
    return CheckResults(
        as_of=cards.as_of,
        columns=tuple(columns),
        counts=(),
        expectations=(*expectations, enough),
        warnings=(say("warning.all_stale", count=12),) if warned else (),
    )


def _ids(columns: Sequence[ColumnCheck], statuses: tuple[ColumnStatus, ...]) -> tuple[str, ...]:
    return tuple(f"{column.agency}/{column.column}" for column in columns if column.status in statuses)


def _run(nights: list[Scorecards], *, hostile: bool) -> RunSummary:
    unseen = tuple(
        UnseenColumn(
            agency=c.agency, column=c.column, url=c.url, state=c.state, cause=c.cause or "our_failure",
            reason=_ENGLISH[c.state],
        )
        for c in _columns(nights[-1])
        if c.status == "unknown"
    )  # fmt: skip
    times = [
        ColumnTime(agency=c.agency, column=c.column, seconds=round(31.5 / (place + 1), 1), requests=1 + place % 4)
        for place, c in enumerate(_columns(nights[-1])[3:13])
    ]
    return RunSummary(
        tonight=_figures(nights[-1]),
        previous=_figures(nights[-2]) if len(nights) > 1 else None,
        unseen=unseen,
        slowest=tuple(times),
        long_unseen=_long_unseen(unseen) if len(nights) > 2 else (),
        sites=tuple(_site(place, card, hostile=hostile) for place, card in enumerate(nights[-1].agencies)),
    )


def _long_unseen(unseen: Sequence[UnseenColumn]) -> tuple[LongUnseen, ...]:
    """Those of two agencies: one turns us away while its home page opens, of the other nobody probed anything."""
    since = LAST_NIGHT - timedelta(days=2)
    return tuple(
        LongUnseen(
            agency=each.agency,
            column=each.column,
            host=f"www.{each.agency}.yunxi.example",
            url=each.url,
            state=each.state if each.agency != "bsjd" else "blocked",
            cause=each.cause,
            reason=each.reason,
            nights=3,
            since=since,
            probes=ProbeDay(day=since, answered=70, failed=2) if each.agency == "bsjd" else ProbeDay(day=since),
        )
        for each in sorted(unseen, key=lambda each: each.agency)
        if each.agency in ("bsjd", "yyz")
    )


def _site(place: int, card: AgencyCard, *, hostile: bool) -> SiteWeek:
    """Of the first site one day is short; the second could not be opened for most of a day; one blocks; one is new."""
    host = f"www.{card.code}.yunxi.example"
    often = {"answered": 24}
    always: dict[int, dict[str, int]] = {2: {"blocked": 24}, 3: {}}
    that_day: dict[int, dict[str, int]] = {
        0: {"answered": 12},
        1: {"answered": 10, "failed": 14},
        4: {"answered": 23, "failed": 1},
    }
    days = [LAST_NIGHT - timedelta(days=back) for back in reversed(range(7))]
    down = datetime(LAST_NIGHT.year, LAST_NIGHT.month, LAST_NIGHT.day, 6, 10, tzinfo=ZONE) - timedelta(days=2)
    figures = {day: always.get(place, often) for day in days}
    figures[down.date()] = that_day.get(place, always.get(place, often))
    return SiteWeek(
        host=host,
        home="javascript:alert(4)" if hostile and place == 1 else f"http://{host}/",
        agencies=(card.code,),
        days=tuple(ProbeDay(day=day, **counts) for day, counts in figures.items()),
        outage=Outage(first=down, last=down + timedelta(hours=13), probes=14) if place == 1 else None,
        main_reason="silent for 15 s" if place == 1 else "",
    )


def _figures(cards: Scorecards) -> RunFigures:
    columns = _columns(cards)
    status = Counter(column.status for column in columns)
    cause = Counter(column.cause for column in columns)
    start = cards.as_of + timedelta(hours=2, minutes=30, seconds=1)
    seconds = 170.0 + 3 * cards.as_of.day
    return RunFigures(
        run_id=cards.run_id,
        as_of=cards.as_of,
        started_at=start,
        finished_at=start + timedelta(seconds=seconds),
        seconds=seconds,
        tried=len(columns),
        read=len(columns) - status["blank"] - status["unknown"],
        blank=status["blank"],
        our_failure=cause["our_failure"],
        not_assessable=cause["not_assessable"],
        new_items=cards.as_of.day * 2,
        requests=2 * len(columns) + 11,
        bytes=len(columns) * 41_000,
        rescued=cards.as_of.day % 4,
    )


def _history(nights: list[Scorecards]) -> History:
    columns = [
        ColumnHistory(
            agency=seen[-1].agency,
            column=seen[-1].column,
            nights=tuple(
                ColumnNight(day=cards.as_of.date(), status=check.status)
                for cards, check in zip(nights, seen, strict=True)
            ),
        )
        for seen in zip(*map(_columns, nights), strict=True)
    ]
    months = [f"{2025 + (10 + step) // 12}-{(10 + step) % 12 + 1:02d}" for step in range(13)]
    items = [
        ItemsPerMonth(
            agency=card.code,
            months=tuple(MonthItems(month=m, items=Random(f"{card.code}{m}").randint(2, 38)) for m in months),
        )
        for card in nights[-1].agencies
    ]
    scores = [
        ScoreHistory(
            agency=card.code,
            nights=tuple(
                ScoreNight(
                    day=cards.as_of.date(),
                    percent=next(c.percent for c in cards.agencies if c.code == card.code),
                    rules=f"{RULES.name} {RULES.version}",
                )
                for cards in nights
            ),
        )
        for card in nights[-1].agencies
    ]
    return History(columns=tuple(columns), items=tuple(items), scores=tuple(scores))


def _plan() -> WorkPlan:
    source = "云政办发〔2026〕9号 附件"
    everyone = ("*",)
    return WorkPlan(
        year=2026,
        title="云溪市2026年政务公开工作要点任务分解表",
        doc_no="云政办发〔2026〕9号",
        tasks=(
            Task(
                number="1.1", title="按时更新各类栏目", clause=f"{source} 第1.1项", lead=everyone, deadline="持续推进",
                wording="动态要闻类栏目两周内、通知公告和政策文件类栏目六个月内、人事和规划类栏目一年内应有更新。",
            ),
            Task(
                number="1.2", title="消除空白栏目", clause=f"{source} 第1.2项", lead=everyone,
                deadline=date(2026, 9, 30),
                wording="公开栏目不得空白；确无信息产生的，应在栏目页面作出说明。",
            ),
            Task(
                number="1.3", title="保证主动公开数量", clause=f"{source} 第1.3项", lead=everyone, deadline="年底前",
                wording="各单位全年发布工作信息不少于五十条。",
            ),
            Task(
                number="2.1", title="落实公开事项目录", clause=f"{source} 第2.1项", lead=everyone, deadline="年底前",
                wording="对照主动公开事项目录逐项核对，由公开办抽查。",
            ),
        ),
    )  # fmt: skip
