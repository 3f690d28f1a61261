"""The WARC files below `var/`, by the day of their answers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

_DAY = "[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]"


def warc_files(var_dir: Path, *, day: date | None = None) -> Iterator[tuple[date, Path]]:
    """Every file with the day of its folder, the oldest first; with `day` (in the office's zone) that day's only."""
    top = var_dir / "evidence"
    for folder in sorted(top.glob(f"{day:%Y/%m/%d}" if day else _DAY)):
        try:
            of = date.fromisoformat("-".join(folder.relative_to(top).parts))
        except ValueError:
            continue  # A folder that no crawl made.
        yield from ((of, path) for path in sorted(folder.glob("*.warc.gz")))


def name_of(var_dir: Path, warc: Path) -> str:
    """The file as records are named by it: `evidence/2026/11/20/….warc.gz`."""
    return warc.relative_to(var_dir).as_posix()
