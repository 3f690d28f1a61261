"""Remove evidence that the office's rule no longer keeps, and that nothing rests on. Nothing goes without a word.

A file is logged in the warehouse before it is removed. Cut off in between, the removal is done by the next run, if the
rule still says so.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rich.table import Table

from flows.errors import FolderNotWritable
from flows.opened import OpenOffice
from scrapers.warc.check import Stored, check_file
from scrapers.warc.files import name_of, warc_files
from scrapers.warc.index import index_path, pointed_at
from scrapers.warc.members import BrokenRecord
from scrapers.warc.private_files import sync_folder
from warehouse import facts, save

log = logging.getLogger("gongkai.evidence")


@dataclass(frozen=True)
class Removable:
    """A file that the rule gives free. `path` is where it is, `name` its path below `var/`."""

    path: Path
    name: str
    day: date
    size: int
    """Bytes."""
    records: int
    """Answers in it."""


@dataclass(frozen=True)
class Pruned:
    """What one run came to."""

    rule: str
    removed: list[Removable]
    older: int
    """Files older than the rule asks for that stay, because something rests on them."""
    younger: int


def prune(office: OpenOffice, *, dry_run: bool = False) -> Pruned:
    """Remove the whole days' files older than `evidence.keep_days` that nothing rests on.

    What something rests on: `facts.needed_records`, and the bodies that unchanged pages of any file that stays point
    to. Raises `WarehouseBusy` while a night is being written, `EvidenceError` if a file that stays cannot be read: it
    could point to anything. Raises `FolderNotWritable` if a file cannot be removed. With `dry_run` nothing is changed.
    """
    if dry_run:
        return _to_prune(office)
    with office.warehouse.exclusive():
        done = _to_prune(office)
        logged = facts.removed_files(office.warehouse)
        for file in done.removed:
            if file.name not in logged:
                save.save_removal(
                    office.warehouse,
                    file=file.name,
                    size=file.size,
                    records=file.records,
                    rule=done.rule,
                    removed_at=office.clock(),
                )
            _remove(file.path)
            log.info("%s removed: %s (%d answers, %d bytes)", file.name, done.rule, file.records, file.size)
    return done


def as_table(done: Pruned) -> Table:
    """The files that go, for a terminal."""
    table = Table(title=done.rule)
    for heading in ("day", "file"):
        table.add_column(heading, no_wrap=True)
    for heading in ("answers", "bytes"):
        table.add_column(heading, justify="right")
    for file in done.removed:
        table.add_row(f"{file.day}", file.path.name, f"{file.records}", f"{file.size}")
    return table


def summary(done: Pruned, *, dry_run: bool) -> Iterator[str]:
    """How much went, and how much stays."""
    size = sum(file.size for file in done.removed)
    yield f"{len(done.removed)} files with {size} bytes {'would be' if dry_run else 'are'} removed ({done.rule})"
    yield f"{done.older} older files stay, because something rests on them; {done.younger} are not so old"


def _to_prune(office: OpenOffice) -> Pruned:
    var = office.folder.var
    keep_days = office.folder.office.evidence.keep_days
    today = office.clock().astimezone(office.zone).date()
    first_kept = today - timedelta(days=keep_days)
    files = {name_of(var, path): (day, path) for day, path in warc_files(var)}
    older = {name for name, (day, _) in files.items() if day < first_kept}
    needed = {_file(record) for record in facts.needed_records(office.warehouse, today=today)}
    staying = _with_bodies({name: path for name, (_, path) in files.items()}, (files.keys() - older) | needed)
    removed = [
        Removable(path, name, day, path.stat().st_size, _answers(var, path))
        for name, (day, path) in files.items()
        if name not in staying
    ]
    return Pruned(
        rule=f"evidence.keep_days: {keep_days}, older than {first_kept}",
        removed=removed,
        older=len(older) - len(removed),
        younger=len(files) - len(older),
    )


def _with_bodies(files: dict[str, Path], staying: set[str]) -> set[str]:
    """The files that stay, with those that hold the bodies of their unchanged pages, and so on."""
    found: set[str] = set()
    waiting = staying & files.keys()
    while waiting:
        found |= waiting
        waiting = {_file(record) for name in waiting for record in _pointed_at(files[name])} & files.keys() - found
    return found


def _pointed_at(warc: Path) -> set[str]:
    try:
        return pointed_at(warc)
    except BrokenRecord as broken:
        # What is broken leads nowhere any more; what is whole still does.
        log.warning("%s", broken)
        return {each.refers_to for each in check_file(warc.parent, warc) if isinstance(each, Stored)}


def _answers(var: Path, warc: Path) -> int:
    return sum(isinstance(each, Stored) for each in check_file(var, warc))


def _file(record: str) -> str:
    return record.partition("#")[0]


def _remove(warc: Path) -> None:
    """The index first: what has none is still found and read. Folders that are empty then go too."""
    try:
        index_path(warc).unlink(missing_ok=True)
        warc.unlink()
        sync_folder(warc.parent)
        for folder in (warc.parent, *warc.parent.parents[:2]):
            if any(folder.iterdir()):
                break
            folder.rmdir()
    except OSError as error:
        raise FolderNotWritable(f"{warc} cannot be removed: {error.strerror}") from error
