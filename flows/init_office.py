"""Make an office folder, and bring it up to date with its register without undoing what people wrote by hand.

What the register said last time is kept in `agencies/.register.json`. Only what changed in the register since then is
written into the files; everything else in them, and every comment, stays.
"""

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from flows.errors import FolderNotWritable
from schemas.agencies import AgencyFile
from schemas.column_codes import derive_code
from schemas.mistakes import ConfigError, Mistake
from schemas.office import Office
from schemas.office_folder import rules_path
from schemas.register import RegisterRow, read_register
from schemas.reviews import HEADERS as ANSWER_HEADERS
from schemas.vocabulary import load_vocabulary
from schemas.yaml_files import Model, YamlFile, plain, read_yaml

Said = dict[str, dict[str, Any]]
"""What a register said: agency code, or `agency/column`, to its fields; `SERVERS` to their owners."""

SERVERS = "*"
"""The key under which a register's servers stand, each with the codes of the agencies that have columns there."""

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

OFFICE_HEAD = """\
# The office: who it is, which rules it follows, where it keeps things, how politely it asks.
# Editors with YAML support read the keys' meanings from config/json_schemas/office.schema.json.
"""


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
    said: Said = {SERVERS: _owners(rows)}
    files = _agency_files(folder, rows, before, said, made)
    known = before.get(SERVERS, {}) if (folder / "office.yml").exists() else {}
    files[folder / "office.yml"] = _office(folder, rows, known, name=name, rules=rules, made=made)
    plan = folder / "work_plans" / f"{year}.yml"
    if not list((folder / "work_plans").glob("*.yml")):
        files[plan] = STARTER_PLAN.format(year=year, clause=STARTER_CLAUSE)
    answers = folder / "reviews" / "answers.csv"
    if not answers.exists():
        files[answers] = "\ufeff" + ",".join(ANSWER_HEADERS) + "\n"
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
    """Write through a neighbour file, so that no half file is ever seen; an unchanged file is left alone."""
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(path.name + ".new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise FolderNotWritable(
            f"{path} cannot be written: {error.strerror}; check the path, its rights, the disk"
        ) from error
    made.written.append(path)


def _office(
    folder: Path, rows: Iterable[RegisterRow], known: dict[str, Any], *, name: str | None, rules: str, made: Made
) -> str:
    """`known`: the servers of the last register. What a person took out of the file about them stays out."""
    path = folder / "office.yml"
    was = None
    if path.exists():
        node = _checked(path, Office)
        was = plain(node)
        if name is not None:
            node["name"] = name
    else:
        node = CommentedMap(name=name or "政府信息公开办公室", zone="Asia/Shanghai", rules=rules)
        node["warehouse"] = "sqlite:///var/warehouse.sqlite"
        node["schedule"] = CommentedMap(nightly="30 2 * * *")
        node["politeness"] = CommentedMap(contact="", delay_seconds=2.0)
        node.yaml_set_start_comment(OFFICE_HEAD.replace("# ", "").rstrip())
        node["politeness"].yaml_add_eol_comment("mail or telephone a webmaster can reach; please fill in", "contact")
    _add_categories(node, rows)
    _add_sites(node, rows, known)
    _allow_private(node, [row for row in rows if _server(row) not in known], made)
    return _text(path, node, was)


def _add_categories(node: CommentedMap, rows: Iterable[RegisterRow]) -> None:
    general = tuple(load_vocabulary().categories)
    listed = node.get("categories") or general
    new = [category for category in dict.fromkeys(row.category for row in rows) if category not in listed]
    if new:
        node["categories"] = CommentedSeq([*listed, *new])


def _server(row: RegisterRow) -> str:
    return urlsplit(row.url).netloc.lower()


def _owners(rows: Iterable[RegisterRow]) -> dict[str, list[str]]:
    """The register's servers, each with the codes of the agencies that have columns there."""
    owners: dict[str, list[str]] = {}
    for row in rows:
        codes = owners.setdefault(_server(row), [])
        if row.agency_code not in codes:
            codes.append(row.agency_code)
    return owners


def _add_sites(node: CommentedMap, rows: Iterable[RegisterRow], known: dict[str, Any]) -> None:
    """A site per host, owned by the agencies that have columns there."""
    homes = {_server(row): f"{urlsplit(row.url).scheme}://{_server(row)}/" for row in rows}
    sites = node.get("sites") or CommentedSeq()
    listed = {site["host"]: site for site in sites}
    for host, codes in _owners(rows).items():
        new = [code for code in codes if code not in known.get(host, [])]
        if host in listed:
            agencies = listed[host].setdefault("agencies", CommentedSeq())
            agencies.extend(code for code in new if code not in agencies)
        elif new:
            sites.append(CommentedMap(host=host, home=homes[host], agencies=_flow(codes)))
    if sites:
        node["sites"] = sites


def _allow_private(node: CommentedMap, rows: Iterable[RegisterRow], made: Made) -> None:
    """The register's own private servers may be visited; no name is resolved to find them."""
    allowed = node.get("allowed_private") or CommentedSeq()
    for host, port in dict.fromkeys(_host_port(row.url) for row in rows):
        private, loopback = _private(host)
        key = f"{host}:{port}"
        if not private or key in allowed:
            continue
        allowed.append(key)
        made.notes.append(f"{key} is a private address; office.yml now allows it, because the register uses it")
        if loopback:
            politeness = node.setdefault("politeness", CommentedMap())
            politeness.setdefault("hosts", CommentedMap())[key] = CommentedMap(delay_seconds=0.0)
            made.notes.append(f"{key} is this machine itself; it is asked without delay")
    if allowed:
        node["allowed_private"] = allowed


