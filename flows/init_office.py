"""Make an office folder, and bring it up to date with its register without undoing what people wrote by hand.

What the register said last time is kept in `agencies/.register.json`. Only what changed in the register since then is
written into the files; everything else in them, and every comment, stays.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from flows.errors import FolderNotWritable
from flows.merge_agencies import SERVERS, Said, merge_agencies
from flows.merge_office import merge_office, owners_of_servers
from flows.write_whole import write_whole
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import rules_path
from schemas.register import read_register
from schemas.registers.files import headers_of
from schemas.registers.rows import RegisterName
from schemas.reviews import HEADERS as ANSWER_HEADERS

STARTER_PLAN = """\
# The year's work plan (政务公开工作要点): each task with its published wording, and what is checked of it.
# This is a starter with three obligations that need nothing but the register. Write the office's own tasks beside
# them: docs/adding_a_task.md shows how. `gongkai check` tells what is wrong with the file.
year: {year}
title: {year}年政务公开工作要点（起始模板）
tasks:
  - number: "1"
    title: 栏目更新
    wording: 各单位应保持政府信息公开专栏和网站栏目内容及时更新，避免空白栏目。
    clause: {clause}
    lead: ["*"]
    deadline: 持续推进
    obligations:
      - {{id: blank, measure: not_blank, points: 20}}       # 无空白栏目
      - {{id: current, measure: updated_within, points: 60}}  # 在更新时限内
  - number: "2"
    title: 公开数量
    wording: 各单位主动公开信息数量应达到目录规定的最低要求。
    clause: 单位信息公开目录（最少条数）
    lead: ["*"]
    deadline: 年底前
    obligations:
      - {{id: enough, measure: min_items, points: 20}}      # 达到最少条数
"""
STARTER_CLAUSE = "国办秘函〔2019〕19号 附件1 单项否决第4项（栏目不更新）"


@dataclass
class Made:
    """What `init_office` did, for the person who ran it."""

    written: list[Path] = field(default_factory=list)
    agencies: int = 0
    columns: int = 0
    notes: list[str] = field(default_factory=list)
    """What a person should know: private servers allowed, columns gone from the register."""


def init_office(folder: Path, *, register: Path | None, name: str | None, rules: str, year: int) -> Made:
    """Make `folder` an office, or bring it up to date with `register`. Running it again changes nothing.

    `year` is that of the starter plan. Raises `ConfigError` naming every mistake of the register, or an unknown rule
    set, or what does not fit in the folder's own files; nothing is written then. Raises `FolderNotWritable`.
    """
    rows = read_register(register) if register else ()
    if not rules_path(folder, rules).is_file():
        raise ConfigError(
            [
                Mistake(
                    file=rules_path(folder, rules),
                    message=f"there is no rule set {rules!r}",
                    remedy="name a file of config/rules/ without .yml",
                )
            ]
        )
    made = Made()
    before = _last_register(folder)
    said: Said = {SERVERS: owners_of_servers(rows)}
    files = merge_agencies(folder, rows, before, said, made.notes)
    known = before.get(SERVERS, {}) if (folder / "office.yml").exists() else {}
    files[folder / "office.yml"] = merge_office(folder, rows, known, name=name, rules=rules, notes=made.notes)
    plan = folder / "work_plans" / f"{year}.yml"
    if not list((folder / "work_plans").glob("*.yml")):
        files[plan] = STARTER_PLAN.format(year=year, clause=STARTER_CLAUSE)
    answers = folder / "reviews" / "answers.csv"
    if not answers.exists():
        files[answers] = "\ufeff" + ",".join(ANSWER_HEADERS) + "\n"
    if not (folder / "registers").exists():
        for kept in get_args(RegisterName):
            files[folder / "registers" / f"{kept}.csv"] = "\ufeff" + ",".join(headers_of(kept)) + "\n"
    if rows:
        files[folder / "agencies" / ".register.json"] = (
            json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        )
    for path, text in files.items():
        _write(path, text, made)
    made.agencies = len({row.agency_code for row in rows})
    made.columns = len(rows)
    return made


def _write(path: Path, text: str, made: Made) -> None:
    """An unchanged file is left alone."""
    try:
        unchanged = path.exists() and path.read_text(encoding="utf-8") == text
    except OSError as error:
        raise FolderNotWritable(f"{path} cannot be read: {error.strerror}; check the path and its rights") from error
    if not unchanged:
        write_whole(path, text)
        made.written.append(path)


def _last_register(folder: Path) -> Said:
    path = folder / "agencies" / ".register.json"
    if not path.exists():
        return {}
    try:
        said: Said = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError(
            [
                Mistake(
                    file=path,
                    message=f"not readable: {error}",
                    remedy="delete it; the next run takes the register as new",
                )
            ]
        ) from None
    return said
