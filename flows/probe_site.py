"""`gongkai probe-site`: propose a register for a website, for a person to correct before `gongkai init` takes it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.progress import progress
from flows.write_whole import write_whole
from publishing.safe_text import link, spreadsheet_text
from schemas.base import Code
from schemas.messages import Reason, say
from schemas.mistakes import ConfigError, Mistake
from schemas.office import Office, Politeness
from schemas.office_folder import own_platforms
from schemas.register import HEADERS
from schemas.vocabulary import load_vocabulary
from schemas.yaml_files import YamlFile
from scrapers.fetching.client import Client
from scrapers.lists.reading import examine
from scrapers.pages.moments import CHINA
from scrapers.pages.platforms import load_platforms
from scrapers.sites.proposals import Proposal, Proposals, propose
from scrapers.sites.site_walk import SiteWalk, walk_site


@dataclass(frozen=True)
class Probe:
    """What a website's navigation led to."""

    walk: SiteWalk
    proposals: Proposals

    @property
    def needs_a_person(self) -> bool:
        """Nothing was found, or part of the site was not seen."""
        unread = any(not page.was_read for page in self.walk.pages)
        return not self.proposals.columns or unread or self.walk.blocked or self.walk.left > 0


def probe_site(
    url: str,
    *,
    agency: str | None = None,
    agency_code: str | None = None,
    office: Path | None = None,
    max_pages: int = 200,
    depth: int = 3,
) -> Probe:
    """Walk the navigation from `url` and propose columns. With `office` its manners, allowed private servers and own
    products hold.

    Raises `ConfigError` for an address or a code that is none or an `office.yml` that cannot be used, and `ScrapeError`
    if the page at `url` cannot be fetched.
    """
    _require(url, agency_code)
    settings = YamlFile(office / "office.yml", Office).value if office else None
    client = Client(
        settings.politeness if settings else Politeness(),
        clock=lambda: datetime.now(UTC),
        allowed_private=settings.allowed_private if settings else (),
    )
    # Days without a year are completed by the day in China, where it is already tomorrow when UTC is not.
    today = datetime.now(settings.tz if settings else CHINA).date()
    platforms = load_platforms().with_own(own_platforms(office) if office else ())
    shown = progress("probe-site", total=max_pages)
    try:
        walk = walk_site(
            url,
            client=client,
            look=partial(examine, platforms=platforms, today=today),
            max_pages=max_pages,
            depth=depth,
            told=shown.advance,
        )
    finally:
        shown.close()
        client.close()
    return Probe(walk, propose(walk, vocabulary=load_vocabulary(), agency=agency, agency_code=agency_code))


def _require(url: str, agency_code: str | None) -> None:
    mistakes = []
    if link(url) is None:
        mistakes.append(Mistake(file=Path(url), message="this is no web address", remedy="begin it with http://"))
    try:
        TypeAdapter(Code).validate_python(agency_code or "a")
    except ValidationError:
        wrong = f"{agency_code!r} cannot be an agency code"
        mistakes.append(Mistake(file=Path("--agency-code"), message=wrong, remedy="write ASCII letters and digits"))
    if mistakes:
        raise ConfigError(mistakes)


def write_register(probe: Probe, path: Path, *, force: bool) -> None:
    """The proposed register, as `gongkai init --register` takes it: CSV, UTF-8 with BOM.

    Raises `ConfigError` if there is such a file already (unless `force`), `FolderNotWritable` if it cannot be written.
    """
    _write(path, [list(HEADERS), *(_register_row(column) for column in probe.proposals.columns)], force=force)


def write_remarks(probe: Probe, path: Path, *, force: bool) -> None:
    """What a person needs to correct the register, also about what is not in it. Raises as `write_register` does."""
    _write(path, [list(_remark_headers()), *_remarks(probe.proposals)], force=force)


