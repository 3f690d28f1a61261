"""Our side: `python -m benchmarks.crawl_ours make OFFICE LISTS`, then `… crawl OFFICE DAY` for each night.

`make` writes an office folder with the lists (one address a line) as its columns. `crawl` runs the crawl stage alone,
and says as JSON what it came to and what it had to load.
"""

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


def make(folder: Path, lists: Path) -> None:
    """An office folder by way of its register: a column a list, an agency a site."""
    from flows.init_office import init_office

    register = folder.with_suffix(".csv")
    with register.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("单位代码", "单位名称", "单位类别", "栏目", "网址", "栏目类型", "信息类别", "栏目代码"))
        for number, url in enumerate(lists.read_text().split()):
            agency = f"a{urlsplit(url).port}"
            rows.writerow((agency, agency, "部门", f"栏目{number}", url, "动态要闻", "工作信息", f"c{number}"))
    init_office(folder, register=register, name="云溪市", rules="national-2019", year=2026)


def crawl(folder: Path, day: str) -> dict[str, object]:
    """One night at half past two, its clock running on from there."""
    from flows import stages
    from flows.opened import opened_at

    with opened_at(folder, as_of=day, now=f"{day}T02:30:00") as (office, as_of):
        done = stages.crawl(office, as_of, no_delay=True)
    visits = done.visits.values()
    return {
        "columns": len(visits),
        "read": done.read,
        "requests": sum(visit.requests for visit in visits),
        "loaded": [name for name in HEAVY if name in sys.modules],
    }


if __name__ == "__main__":
    # One line a column goes to stderr, as from the command line.
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(json.dumps(crawl(Path(sys.argv[2]), sys.argv[3])))
