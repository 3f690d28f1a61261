"""Put the pages of annual reports into a folder of somebody's choice, as a whole or not at all."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from publishing.errors import CannotWrite
from publishing.report_page import ASSETS, FOLDER, GENERATOR, INDEX, write_report_pages
from publishing.whole_folder import bring_back, replace_folder
from schemas.annual_reports import AuditedReport

_STAGING = ".gongkai-reports-"
_BEGINNING = 2000
"""Characters of a page that hold its head."""


def publish_reports(audited: Sequence[AuditedReport], folder: Path, *, office: str, year: int, as_of: datetime) -> Path:
    """Write the pages; answer the first one's path. What `folder` held before is gone: see `is_report_site`.

    Raises `CannotWrite` (disk full, no rights) with the folder left as it was, `UnfitForPublication`.
    """
    target = folder.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        bring_back(target)
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=target.parent, ignore_cleanup_errors=True) as staging:
            made = Path(staging) / "pages"
            write_report_pages(audited, made, office=office, year=year, as_of=as_of)
            replace_folder(target, by=made)
    except OSError as error:
        what = error.strerror or str(error)
        raise CannotWrite(
            f"{folder}: no page was written, what was there is unchanged ({what}); make room or give rights to the "
            "folder above it"
        ) from error
    return folder / INDEX


def is_report_site(folder: Path) -> bool:
    """It holds pages of `write_report_pages` and nothing else."""
    index = folder / INDEX
    others = (
        path
        for path in folder.rglob("*")
        if path.is_symlink() or not (path.is_dir() or path == index or _is_ours(path.relative_to(folder)))
    )
    if not index.is_file() or index.is_symlink() or any(others):
        return False
    with index.open(encoding="utf-8", errors="replace") as file:
        return f'<meta name="generator" content="{GENERATOR}">' in file.read(_BEGINNING)


def _is_ours(path: Path) -> bool:
    match path.parts:
        case ("assets", name):
            return name in ASSETS
        case (where, name):
            return where == FOLDER and name.endswith(".html")
        case _:
            return False