def _host_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def _private(host: str) -> tuple[bool, bool]:
    """Whether the host is a private address, and whether it is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True, True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False, False
    return not address.is_global, address.is_loopback


def _agency_files(folder: Path, rows: tuple[RegisterRow, ...], before: Said, said: Said, made: Made) -> dict[Path, str]:
    by_agency: dict[str, list[RegisterRow]] = {}
    for row in rows:
        by_agency.setdefault(row.agency_code, []).append(row)
    files = {
        path: _agency(path, agency_rows, before, said, made)
        for code, agency_rows in by_agency.items()
        for path in [folder / "agencies" / f"{code}.yml"]
    }
    if rows:
        for path in sorted((folder / "agencies").glob("*.yml")):
            if path not in files:
                made.notes.append(
                    f"{path.stem} is no longer in the register; its file stays: delete it, or give its columns `until`"
                )
    return files


def _agency(path: Path, rows: list[RegisterRow], before: Said, said: Said, made: Made) -> str:
    first = rows[0]
    if path.exists():
        node = _checked(path, AgencyFile)
        was = plain(node)
    else:
        before = {}
        node = CommentedMap({"name": first.agency, "class": first.agency_class, "columns": CommentedSeq()})
        was = None
    said[path.stem] = {"name": first.agency, "class": first.agency_class}
    _update(node, said[path.stem], before.get(path.stem, {}))
    columns: CommentedSeq = node["columns"]
    matched = _match(columns, rows)
    taken = {column["code"] for column in columns} | {row.column_code for row in rows if row.column_code}
    new: set[str] = set()
    for row in rows:
        column = matched.get(row.row)
        if column is None:
            column = CommentedMap(code=row.column_code or derive_code(row.column, taken=taken))
            column.fa.set_flow_style()
            columns.append(column)
            matched[row.row] = column
            taken.add(column["code"])
            new.add(column["code"])
        key = f"{path.stem}/{column['code']}"
        said[key] = _fields(row)
        # A column that somebody took out of the file is still owed: it comes back whole.
        _update(column, said[key], {} if column["code"] in new else before.get(key, {}))
    for column in columns:
        if not any(column is other for other in matched.values()):
            made.notes.append(
                f"{path.stem}/{column['code']} ({column['name']}) is not in the register; "
                "it stays: delete it, or give it `until`"
            )
    return _text(path, node, was)


def _match(columns: CommentedSeq, rows: list[RegisterRow]) -> dict[int, CommentedMap]:
    """The file's column of each register row that has one, by the row's number.

    All rows are matched by code first, then the rest by address and issuer, and only what is left by name: a new row
    of the same name must not take another row's column, and its history with it.
    """
    matched: dict[int, CommentedMap] = {}
    free = list(columns)
    for same in (_same_code, _same_address, _same_name):
        for row in rows:
            column = next((column for column in free if same(column, row)), None)
            if row.row not in matched and column is not None:
                matched[row.row] = column
                free = [other for other in free if other is not column]
    return matched


def _same_code(column: CommentedMap, row: RegisterRow) -> bool:
    return row.column_code is not None and bool(column["code"] == row.column_code)


def _same_address(column: CommentedMap, row: RegisterRow) -> bool:
    return (column["url"], column.get("issuer")) == (row.url, row.issuer)


def _same_name(column: CommentedMap, row: RegisterRow) -> bool:
    return bool(column["name"] == row.column)


def _update(node: CommentedMap, now: dict[str, Any], before: dict[str, Any]) -> None:
    """Write what the register says now where it differs from what it said last time; the rest is the file's."""
    for key, value in now.items():
        if key in before and before[key] == value:
            continue
        if value is not None:
            node[key] = value
        elif before:
            node.pop(key, None)


def _fields(row: RegisterRow) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": row.column,
        "kind": row.kind,
        "category": row.category,
        "url": row.url,
        "max_age_days": row.max_age_days,
        "min_items": row.min_items,
        "from": row.from_.isoformat() if row.from_ else None,
        "until": row.until.isoformat() if row.until else None,
        "issuer": row.issuer,
    }
    return fields


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


def _checked(path: Path, model: type[Model]) -> CommentedMap:
    """A file's nodes. Raises `ConfigError` naming every mistake in it: only what fits can be brought up to date."""
    YamlFile(path, model)
    node: CommentedMap = read_yaml(path)
    return node


def _text(path: Path, node: CommentedMap, was: object) -> str:
    """The node as YAML; a file in which nothing changed keeps the very characters a person wrote."""
    return path.read_text(encoding="utf-8") if was is not None and plain(node) == was else _dump(node)


def _dump(node: CommentedMap) -> str:
    yaml = YAML(typ="rt")
    yaml.width = 4096
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(node, stream)
    return stream.getvalue()


def _flow(values: Iterable[str]) -> CommentedSeq:
    sequence = CommentedSeq(values)
    sequence.fa.set_flow_style()
    return sequence
