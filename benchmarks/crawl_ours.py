"""Our side: `python -m benchmarks.crawl_ours make OFFICE LISTS [--lists-only]`, then for each night
`… crawl OFFICE DAY [--no-evidence]`.

`make` writes an office folder with the lists (one address a line) as its columns. `crawl` runs the crawl stage alone,
and says as JSON what it came to and what it had to load.
"""

import argparse
import csv
import json
import logging
import sys
from pathlib import Path
from urllib.parse import urlsplit

# Packages that are large, or have no business in a crawl.
HEAVY = (
    "prefect",
    "great_expectations",
    "pandas",
    "numpy",
    "scipy",
    "sqlalchemy",
    "pydantic",
    "lxml",
    "bs4",
    "requests",
    "aiohttp",
)


def make(folder: Path, lists: Path, *, lists_only: bool) -> None:
    """An office folder by way of its register: a column a list, an agency a site. Its warehouse has tables, no rows.

    With `lists_only` no document is looked at and no list read deeper: a night is its lists.
    """
    from flows.init_office import init_office
    from flows.opened import opened_at

    register = folder.with_suffix(".csv")
    with register.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("单位代码", "单位名称", "单位类别", "栏目", "网址", "栏目类型", "信息类别", "栏目代码"))
        for number, url in enumerate(lists.read_text().split()):
            agency = f"a{urlsplit(url).port}"
            rows.writerow((agency, agency, "部门", f"栏目{number}", url, "动态要闻", "工作信息", f"c{number}"))
    init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)
    if lists_only:
        with (folder / "office.yml").open("a", encoding="utf-8") as office:
            office.write("crawl: {documents_per_night: 0, deep_pass_days: 0}\n")
    with opened_at(folder, as_of=None, now=None):
        pass  # an installation makes the tables once, not every night


def crawl(folder: Path, day: str, *, evidence: bool) -> dict[str, object]:
    """One night at half past two, its clock running on from there."""
    from benchmarks.no_evidence import NoEvidence
    from flows import stages
    from flows.opened import opened_at

    with opened_at(folder, as_of=day, now=f"{day}T02:30:00") as (office, as_of):
        done = stages.crawl(office, as_of, no_delay=True, store=None if evidence else NoEvidence())
    visits = done.visits.values()
    return {
        "columns": len(visits),
        "read": done.read,
        "documents": done.documents_new,
        "requests": sum(visit.requests for visit in visits),
        "parses": sum(visit.parses for visit in visits),
        "loaded": [name for name in HEAVY if name in sys.modules],
    }


def main() -> None:
    """Do one of the two."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("make", "crawl"))
    parser.add_argument("office", type=Path)
    parser.add_argument("given", help="file of addresses, or day of the night")
    parser.add_argument("--lists-only", action="store_true")
    parser.add_argument("--no-evidence", action="store_true")
    given = parser.parse_args()
    # One line a column goes to stderr, as from the command line.
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if given.what == "make":
        make(given.office, Path(given.given), lists_only=given.lists_only)
    else:
        print(json.dumps(crawl(given.office, given.given, evidence=not given.no_evidence)))


if __name__ == "__main__":
    main()
