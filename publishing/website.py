"""The static website: every page in Chinese at the root and in English under `en/`, opened from a disk or any server.

No page asks anything of the network: styles, script and the chart library lie in `assets/`, data in the page itself.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from publishing import wording
from publishing.agency_page import agency_page, lost, vetoed
from publishing.charts import items_per_month, probes_of_the_week, score_history, status_trend
from publishing.environment import environment
from publishing.line_chain import chain, grounds, heading
from publishing.line_words import explanation, measure
from publishing.long_unseen import beside
from publishing.night import Night
from publishing.overview import categories, overview
from publishing.run_page import run_page
from publishing.safe_text import link
from publishing.validation_page import validation_page
from publishing.wording import LANGUAGES, Words, words
from schemas.messages import Language

_HERE = Path(__file__).resolve().parent
_ASSETS = ("site.css", "site.js", "echarts.common.min.js", "THIRD_PARTY.md")


@dataclass(frozen=True)
class _Page:
    """`address` is relative to the language's own root."""

    address: str
    template: str
    content: dict[str, Any]


def write_website(night: Night, folder: Path) -> int:
    """Write all pages and assets into `folder` (made here) and answer how many pages there are. Raises `OSError`."""
    (folder / "assets").mkdir(parents=True)
    for name in _ASSETS:
        shutil.copyfile(_HERE / "assets" / name, folder / "assets" / name)
    shared = _shared_content(night)
    count = 0
    for language in LANGUAGES:
        for page in _pages(night, words(language)):
            address = _in_language(page.address, language)
            file = folder / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_render(page, address, language, shared), encoding="utf-8")
            count += 1
    return count


def _pages(night: Night, label: Words) -> Iterator[_Page]:
    view = overview(night)
    yield _Page(
        "index.html",
        "overview.html",
        {"view": view, "charts": [chart for chart in [status_trend(view.trend, label)] if chart]},
    )
    order = categories(night.scorecards)
    for card in night.scorecards.agencies:
        page = agency_page(night, card, order)
        charts = [items_per_month(page.months, label), score_history(page.scores, label)]
        content = {"view": page, "charts": [chart for chart in charts if chart]}
        yield _Page(f"agency/{card.code}.html", "agency.html", content)
    run = run_page(night)
    week = probes_of_the_week(run.probes, label)
    yield _Page("run.html", "run.html", {"view": run, "charts": [week] if week else []})
    yield _Page("validation.html", "validation.html", {"view": validation_page(night), "charts": []})
    yield _Page("guide.html", "guide.html", {"charts": []})


def _shared_content(night: Night) -> dict[str, Any]:
    agencies = {card.code: card for card in night.scorecards.agencies}
    columns = {(card.code, column.column): column for card in agencies.values() for column in card.columns}
    return {"night": night, "agencies": agencies, "columns": columns, "by": grounds(night)}


def _render(page: _Page, address: str, language: Language, shared: dict[str, Any]) -> str:
    up = "../" * address.count("/")
    other = {other: up + _in_language(page.address, other) for other in LANGUAGES}
    label = words(language)
    return (
        _environment()
        .get_template(page.template)
        .render(
            shared,
            **page.content,
            t=label,
            language=language,
            page=page.template.removesuffix(".html"),
            up=up,
            # Pages of one language link to each other; assets are shared.
            home="../" * page.address.count("/"),
            other=other,
        )
    )


def _in_language(address: str, language: Language) -> str:
    return address if language == "zh" else f"{language}/{address}"


@cache
def _environment() -> Environment:
    return environment(
        wording.number,
        wording.one_decimal,
        wording.share,
        wording.signed,
        wording.day_text,
        wording.moment_text,
        wording.duration,
        wording.size,
        link,
        lost,
        vetoed,
        chain,
        heading,
        explanation,
        measure,
        beside,
    )
