"""An office whose evidence can be shown, checked and removed: two columns on a server, a few nights."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from typer.testing import CliRunner, Result

from flows import stages
from flows.command_line import app
from flows.init_office import init_office
from flows.opened import opened_at
from tests.support.fault_server import Answer, FaultServer, Seen, running
from warehouse.tables import pages

IDENTITY, HIDDEN_IDENTITY = "11010519491231002X", "1101**********002X"
MOBILE, HIDDEN_MOBILE = "13812345678", "138****5678"
INDEX_NUMBER = "330106201511200012"
HEADER = "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别,栏目代码\n"
LONG_AGO, SOON_AFTER, LATELY, TODAY = "2022-05-10", "2022-05-11", "2026-11-19", "2026-11-20"


def rows(path: str, *, year: int = 2026) -> str:
    return "".join(
        f'<li><a href="{path}{n}.html">第{n}号事项办理情况的说明</a><span>{year}-11-{n:02}</span></li>'
        for n in range(18, 0, -1)
    )


def page(name: str, body: str, *, charset: str = "utf-8", note: str = "") -> Answer:
    markup = (
        f'<html><head><meta charset="{charset}"><title>{name}</title></head><body>'
        f'<ul class="list">{body}</ul><p>{note}</p></body></html>'
    )
    return Answer(markup.encode(charset))


@dataclass
class Office:
    """An office with two columns: 工作动态 changes every night, 通知公告 never does and names a person in GBK."""

    folder: Path
    server: FaultServer
    today: list[str] = field(default_factory=lambda: [LONG_AGO])

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def night(self, day: str) -> None:
        self.today[:] = [day]
        with self.open(day) as (office, point):
            stages.crawl(office, point, no_delay=True)

    def judged(self, day: str) -> None:
        with self.open(day) as (office, point):
            stages.validate(office, point)
            stages.score(office, point)

    def open(self, day: str) -> Any:
        return opened_at(self.folder, as_of=day, now=f"{day}T22:00:00+08:00")

    def run(self, command: str, *options: str) -> Result:
        return CliRunner().invoke(app, ["evidence", command, str(self.folder), *options])

    def prune(self, *options: str, day: str = TODAY) -> Result:
        return self.run("prune", "--now", f"{day}T23:00:00+08:00", *options)

    def rows_of(self, statement: Any) -> list[Any]:
        with self.open(TODAY) as (office, _), office.warehouse.read() as connection:
            return list(connection.execute(statement))

    def change(self, statement: Any) -> None:
        with self.open(TODAY) as (office, _), office.warehouse.write() as connection:
            connection.execute(statement)

    def files(self, day: str = "") -> list[Path]:
        return sorted(self.var.glob(f"evidence/{day.replace('-', '/') or '*/*/*'}/*.warc.gz"))

    def record_of(self, path: str, day: str) -> str:
        (row,) = self.rows_of(
            select(pages.c.record).where(
                pages.c.url == self.server.url(path), pages.c.record.startswith(f"evidence/{day.replace('-', '/')}/")
            )
        )
        return str(row.record)

    def keep_for_days(self, days: int) -> None:
        with (self.folder / "office.yml").open("a", encoding="utf-8") as file:
            file.write(f"\nevidence: {{keep_days: {days}}}\n")


@contextmanager
def evidence_office(folder: Path) -> Iterator[Office]:
    """The office in a folder, and its server for the length of the block."""
    today = [LONG_AGO]

    def changing(_: Seen) -> Answer:
        return page("工作动态", rows("/gzdt/"), note=f"今天是{today[0]}")

    note = f"联系人：张三，身份证号<b>{IDENTITY[:6]}</b>{IDENTITY[6:]}，电话{MOBILE}，索引号{INDEX_NUMBER}"
    served: dict[str, Answer | Callable[[Seen], Answer]] = {
        "/gzdt/": changing,
        "/tzgg/": page("通知公告", rows("/tzgg/"), charset="gbk", note=note),
    }
    with running(pages=served) as server:
        register = folder / "register.csv"
        register.write_text(
            f"{HEADER}swj,市水务局,部门,工作动态,{server.url('/gzdt/')},动态要闻,工作信息,gzdt\n"
            f"swj,市水务局,部门,通知公告,{server.url('/tzgg/')},通知公告,工作信息,tzgg\n",
            encoding="utf-8",
        )
        init_office(folder / "office", register=register, name="云溪市", rules="national-2019", year=2026)
        with (folder / "office" / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {documents_per_night: 0, deep_pass_days: 0}\n")
        yield Office(folder / "office", server, today)


def unwrapped(result: Result) -> str:
    """What a table says, without the lines and blanks that its width makes."""
    return re.sub(r"[\s│┃]+", "", result.stdout)


def spoil(var: Path, record: str) -> None:
    """Turn one bit of a record, behind its gzip header."""
    file, _, offset = record.partition("#")
    with (var / file).open("r+b") as warc:
        warc.seek(int(offset) + 40)
        (byte,) = warc.read(1)
        warc.seek(-1, os.SEEK_CUR)
        warc.write(bytes([byte ^ 1]))
