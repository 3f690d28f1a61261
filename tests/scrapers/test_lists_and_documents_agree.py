"""A list and the documents it links to say the same: measured on saved pages of real public bodies.

The pages lie in the folder `shared` beside the checkout; without it these tests are skipped.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from schemas.entries import Entry
from scrapers.documents.reading import examine_document
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms

Measured = Callable[[str, object], None]
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "realpages"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="shared/realpages is not beside the checkout")
TODAY = date(2026, 1, 1)
SITES = ("atxlyj_cn", "gxpopss_cn", "zjgztb_com")


def page(path: Path) -> Page:
    return Page(url=f"http://site.example/{path.relative_to(REAL)}", body=path.read_bytes())


def links_to_a_saved_document() -> Iterator[tuple[Path, Entry, Path]]:
    """Links to documents that were saved too. Where one was not, whoever saved the site put another page's address."""
    with (REAL / "gold.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        documents = {REAL / row["path"] for row in rows if row["kind"] in ("detail", "report")}
    platforms = load_platforms()
    for site in SITES:
        for path in sorted(set((REAL / site).rglob("*.html")) - documents):
            for entry in examine(page(path), platforms=platforms, today=TODAY).items:
                target = REAL / unquote(urlsplit(entry.url).path).lstrip("/")
                if target in documents:
                    yield path, entry, target


def same_title(shown: str, of_document: str | None) -> bool:
    """Equal but for blanks; a list may cut a title short."""
    first, second = "".join(shown.split()), "".join((of_document or "").split())
    cut = first.rstrip("….")
    return first == second or (cut != first and len(cut) > 8 and second.startswith(cut))


def test_title_and_day_of_the_list_are_those_of_the_document_on_at_least_98_of_100_links(
    record_property: Measured,
) -> None:
    known: dict[Path, tuple[str | None, date | None]] = {}
    links, titles, days = 0, [], []
    for path, entry, target in links_to_a_saved_document():
        if target not in known:
            reading = examine_document(page(target), today=TODAY)
            known[target] = (reading.title, reading.published)
        title, published = known[target]
        links += 1
        where = f"{path.relative_to(REAL)} -> {target.relative_to(REAL)}"
        if not same_title(entry.title, title):
            titles.append(f"{where}: {entry.title!r}, document {title!r}")
        if entry.published is not None and entry.published != published:
            days.append(f"{where}: {entry.published}, document {published}")

    record_property(
        "measured",
        f"list and document agree: {links} links to {len(known)} documents, title on {links - len(titles)}, "
        f"day on {links - len(days)}; disagreements {titles + days}",
    )
    assert links > 100
    assert len(titles) <= 0.02 * links
    assert len(days) <= 0.02 * links
