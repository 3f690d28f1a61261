"""The city laid out for a year of the ten-task plan: columns of every kind it asks about, and what it looks for."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from ruamel.yaml import YAML

from demo.plan import city_plan
from schemas.messages import CONFIG
from schemas.work_plan import WorkPlan
from tests.support.year.layout import Size, item
from tests.support.year.planting import ONE_DAY, Planter, Year
from tests.support.year.world import Column, at

SENT = CONFIG / "plans" / "ten-tasks" / "2018.yml"
REPORTS = {
    "jyj": (date(2024, 1, 20), date(2025, 1, 20), date(2026, 1, 4)),
    "slj": (date(2024, 1, 25), date(2025, 1, 31)),
    "wjj": (date(2024, 1, 29), date(2025, 2, 1)),
    "fgj": (date(2024, 1, 10),),
}
"""Days of annual reports on the year before: in time, on the last day, a day late, and none for 2024."""
ADDED = (
    ("slj", "gkzn", "公开指南", "市水利局政府信息公开指南"),
    ("fgj", "gkzn", "公开指南", "办公地址和联系方式"),
    ("slj", "jyta", "建议提案", "对市人大代表建议的答复"),
    ("wjj", "jyta", "建议提案", "对市政协委员提案的答复"),
    ("fgj", "jyta", "建议提案", "对建议提案的答复"),
    ("slj", "hyhy", "互动回应", "回应关切：群众来信选登"),
    ("jhz", "hyhy", "互动回应", "回应关切"),
    ("jhz", "xzzf", "行政执法", "镇综合行政执法队巡查情况"),
)
"""Columns that the city of three nights has not: agency, code, kind, and what every item is called."""
EMPTY = {"fgj/jyta", "jhz/hyhy"}
NOTED = {"fgj/jyta": "备注：本年度没有承办的建议提案，本栏目暂无此类信息。"}
BEGINS = {"wjj/jyta": date(2025, 3, 10)}
"""Columns that stand empty until that day."""
ONE_TITLE = {"jhz/czxx": "惠农补贴资金发放情况"}
SILENT = {
    "slj/rsxx": (date(2025, 2, 20), date(2025, 9, 15)),
    "slj/zcjd": (date(2025, 5, 1), date(2025, 11, 10)),
    "slj/gzdt": (date(2025, 2, 10), date(2025, 3, 5)),
    "jhz/zwdt": (date(2025, 3, 12), date(2025, 4, 6)),
    "qxj/yjxx": (date(2025, 7, 10), date(2025, 9, 5)),
}
DOCUMENTS = (
    ("czj/yjs", "市财政局2025年部门预算公开", date(2025, 2, 18)),
    ("czj/yjs", "市财政局2024年部门决算公开", date(2025, 8, 20)),
    ("jhz/czxx", "镜湖镇人民政府2025年财政预算", date(2025, 2, 27)),
    # Dated after the year: the plan asks for it within the year.
    ("jhz/czxx", "镜湖镇人民政府2024年财政决算", date(2026, 1, 3)),
)

WHOLE_YEAR = Size(
    first=date(2025, 1, 1),
    nights=370,
    agencies=tuple(agency.code for agency in city_plan().agencies),
    columns_each=6,
    history=5,
    slowest=40,
    deep_pass_days=7,
    recheck_days=(90,),
    counts={"missed": 8, "offline": 2, "down": 3, "maintenance": 2, "late": 3, "backdated": 3, "reposted": 3},
)
SOME_MONTHS = Size(
    first=date(2025, 1, 1),
    nights=90,
    agencies=("slj", "wjj", "fgj", "jhz"),
    columns_each=3,
    history=2,
    slowest=40,
    deep_pass_days=7,
    recheck_days=(90,),
    counts={},
)


def ten_tasks(year: int) -> WorkPlan:
    """The plan that comes with the program, as an office would copy it for another year."""
    text = SENT.read_text(encoding="utf-8").replace("2018", str(year)).replace("2017", str(year - 1))
    return WorkPlan.model_validate(YAML(typ="safe").load(text))


def points_of(year: Year) -> list[date]:
    """The monitoring points that are scored: the last day of each month, and the last night."""
    days = year.world.days
    return [day for day in days if (day + ONE_DAY).day == 1 or day == days[-1]]


def year_of_ten_tasks(size: Size, seed: int, *, rest: int = 1) -> Year:
    """The same for the same seed; crawled on every `rest`th night and on each monitoring point."""
    planter = _TenTasks(size, Random(seed), rest)
    planter.plant()
    return Year(planter.world, size, planter.planted)


class _TenTasks(Planter):
    def __init__(self, size: Size, random: Random, rest: int) -> None:
        super().__init__(size, random)
        self._rest = rest
        columns = self.world.columns
        columns += [self._added(*one) for one in ADDED if one[0] in size.agencies]
        columns += [
            self._added(agency, "ndbg", "年度报告", "年度报告")
            for agency in REPORTS
            if agency in size.agencies and f"{agency}/ndbg" not in self._by_key
        ]
        self._by_key |= {self._key(column): column for column in columns}
        for key, title in ONE_TITLE.items():
            if key in self._by_key:
                self._by_key[key].one_title = title

    def _added(self, agency: str, code: str, kind: str, title: str) -> Column:
        like = next(column for column in self.world.columns if column.agency == agency)
        return replace(
            like,
            code=code,
            name=kind,
            kind=kind,
            category=kind,
            every=60,
            folders=[(at(date(2000, 1, 1), 0), f"{agency}/{code}")],
            keeps=None,
            dated=True,
            one_title=title,
            note=NOTED.get(f"{agency}/{code}", ""),
            items=[],
            silent=[],
            titles=set(),
            cut=[],
        )

    def silences(self) -> None:
        super().silences()
        for key, span in SILENT.items():
            if key in self._by_key:
                self._by_key[key].silent.append(span)
        # A month's end on which our own network is down, and one on which a website is.
        world, points = self.world, [day for day in self.world.days if (day + ONE_DAY).day == 1]
        world.missed -= set(points) | {world.last}
        world.missed |= {day for n, day in enumerate(world.days) if n % self._rest and day not in points}
        world.missed.discard(world.last)
        if self._count("offline"):
            world.offline.add(date(2025, 7, 31))
        if self._count("down"):
            world.down |= {("yz", date(2025, 10, 31)), ("xx", date(2025, 12, 31))}

    def furnish(self) -> None:
        super().furnish()
        for key, title, day in DOCUMENTS:
            if key in self._by_key and day <= self.world.last:
                made = item(self.world, self._by_key[key], day, self.random, self.numbers)
                made.looks[0].title = title
                self._by_key[key].items.append(made)
        for agency, days in REPORTS.items():
            if column := self._by_key.get(f"{agency}/ndbg"):
                column.one_title = None
                column.items = [item(self.world, column, day, self.random, self.numbers) for day in days]
        for column in self.world.columns:
            begins = BEGINS.get(self._key(column), date.min)
            column.items = [one for one in column.items if one.looks[0].since.date() >= begins]
            if self._key(column) in EMPTY:
                column.items = []
            if column.kind == "政策文件" and column.site == "yz":
                for one in column.items:
                    # Mostly in time; a sixth of them late, some by a working day or two.
                    before = self.random.choice((3, 8, 14, 20, 26, 33))
                    one.issued = one.looks[0].since.date() - timedelta(days=before)
