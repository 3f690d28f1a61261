"""Read a published work plan into its tasks. What is not understood is listed with its place; nothing is added."""

from collections.abc import Sequence
from pathlib import Path

from schemas.mistakes import ConfigError, Mistake
from schemas.plan_readings import PlanReading
from scrapers.files.blocks import Block, Grid, Line
from scrapers.plans.draft import Draft
from scrapers.plans.files import read_blocks
from scrapers.plans.prose import read_prose
from scrapers.plans.tables import is_task_table, read_table
from scrapers.plans.words import label_of


def read_plan(path: Path) -> PlanReading:
    """The plan in `path`. Raises `ConfigError` for a file that cannot be read, or in which there is no task."""
    blocks = read_blocks(path)
    reading = understand(blocks, name=path.stem)
    if not reading.tasks:
        said = "no text" if not blocks else "no task"
        raise ConfigError(
            [
                Mistake(
                    file=path,
                    message=f"there is {said} in it: neither a table with 工作任务 and 责任单位 over its columns, nor "
                    "paragraphs numbered 一、（一）1.",
                    remedy="import the plan or its task table (任务分解表) itself, as XLSX, DOCX, HTML or TXT",
                )
            ]
        )
    return reading


def understand(blocks: Sequence[Block], *, name: str) -> PlanReading:
    """The plan that these lines and tables make. `name`: what its file is called."""
    draft = Draft()
    tables = [block for block in blocks if isinstance(block, Grid) and is_task_table(block)]
    prose: list[Line] = []
    above: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            above.append(block)
        elif block in tables:
            headings = _headings(above)
            _read_prose(prose + above[: len(above) - len(headings)], draft, beside_a_table=True)
            read_table(block, draft, headings=headings)
            prose, above = [], []
        else:
            cells = dict.fromkeys(cell for row in block.rows for cell in row)
            above += [Line(cell.text, cell.place) for cell in cells if cell.text]
    _read_prose(prose + above, draft, beside_a_table=bool(tables))
    return draft.reading(name)


def _read_prose(lines: list[Line], draft: Draft, *, beside_a_table: bool) -> None:
    if lines:
        read_prose(lines, draft, only_with_units=beside_a_table)


def _headings(lines: Sequence[Line]) -> list[Line]:
    """The numbered headings right above a table."""
    found: list[Line] = []
    for line in reversed(lines):
        label = label_of(line.text)
        if label is None or label.level > 2 or "。" in line.text:
            break
        found.insert(0, line)
    return found
