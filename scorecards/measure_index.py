"""The table of all measures at the head of `docs/measures/README.md`, made from the registry and the measures' pages.

`python -m scorecards.measure_index` writes it anew.
"""

import re
from collections.abc import Iterator

from schemas.messages import CONFIG
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


def _rows() -> Iterator[str]:
    yield "| 检查项 | Measure | 检查什么 | What it checks | 版本 · Version |"
    yield "| --- | --- | --- | --- | --- |"
    for name in sorted(MEASURES):
        page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        chinese, _, english = page.partition("## In English")
        title = chinese.splitlines()[0].removeprefix("# ").partition(" · ")[0]
        what = f"{_first_sentence(chinese, '。')} | {_first_sentence(english, '.')}"
        yield f"| {title} | [`{name}`]({name}.md) | {what} | {MEASURES[name].version} |"


def _first_sentence(text: str, stop: str) -> str:
    """The first sentence of the first paragraph below the heading, on one line."""
    paragraph = next(part for part in text.split("\n\n")[1:] if part.strip())
    joined = re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", paragraph.strip()).replace("\n", " ")
    sentence = re.split(rf"{re.escape(stop)}(?:\s|$)" if stop == "." else re.escape(stop), joined)[0]
    return sentence.replace("|", "\\|")


if __name__ == "__main__":
    main()
