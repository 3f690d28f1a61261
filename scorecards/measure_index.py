"""The table of all measures at the head of `docs/measures/README.md`, made from the registry and the measures' pages.

`python -m scorecards.measure_index` writes it anew.
"""

import re
from collections.abc import Iterator
from functools import cache

from schemas.messages import CONFIG, Language
from scorecards.measures import MEASURES

PAGES = CONFIG.parent / "docs" / "measures"
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"
"""Between these lines of the README the table stands; what stands there is written over."""


def main() -> None:
    """Write the README's table anew."""
    readme = PAGES / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")


def with_table(text: str) -> str:
    """The README's text with the table as the pages have it now. Raises `ValueError` if it has no place for it."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"docs/measures/README.md: the lines {BEGIN} and {END} are gone; put them back")
    return "\n".join([f"{before}{BEGIN}", *_rows(), f"{END}{after}"])


@cache
def what_it_checks(name: str) -> dict[Language, str]:
    """The first sentence of a measure's page in either language; nothing of a name without a page."""
    page = PAGES / f"{name}.md"
    if name not in MEASURES or not page.exists():
        return {}
    chinese, _, english = page.read_text(encoding="utf-8").partition("## In English")
    return {"zh": _first_sentence(chinese, "。"), "en": _first_sentence(english, ".")}


def _rows() -> Iterator[str]:
    yield "| 检查项 | Measure | 检查什么 | What it checks | 版本 · Version |"
    yield "| --- | --- | --- | --- | --- |"
    for name in sorted(MEASURES):
        heading = (PAGES / f"{name}.md").read_text(encoding="utf-8").splitlines()[0]
        title = heading.removeprefix("# ").partition(" · ")[0]
        what = " | ".join(said.replace("|", "\\|") for said in what_it_checks(name).values())
        yield f"| {title} | [`{name}`]({name}.md) | {what} | {MEASURES[name].version} |"


def _first_sentence(text: str, stop: str) -> str:
    """The first sentence of the first paragraph below the heading, on one line."""
    paragraph = next(part for part in text.split("\n\n")[1:] if part.strip())
    joined = re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", paragraph.strip()).replace("\n", " ")
    return re.split(rf"{re.escape(stop)}(?:\s|$)" if stop == "." else re.escape(stop), joined)[0]


if __name__ == "__main__":
    main()