def show_remarks(probe: Probe, console: Console) -> None:
    """The same in short, for a terminal: addresses without their server, the first of what is left out."""
    told = map(_head, ("confidence", "state", "items", "newest", "doubts"))
    columns = _table("单位名称", "栏目", "网址", "栏目类型", "信息类别", *told)
    for column in probe.proposals.columns:
        doubts = "；".join(_said(doubt) for doubt in column.doubts)
        cells = [column.owner.name, column.name, _path(column.url), column.kind, column.category]
        cells += [_said(say(f"probe.{column.confidence}")), column.state, str(column.items), str(column.newest or "")]
        _add(columns, *cells, doubts)
    console.print(columns)
    others = probe.proposals.others
    if others:
        left_out = _table(_said(say("probe.not_proposed")), "网址", _head("why"))
        for page in others[:_SHOWN]:
            _add(left_out, page.name, _path(page.url), _said(page.why))
        if len(others) > _SHOWN:
            _add(left_out, "…", "", _said(say("probe.more", count=len(others) - _SHOWN)))
        console.print(left_out)


_SHOWN = 20
"""Pages that are left out and shown on a terminal; all of them stand in the remarks' file."""


def _table(*headers: str) -> Table:
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    """A row of plain text: names come from other people's pages, and rich would read `[b]` in them as its own."""
    table.add_row(*(Text(cell) for cell in cells))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def summary(probe: Probe) -> Iterator[str]:
    """How much was seen, and what was not."""
    walk, proposals = probe.walk, probe.proposals
    unread = sum(not page.was_read for page in walk.pages)
    yield f"{len(walk.pages) + 1} pages seen, {len(proposals.columns)} columns proposed, {unread} pages not read"
    if walk.elsewhere:
        yield f"{walk.elsewhere} links to other servers were not followed; probe those sites on their own"
    if walk.blocked:
        yield "a firewall asked for proof time and again; the walk ended there"
    elif walk.left:
        yield f"{walk.left} links were not followed: raise --max-pages or --depth to see more"


def require_free(paths: Iterable[Path], *, force: bool) -> None:
    """Raise `ConfigError` for files that are there already, before a site is asked for anything."""
    taken = [path for path in paths if path.exists() and not force]
    if taken:
        raise ConfigError(
            [
                Mistake(file=path, message="there is such a file already", remedy="name another one, or add --force")
                for path in taken
            ]
        )


def _register_row(column: Proposal) -> list[str]:
    values = {
        "agency_code": column.owner.code,
        "agency": column.owner.name,
        "agency_class": column.owner.agency_class,
        "column": column.name,
        "url": column.url,
        "kind": column.kind,
        "category": column.category,
    }
    return [spreadsheet_text(values.get(name, "")) for name in HEADERS.values()]


def _remark_headers() -> tuple[str, ...]:
    told = map(_head, ("confidence", "state", "items", "newest", "why", "doubts"))
    return (_head("place"), "单位名称", "栏目", "网址", "栏目类型", "信息类别", *told)


def _head(name: str) -> str:
    return _said(say(f"probe.head.{name}"))


def _remarks(proposals: Proposals) -> list[list[str]]:
    rows = [
        [
            _said(say("probe.proposed")),
            *(column.owner.name, column.name, column.url, column.kind, column.category),
            _said(say(f"probe.{column.confidence}")),
            *(column.state, str(column.items), str(column.newest or "")),
            *(_said(column.why), "；".join(_said(doubt) for doubt in column.doubts)),
        ]
        for column in proposals.columns
    ]
    rows += [
        [_said(say("probe.not_proposed")), "", page.name, page.url, "", "", "", page.state, "", "", _said(page.why), ""]
        for page in proposals.others
    ]
    return [[spreadsheet_text(cell) for cell in row] for row in rows]


def _said(reason: Reason) -> str:
    return reason.text("zh")


def _write(path: Path, rows: Sequence[Sequence[str]], *, force: bool) -> None:
    require_free([path], force=force)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    write_whole(path, text.getvalue(), encoding="utf-8-sig")
