"""Look through stored evidence: is every record unchanged, and is everything there that the warehouse names?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.table import Table

from flows.opened import OpenOffice
from flows.progress import progress
from schemas.mistakes import ConfigError, Mistake
from scrapers.checked import Checked
from scrapers.warc.check import Wrong
from scrapers.warc.files import warc_files
from warehouse import facts


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is wrong with it."""

    files: int
    answers: int
    named: int
    """Records that rows of the warehouse name, counted as often as they are named."""
    removed: int
    """Of these, the ones in files that the retention rule removed."""
    wrong: list[Wrong]


def verify(office: OpenOffice, *, day: date | None = None) -> Verified:
    """Check every record's digests and every place that the warehouse or an unchanged page names.

    With `day` (of the evidence folder, in the office's zone) only that day's files and what is named in them. Raises
    `ConfigError` if that day has no evidence, by its folder and by the warehouse.
    """
    var = office.folder.var
    files = [path for _, path in warc_files(var, day=day)]
    checked = Checked(var)
    going = progress("verify evidence", total=len(files))
    try:
        for path in files:
            checked.look_through(path)
            going.advance(path.name)
    finally:
        going.close()
    named = removed = 0
    gone = facts.removed_files(office.warehouse)
    of_day = f"evidence/{day:%Y/%m/%d}/" if day else ""
    for one in facts.named_records(office.warehouse):
        if not one.record.startswith(of_day):
            continue
        named += 1
        file = one.record.partition("#")[0]
        if file in gone and not (var / file).exists():
            removed += 1
        else:
            checked.require(one.record, one.sha256, length=one.length, needed_by=one.named_by)
    if day and not files and not named:
        mistake = Mistake(file=Path("--day"), message=f"there is no evidence of {day}", remedy="name another day")
        raise ConfigError([mistake])
    return Verified(checked.files, checked.answers, named, removed, checked.wrong())


def as_table(done: Verified) -> Table:
    """What is wrong, for a terminal."""
    table = Table(title="wrong")
    table.add_column("where", no_wrap=True)
    table.add_column("what", overflow="fold")
    for row in done.wrong:
        table.add_row(row.where, row.what)
    return table


def summary(done: Verified) -> Iterator[str]:
    """How much was looked at and what it came to."""
    yield f"{done.files} files with {done.answers} answers, {done.named} named by the warehouse"
    if done.removed:
        yield f"{done.removed} of those lie in files that the retention rule removed"
    yield f"{len(done.wrong)} places are wrong" if done.wrong else "all is as it was stored"
