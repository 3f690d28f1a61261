"""Reading pages without configuration against parsel with selectors written by hand for each layout.

The pages are our own saved ones, and real ones where the folder `shared` lies beside the checkout. The same bytes, the
same decoding, the same fields; a page counts only where both find the same entries (or the same title and day).
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from bs4 import BeautifulSoup

from benchmarks.hand_written import document_rules, list_rules
from benchmarks.timing import Comparison, compare
from schemas.entries import Entry
from scrapers.documents.reading import examine_document
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import load_platforms
from tests.support.saved_pages import saved_pages
from tests.support.shared_pages import SHARED

TODAY = date(2026, 4, 1)
REAL = SHARED / "realpages"
PLATFORMS = load_platforms()


@dataclass(frozen=True)
class Task:
    """One page with our reading of it and the peer's, each from the bytes."""

    file: str
    page: Page
    ours: Callable[[Page], object]
    peer: Callable[[Page], object]
    agree: bool


@dataclass(frozen=True)
class Memory:
    """Resident memory in MB after so many page readings in one process."""

    after: dict[int, float]

    def __str__(self) -> str:
        words = ", ".join(f"{megabytes:.0f} MB after {count}" for count, megabytes in self.after.items())
        return f"resident memory while reading pages: {words}"


def run() -> Iterator[Comparison]:
    """Per page: lists and documents, our own pages and real ones, and all together."""
    every: list[Task] = []
    for what, tasks in (
        ("a list, our pages", own_lists()),
        ("a document, our pages", own_documents()),
        ("a list, real pages", real_lists()),
        ("a document, real pages", real_documents()),
    ):
        agreed = [task for task in tasks if task.agree]
        every += agreed
        if tasks:
            yield against_parsel(f"{what}: {len(agreed)} of {len(tasks)}", agreed)
    yield against_parsel(f"a page: all {len(every)}", every)
    yield against_beautiful_soup(every)


def against_parsel(what: str, tasks: list[Task]) -> Comparison:
    return compare(
        what,
        lambda: [task.ours(fresh(task.page)) for task in tasks],
        "parsel, selectors by hand",
        lambda: [task.peer(fresh(task.page)) for task in tasks],
        per=len(tasks),
        rounds=5,
    )


def against_beautiful_soup(tasks: list[Task]) -> Comparison:
    """The whole understanding of a page against only parsing it with what most scrapers use."""
    return compare(
        f"a page: all {len(tasks)}",
        lambda: [task.ours(fresh(task.page)) for task in tasks],
        "BeautifulSoup only parses it",
        lambda: [BeautifulSoup(fresh(task.page).text, "html.parser") for task in tasks],
        per=len(tasks),
        rounds=2,
    )


def memory(readings: int = 10_000) -> Memory:
    """What a process of its own holds while it reads pages over and over. Linux only; elsewhere nothing is measured."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as other:
        return other.submit(resident, readings).result()


def resident(readings: int) -> Memory:
    """Memory after a tenth of the readings, when everything is loaded, and after all of them."""
    status = Path("/proc/self/status")
    pages = [(saved.kind, saved.page) for saved in saved_pages()]
    after: dict[int, float] = {}
    for count in range(1, readings + 1 if status.is_file() else 0):
        kind, page = pages[count % len(pages)]
        (read_list if kind == "list" else read_document)(fresh(page))
        if count in (readings // 10, readings):
            line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
            after[count] = int(line.split()[1]) / 1024
    return Memory(after)


def fresh(page: Page) -> Page:
    """The page as it came over the wire: nothing decoded, nothing parsed."""
    return Page(url=page.url, body=page.body)


def own_lists() -> list[Task]:
    return list_tasks((saved.file, saved.page) for saved in saved_pages() if saved.state == "list")


def own_documents() -> list[Task]:
    return document_tasks((saved.file, saved.page) for saved in saved_pages() if saved.state == "document")


def real_lists() -> list[Task]:
    return list_tasks(real("list"))


def real_documents() -> list[Task]:
    return document_tasks(real("detail"))


def real(kind: str) -> Iterator[tuple[str, Page]]:
    """Real pages of one kind; none where the folder is absent."""
    if not REAL.is_dir():
        return
    with (REAL / "gold.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["kind"] == kind:
                path = row["path"]
                yield path, Page(url=f"http://site.example/{path}", body=(REAL / path).read_bytes())


def list_tasks(pages: Iterable[tuple[str, Page]]) -> list[Task]:
    tasks = []
    for file, page in pages:
        if (rules := list_rules(file)) is None:
            continue
        items = examine(page, platforms=PLATFORMS, today=TODAY).items
        agree = same_entries(items, rules.read(page).entries)
        tasks.append(Task(file, page, read_list, rules.read, agree))
    return tasks


def same_entries(items: tuple[Entry, ...], entries: list[tuple[str, str, date | None]]) -> bool:
    """The same rows in the same order. A link that leads nowhere (`javascript:`) is no address to differ about."""
    return len(items) == len(entries) and all(
        (item.title, item.published) == (title, day) and (item.url == url or not url.startswith("http"))
        for item, (title, url, day) in zip(items, entries, strict=True)
    )


def document_tasks(pages: Iterable[tuple[str, Page]]) -> list[Task]:
    tasks = []
    for file, page in pages:
        if (rules := document_rules(file)) is None:
            continue
        theirs, ours = rules.read(page), examine_document(page, today=TODAY)
        agree = (theirs.title, theirs.published) == (ours.title, ours.published)
        tasks.append(Task(file, page, read_document, rules.read, agree))
    return tasks


def read_list(page: Page) -> object:
    return examine(page, platforms=PLATFORMS, today=TODAY)


def read_document(page: Page) -> object:
    return examine_document(page, today=TODAY)


if __name__ == "__main__":
    for comparison in run():
        print(comparison)
    print(memory())
