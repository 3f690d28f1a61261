"""Write a night's website and files so that a reader sees either the last ones whole or the new ones whole."""

import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from publishing.early_warnings import warnings_csv
from publishing.errors import CannotWrite, UnfitForPublication
from publishing.long_unseen import unseen_csv
from publishing.machine_readable import scorecards_json
from publishing.night import Night
from publishing.problem_list import problems_csv
from publishing.site_weeks import reachability_csv
from publishing.website import write_website
from publishing.whole_folder import bring_back, replace_folder
from publishing.workbook import scorecards_xlsx

_STAGING = ".publishing-"
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class Published:
    """Where the night now stands."""

    site: Path
    """The website; open `index.html` in it."""
    exports: Path
    """The folder with `scorecards.json`, `scorecards.xlsx`, `problems.csv`, `warnings.csv`, `unseen.csv` and
    `reachability.csv`."""
    pages: int


def publish(night: Night, *, out: Path) -> Published:
    """Write `out/site/` and `out/exports/<monitoring point>/`.

    Everything is first made in a hidden folder beside them, then the exports are put in place file by file and the
    website as a whole. One publication at a time: the night's own lock sees to that. Raises `UnfitForPublication`
    before anything is written, and `CannotWrite` (disk full, no rights) with the old website left as it was.
    """
    _refuse_unsafe_names(night)
    site, exports = out / "site", out / "exports" / export_name(night.scorecards.as_of)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _tidy_after_interruption(out, site)
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=out, ignore_cleanup_errors=True) as staging:
            new_site, new_exports = Path(staging) / "site", Path(staging) / "exports"
            pages = write_website(night, new_site)
            new_exports.mkdir()
            (new_exports / "scorecards.json").write_bytes(scorecards_json(night))
            (new_exports / "scorecards.xlsx").write_bytes(scorecards_xlsx(night))
            (new_exports / "problems.csv").write_bytes(problems_csv(night))
            (new_exports / "warnings.csv").write_bytes(warnings_csv(night))
            (new_exports / "unseen.csv").write_bytes(unseen_csv(night))
            (new_exports / "reachability.csv").write_bytes(reachability_csv(night))
            _add_files(new_exports, to=exports)
            replace_folder(site, by=new_site)
    except OSError as error:
        what = error.strerror or str(error)
        raise CannotWrite(
            f"{out}: publishing stopped, the last website is unchanged ({what}); "
            "make room or give rights to the folder, then publish again"
        ) from error
    return Published(site=site, exports=exports, pages=pages)


def export_name(as_of: datetime) -> str:
    """`2026-11-20` for a monitoring point at the end of a day, otherwise with the time: `2026-11-20T063000`."""
    return as_of.strftime("%Y-%m-%d" if as_of.time() >= time(23, 59, 59) else "%Y-%m-%dT%H%M%S")


def _refuse_unsafe_names(night: Night) -> None:
    codes = [card.code for card in night.scorecards.agencies]
    unsafe = [code for code in codes if not _SAFE_NAME.fullmatch(code)]
    # Some file systems fold case: two pages would become one.
    folded = [code.lower() for code in codes]
    twice = sorted({code for code in codes if folded.count(code.lower()) > 1})
    if unsafe or twice:
        raise UnfitForPublication(
            f"agency codes that cannot name a page: {', '.join(unsafe + twice)}; use distinct codes of ASCII letters, "
            "digits, '_', '-' and '.'"
        )


def _add_files(folder: Path, *, to: Path) -> None:
    # File by file: the folder may hold what others put there (a circular, a proof bundle).
    to.mkdir(parents=True, exist_ok=True)
    for file in sorted(folder.iterdir()):
        file.replace(to / file.name)


def _tidy_after_interruption(out: Path, folder: Path) -> None:
    for leftover in out.glob(f"{_STAGING}*"):
        shutil.rmtree(leftover)
    bring_back(folder)
