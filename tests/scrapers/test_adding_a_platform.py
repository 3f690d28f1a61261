"""What docs/adding_a_platform.md shows is true: its file is a platform file, and reads what its page shows."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from schemas.platforms import Platform
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms, load_platforms

DOCS = Path(__file__).resolve().parents[2] / "docs" / "adding_a_platform.md"
TODAY = date(2026, 4, 1)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def shown_file(**more: Any) -> Platform:
    [file] = [block for block in blocks("yaml") if block.startswith("# platforms/xinyun.yml")]
    return Platform.model_validate({"name": "xinyun", **YAML(typ="safe").load(file), **more})


def page_with_rows(numbers: range) -> Page:
    """The page of the example, with as many of its rows, each with another number."""
    [source] = blocks("html")
    head, row, foot = (part.strip() for part in source.split("…\n"))
    rows = "".join(
        row.replace("101", str(number)).replace("公告", f"公告（{number}）").replace("jianshen", f"jianshen{number}")
        for number in numbers
    )
    return Page(
        url="http://tyj.example/gg/", body=f"<html><head>{head}</head><body>{rows}{foot}</body></html>".encode()
    )


def test_the_file_shown_reads_the_page_shown_which_nothing_else_reads() -> None:
    page = page_with_rows(range(101, 104))
    before = examine(page, platforms=load_platforms(), today=TODAY)
    after = examine(page, platforms=Platforms({"xinyun": shown_file()}), today=TODAY)

    assert before.state == "not_a_list", "otherwise the page is no example"
    assert (after.state, after.product, after.next) == ("list", "xinyun", "http://tyj.example/gg/?p=2")
    assert [entry.title for entry in after.items] == [f"全民健身中心开放时间调整公告（{n}）" for n in (101, 102, 103)]
    assert {str(entry.published) for entry in after.items} == {"2026-03-18"}


def test_every_other_setting_shown_is_one() -> None:
    keys = {"marks", "figures", "data"}
    shown = [block for block in blocks("yaml") if block.partition(":")[0] in keys]
    assert {block.partition(":")[0] for block in shown} == keys

    for block in shown:
        shown_file(**YAML(typ="safe").load(block))


def test_every_way_of_turning_pages_shown_is_one() -> None:
    [ways] = [block for block in blocks("yaml") if block.startswith("next_page:")]

    for line in ways.splitlines():
        shown_file(**YAML(typ="safe").load(line))
