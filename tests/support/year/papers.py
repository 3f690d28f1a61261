"""What the office itself keeps in a year: applications, messages, looks at accounts, its people's decisions.

All of it is planted here, and written on a day as the files that the office would have on that day.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from schemas.work_plan import WorkPlan

CLERK = "李敏"


@dataclass(frozen=True)
class Application:
    """依申请公开."""

    agency: str
    number: str
    received: date
    replied: date | None = None
    extended: date | None = None


@dataclass(frozen=True)
class Message:
    """留言."""

    agency: str
    number: str
    received: date
    replied: date | None = None
    valid: bool = True


@dataclass(frozen=True)
class Account:
    """政务新媒体 without a feed: somebody looks at it."""

    agency: str
    name: str
    posts: tuple[date, ...]
    looks_in: tuple[int, ...]
    """Months at whose end somebody looks."""


@dataclass(frozen=True)
class Decision:
    """What a person decided about one duty of one agency."""

    agency: str
    obligation: str
    verdict: str
    """完成, 未完成, 免除."""
    day: date


APPLICATIONS = (
    # Twenty working days over the Spring Festival, two worked weekend days in them: 8 February is the last one.
    Application("slj", "2025-1", date(2025, 1, 6), replied=date(2025, 2, 8)),
    Application("slj", "2025-2", date(2025, 1, 6), replied=date(2025, 2, 9)),
    # Never answered; the last day, beyond the holiday of 1 May, is 14 May.
    Application("jyj", "2025-1", date(2025, 4, 14)),
    # Extended in time, in October; answered in the second twenty days.
    Application("fgj", "2025-1", date(2025, 9, 10), replied=date(2025, 11, 5), extended=date(2025, 10, 10)),
    # Open at the year's end; due in January.
    Application("czj", "2025-1", date(2025, 12, 8)),
)
MESSAGES = (
    Message("slj", "m1", date(2025, 1, 10), replied=date(2025, 3, 1)),
    Message("jhz", "m1", date(2025, 2, 15)),
    Message("zfb", "m1", date(2025, 3, 31), replied=date(2025, 6, 30)),
    Message("zfb", "m2", date(2025, 5, 31), replied=date(2025, 9, 1)),
    Message("fgj", "m1", date(2025, 6, 2), valid=False),
)
NOTHING_TO_REPORT = ("wjj",)
"""Agencies whose rows say 无 for applications and messages."""


def _every(days: int, *spans: tuple[date, date]) -> tuple[date, ...]:
    return tuple(since + timedelta(days=n) for since, until in spans for n in range(0, (until - since).days + 1, days))


ACCOUNTS = (
    Account("slj", "云溪水利", _every(10, (date(2024, 12, 27), date(2026, 1, 20))), tuple(range(1, 13))),
    Account(
        "wjj",
        "健康云溪",
        _every(12, (date(2024, 12, 20), date(2025, 3, 20)), (date(2025, 8, 1), date(2026, 1, 20))),
        tuple(range(1, 13)),
    ),
    Account("zfb", "云溪发布", _every(13, (date(2024, 12, 28), date(2026, 1, 20))), (3, 6, 9, 12)),
)


def decisions(plan: WorkPlan, agencies: Sequence[str], random: Random) -> tuple[Decision, ...]:
    """Of every agency but two each duty that asks a person is decided on some day from February to November."""
    people = [duty.id for task in plan.tasks for duty in task.obligations if duty.measure == "human"]
    found = []
    for agency in agencies:
        if agency in ("ltz", "zls"):
            continue
        for duty in people:
            day = date(plan.year, 2, 1) + timedelta(days=random.randrange(300))
            verdict = random.choices(("完成", "未完成", "免除"), (14, 4, 2))[0]
            found.append(Decision(agency, duty, verdict, day))
    return tuple(found)


def write_decisions(folder: Path, made: Iterable[Decision]) -> None:
    """The file of `reviews/`; decisions of days to come stand in it, and count from their day."""
    rows = [(one.agency, one.obligation, one.verdict, "已核", "云溪政办函〔2025〕7号", CLERK, one.day) for one in made]
    header = ("单位代码", "事项编号", "结论", "理由", "依据", "审核人", "日期")
    _write(folder / "reviews" / "2025.csv", header, rows)


def write_registers(folder: Path, agencies: Sequence[str], day: date) -> None:
    """The office's registers as they stand at the end of `day`, each row told up to it."""
    registers = folder / "registers"
    nothing = [(agency, "无", "", "", "", day, CLERK) for agency in NOTHING_TO_REPORT if agency in agencies]
    _write(
        registers / "applications.csv",
        ("单位代码", "申请编号", "收到日期", "延期告知日期", "答复日期", "截至日期", "提供人"),
        [
            (one.agency, one.number, one.received, _by(one.extended, day), _by(one.replied, day), day, CLERK)
            for one in APPLICATIONS
            if one.agency in agencies and one.received <= day
        ]
        + nothing,
    )
    _write(
        registers / "messages.csv",
        ("单位代码", "留言编号", "留言日期", "答复日期", "有效", "截至日期", "提供人"),
        [
            (one.agency, one.number, one.received, _by(one.replied, day), "是" if one.valid else "否", day, CLERK)
            for one in MESSAGES
            if one.agency in agencies and one.received <= day
        ]
        + nothing,
    )
    _write(
        registers / "accounts.csv",
        ("单位代码", "账号名称", "最近发布日期", "检查日期", "提供人"),
        [
            (one.agency, one.name, posted, looked, CLERK)
            for one in ACCOUNTS
            if one.agency in agencies
            for looked, posted in looks(one, day)
        ],
    )


def looks(account: Account, day: date) -> list[tuple[date, date]]:
    """Days up to `day` on which somebody looked, and the last post that stood there."""
    ends = [date(2025 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in account.looks_in]
    return [(end, max(post for post in account.posts if post <= end)) for end in ends if end <= day]


def _by(moment: date | None, day: date) -> date | str:
    return moment if moment is not None and moment <= day else ""


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(header)
        table.writerows(rows)
