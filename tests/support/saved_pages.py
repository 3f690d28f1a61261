"""The pages of our own in tests/pages/ and what a person sees on each: the manifest `expected.yml`, loaded."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from scrapers.pages.page import Page

PAGES = Path(__file__).resolve().parents[1] / "pages"
MANIFEST = PAGES / "expected.yml"
TODAY = date(2026, 4, 1)
"""The day on which these pages are read."""


@dataclass(frozen=True)
class SavedPage:
    """One page and its entry in the manifest."""

    file: str
    """Path below tests/pages/; its folder is the product, or what the page shows."""
    expected: dict[str, Any]

    @property
    def page(self) -> Page:
        """The page as it came over the wire, fresh: nothing of it is decoded or parsed yet."""
        return Page(url=self.expected["address"], body=(PAGES / self.file).read_bytes())

    @property
    def folder(self) -> str:
        return self.file.partition("/")[0]

    @property
    def kind(self) -> str:
        """`list` or `document`: what we are told the page is."""
        return str(self.expected["read"])

    @property
    def state(self) -> str:
        return str(self.expected["state"])


def saved_pages() -> list[SavedPage]:
    """Every page of the manifest, in its order."""
    entries = YAML(typ="safe").load(MANIFEST.read_text(encoding="utf-8"))
    return [SavedPage(file, expected) for file, expected in entries.items()]
