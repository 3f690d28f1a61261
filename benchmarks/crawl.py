"""The crawl beside Scrapy on the same websites, and both beside the floor: `python -m benchmarks.crawl`.

Cold: 1,000 lists and the 1,000 documents they lead to, nothing known. Steady: 2,000 lists of which none has changed
since the night before. Every figure is that of a whole process, imports and all; the websites stand in another one.
Programs take turns, so that a noisy machine is noisy for all; the medians of `--rounds` turns are shown.

Then ours and Scrapy run `--pairs` times at the same moment, a core each. A machine whose speed changes from one minute
to the next is the same machine for both of them then, but a busy one: each takes more processor time than alone, Scrapy
more so. Of clocks these runs say nothing.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from benchmarks.children import Cost, measured

FIRST_NIGHT = date(2026, 11, 20)
Runner = Callable[[], tuple[Cost, str]]
"""One turn of one program."""


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", choices=("cold", "steady"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-crawl-") as folder:
        for name, compare in (("cold", cold), ("steady", steady)):
            if given.only in (None, name):
                (Path(folder) / name).mkdir()
                compare(Path(folder) / name, given.rounds, given.pairs)


def cold(folder: Path, rounds: int, pairs: int) -> None:
    """1,000 lists and their 1,000 documents, nothing known."""
    log = folder / "log"
    with websites(1000, into=folder) as (lists, everything):
        measured("benchmarks.crawl_ours", "make", folder / "office", lists, log=log)

        own = {
            "ours, with evidence": lambda: _night(folder, FIRST_NIGHT, log),
            "ours, without": lambda: _night(folder, FIRST_NIGHT, log, "--no-evidence"),
        }
        peer = {"Scrapy": lambda: measured("benchmarks.crawl_scrapy", lists, folder / "out.jsonl", "--follow", log=log)}
        floor = {
            "floor: requests": lambda: measured("benchmarks.crawl_floor", "requests", everything, log=log),
            "floor: aiohttp": lambda: measured("benchmarks.crawl_floor", "aiohttp", everything, log=log),
        }
        _show("Cold: 1,000 lists and 1,000 documents", own | peer | floor, rounds)
        warehouse = folder / "night" / "var" / "warehouse.sqlite"
        print(measured("benchmarks.crawl_agreement", warehouse, folder / "out.jsonl", log=log)[1].strip())
        _show_pairs("Cold", own, peer["Scrapy"], pairs)


def steady(folder: Path, rounds: int, pairs: int) -> None:
    """2,000 lists, seen the night before and unchanged."""
    log = folder / "log"
    with websites(2000, into=folder) as (lists, _):
        office, out, cache = folder / "office", folder / "out.jsonl", folder / "cache"
        measured("benchmarks.crawl_ours", "make", office, lists, "--lists-only", log=log)
        measured("benchmarks.crawl_ours", "crawl", office, str(FIRST_NIGHT), log=log)
        measured("benchmarks.crawl_scrapy", lists, out, "--cache", cache, log=log)
        second = FIRST_NIGHT + timedelta(days=1)
        own = {"ours": lambda: _night(folder, second, log)}
        peer = {"Scrapy": lambda: measured("benchmarks.crawl_scrapy", lists, out, log=log)}
        others = {
            "Scrapy, HTTP cache": lambda: measured("benchmarks.crawl_scrapy", lists, out, "--cache", cache, log=log),
            "floor: requests": lambda: measured("benchmarks.crawl_floor", "requests", lists, log=log),
            "floor: aiohttp": lambda: measured("benchmarks.crawl_floor", "aiohttp", lists, log=log),
        }
        _show("Steady: 2,000 lists, none changed", own | peer | others, rounds)
        _show_pairs("Steady", own, peer["Scrapy"], pairs)


def _night(folder: Path, day: date, log: Path, *options: str) -> tuple[Cost, str]:
    """A night of a copy of the office, so that every turn finds the same."""
    shutil.rmtree(folder / "night", ignore_errors=True)
    office = shutil.copytree(folder / "office", folder / "night")
    return measured("benchmarks.crawl_ours", "crawl", office, str(day), *options, log=log)


@contextmanager
def websites(columns: int, *, into: Path) -> Iterator[tuple[Path, Path]]:
    """Serve the websites until the block ends; gives two files in `into`, one address a line: lists, and everything."""
    command = [sys.executable, "-m", "benchmarks.crawl_site", str(columns)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as site:  # noqa: S603
        assert site.stdin is not None
        assert site.stdout is not None
        addresses = json.loads(site.stdout.readline())
        lists, everything = into / "lists", into / "everything"
        lists.write_text("\n".join(addresses["lists"]))
        everything.write_text("\n".join(addresses["lists"] + addresses["documents"]))
        try:
            yield lists, everything
        finally:
            # Its stdin ends, and so does it.
            print("the websites answered, by status:", site.communicate()[0].strip())


def _show(title: str, programs: dict[str, Runner], rounds: int) -> None:
    """Let the programs take turns, then print the medians, and every figure as a share of Scrapy's of the same turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in programs}
    said: dict[str, str] = {}
    for turn in range(rounds + 1):
        for name, run in programs.items():
            cost, said[name] = run()
            if turn:
                costs[name].append(cost)
    print(f"\n{title} (median of {rounds})")
    print(f"{'':<22}{'CPU s':>8}{'wall s':>8}{'MB':>7}   {'CPU':>6}{'wall':>6}{'MB':>6} of Scrapy's")
    for name, own in costs.items():
        middle = [statistics.median(getattr(cost, of) for cost in own) for of in ("cpu", "wall", "memory")]
        shares = [
            statistics.median(
                getattr(one, of) / getattr(peer, of) for one, peer in zip(own, costs["Scrapy"], strict=True)
            )
            for of in ("cpu", "wall", "memory")
        ]
        figures = "{:>8.2f}{:>8.2f}{:>7.0f}".format(*middle)
        print(f"{name:<22}{figures}   " + "{:>6.2f}{:>6.2f}{:>6.2f}".format(*shares))
    for name, words in said.items():
        if words:
            print(f"{name}: {json.loads(words)}")


def _show_pairs(title: str, programs: dict[str, Runner], peer: Runner, pairs: int) -> None:
    """Each program and its peer at the same moment, then the processor time of the one as a share of the other's."""
    for name, run in programs.items():
        shares = []
        for _ in range(pairs):
            with ThreadPoolExecutor(2) as hands:
                own, other = hands.submit(run), hands.submit(peer)
            shares.append(own.result()[0].cpu / other.result()[0].cpu)
        if shares:
            each = ", ".join(f"{share:.2f}" for share in sorted(shares))
            print(f"{title}, both at once: {name}: {statistics.median(shares):.2f} of Scrapy's CPU ({each})")


if __name__ == "__main__":
    main()
