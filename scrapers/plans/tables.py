"""Task tables: 工作任务 | 工作要求 | 牵头单位 | 责任单位 | 时限要求 in any order, known by its header."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from scrapers.files.blocks import Cell, Grid, Line
from scrapers.plans.draft import Draft, DraftTask
from scrapers.plans.duties import PARTS, Duty, bracket_of_duty, duty_in, units_in
from scrapers.plans.words import Label, Role, label_of, role_of, title_of

Roles = tuple[Role | None, ...]
Row = tuple[Cell, ...]


def is_task_table(grid: Grid) -> bool:
    """Some row of it says what the columns of a task table are."""
    return any(_header(row) for row in grid.rows)


def read_table(grid: Grid, draft: Draft, *, headings: Sequence[Line] = ()) -> None:
    """Add the tasks of `grid` to `draft`, and its other cells to what is left out.

    `headings`: paragraphs above the table that name what it holds.
    """
    table = _Table(draft, grid)
    front: list[Cell] = []
    rows = grid.rows
    for index, row in enumerate(rows):
        cells = _said(row)
        if header := _header(row):
            if not table.roles:
                # A header of two rows may be known by its second only.
                upper = set(_said(rows[index - 1])) if index and set(rows[index - 1]) & set(cells) else set()
                _front(_lines([cell for cell in front if cell not in upper]), headings, table)
            table.begin(header)
        elif not table.roles:
            front += cells
        elif index and _header(rows[index - 1]) and (lower := _lower_header(row, rows[index - 1])):
            table.refine(lower)
        else:
            table.read(row, cells)


def _front(front: Sequence[Line], headings: Sequence[Line], table: "_Table") -> None:
    """What stands above the header: the plan's title, then the headings, then what is left out."""
    for line in table.draft.take_title(front):
        if label_of(line.text):
            table.section(line)
        else:
            table.draft.leave_out(line)
    for line in headings:
        table.section(line)


@dataclass
class _Last:
    """The row read last, for rows that share its merged cells."""

    about: tuple[Cell, ...]
    task: DraftTask


class _Table:
    """One table while it is read, from its header on."""

    def __init__(self, draft: Draft, grid: Grid) -> None:
        self.draft = draft
        self.grid = grid
        self.roles: Roles = ()
        self.heading: tuple[Hashable, str] | None = None
        """The heading below which the next tasks stand."""
        self.numbers: tuple[int, ...] = ()
        """The numbers of that heading and those above it."""
        self.sections: list[Label] = []
        """The numbers of the headings across the table."""
        self.beside: dict[Cell, set[tuple[Cell, ...]]] = {}
        """For each cell, what the rows that it covers are about, but for itself."""
        self.told: set[Cell] = set()
        """Merged cells whose words are taken already."""
        self.last: _Last | None = None
        self.tasks_are_groups = False
        """Some 工作任务 is merged over several 工作要求: these are the tasks then, and that column their groups."""
        self.counted: dict[Cell, int] = {}
        """How many tasks a merged number has so far."""

    def begin(self, roles: Roles) -> None:
        self.last = None
        self._columns_are(roles)

    def refine(self, lower: Roles) -> None:
        """A second row of the header."""
        wide = max(len(lower), len(self.roles))
        pairs = zip(_padded(lower, wide), _padded(self.roles, wide), strict=True)
        self._columns_are(tuple(below or above for below, above in pairs))

    def _columns_are(self, roles: Roles) -> None:
        self.roles = roles
        self.beside = {}
        for row in self.grid.rows:
            about = self._of(row, "task") + self._of(row, "requirement")
            for cell in set(row):
                if others := tuple(one for one in about if one is not cell):
                    self.beside.setdefault(cell, set()).add(others)
        self.tasks_are_groups = any(
            self._of(row, "requirement") and len(self.beside.get(cell, ())) > 1
            for row in self.grid.rows
            for cell in self._of(row, "task")[:1]
        )

    def section(self, line: Line) -> None:
        """A heading, above the table or across it."""
        label = label_of(line.text)
        self.heading = (line, title_of(line.text))
        while self.sections and (label is None or self.sections[-1].level >= label.level):
            self.sections.pop()
        self.sections += [label] if label else []
        self.numbers = tuple(one.number for one in self.sections)
        self.draft.group(*self.heading)
        rest = line.text[label.end if label else 0 :].strip()
        if (own := rest.removeprefix(self.heading[1]).strip(" \u3000。：:；;")) and own != rest:
            self.draft.leave_out(Line(own, line.place))

    def read(self, row: Row, cells: Sequence[Cell]) -> None:
        """A row below the header."""
        fresh = [cell for cell in cells if cell not in self.told]
        about = self._of(row, "task") + self._of(row, "requirement")
        if len(cells) == 1 and fresh and self._is_section(row, cells[0]):
            self.told.add(cells[0])
            self.section(Line(cells[0].text, cells[0].place))
        elif not about or (len(cells) == 1 and cells[0].text.startswith(_NOTES)):
            self._leave_out(fresh)
        elif self.last and self.last.about == tuple(about):  # one task, its units in several rows
            self.last.task.duty += self._duty(row)
            other = set(self._of(row, "group") + self._of(row, "number"))
            self._leave_out([cell for cell in fresh if cell in other or not self._taken(row, cell)])
        else:
            self._task(row, about)
            self._leave_out([cell for cell in fresh if not self._taken(row, cell)])
        self.told.update(cells)

    def _task(self, row: Row, about: list[Cell]) -> None:
        whole = tuple(about)
        wide = self._group_cell(row, about)
        if wide is not None:
            if wide not in self.told:
                label = label_of(wide.text)
                self.heading = (wide, wide.text[label.end :].strip() if label else wide.text)
                self.numbers = (*(one.number for one in self.sections), *([label.number] if label else []))
                self.draft.group(*self.heading)
            about = [cell for cell in about if cell is not wide]
        words = [cell.text for cell in about]
        named = words[1 if self.tasks_are_groups and wide is not None and len(words) > 1 else 0]
        said = reduce(Duty.__add__, map(duty_in, words))
        own = self._duty(row)
        numbers, printed = self._number(row, about)
        task = DraftTask(
            title=title_of(named[: bracket_of_duty(named)] or named),
            wording=words,
            duty=replace(own if own.named else said, deadline=own.deadline or said.deadline),
            place=about[-1].place,
            numbers=numbers,
            printed=printed,
        )
        self.draft.group(*(self.heading or (None, ""))).tasks.append(task)
        self.last = _Last(whole, task)

    def _group_cell(self, row: Row, about: list[Cell]) -> Cell | None:
        """The cell that names several tasks: that of a column of groups, or of a task over several requirements."""
        named = self._of(row, "group")
        if named and named[0] not in about:
            return named[0]
        return about[0] if self.tasks_are_groups and len(about) > 1 and about[0] in self._of(row, "task") else None

    def _number(self, row: Row, about: list[Cell]) -> tuple[tuple[int, ...], str | None]:
        """The task's number with those of its headings, and its own as printed: in its column, or before its words."""
        for cell in self._of(row, "number"):
            text = _as_number(cell.text)
            if len(self.beside.get(cell, ())) > 1:
                self.counted[cell] = self.counted.get(cell, 0) + 1
                return ((int(text), self.counted[cell]) if text.isdecimal() else ()), None
            if text:
                return ((*self.numbers, int(text)) if text.isdecimal() else ()), text
        if label := label_of(about[0].text):
            return (*self.numbers, label.number), str(label.number)
        return (), None

    def _duty(self, row: Row) -> Duty:
        duty = Duty()
        for part in PARTS:
            for cell in self._of(row, part):
                duty += units_in(cell.text, part)
        for cell in self._of(row, "deadline"):
            duty += Duty(deadline=cell.text)
        return duty

    def _of(self, row: Row, role: Role) -> list[Cell]:
        """The cells of a role that say something, each once."""
        found = [cell for cell, its in zip(row, self.roles, strict=False) if its == role and cell.text]
        return list(dict.fromkeys(found))

    def _role(self, row: Row, cell: Cell) -> Role | None:
        return next((role for one, role in zip(row, self.roles, strict=False) if one is cell), None)

    def _taken(self, row: Row, cell: Cell) -> bool:
        """A task takes the cell's words up."""
        role = self._role(row, cell)
        return role is not None and (role != "number" or bool(_as_number(cell.text)))

    def _is_section(self, row: Row, cell: Cell) -> bool:
        """A row that only says what the rows below are about."""
        if cell.text.startswith(_NOTES):
            return False
        if cell.columns * 2 > len(row):
            return True
        label = label_of(cell.text)
        of_units = self._role(row, cell) in (*PARTS, "deadline")
        return not of_units and (cell.columns > 1 or (label is not None and label.level < 3 and "。" not in cell.text))

    def _leave_out(self, cells: Sequence[Cell]) -> None:
        for line in _lines(cells):
            self.draft.leave_out(line)


_NOTES = ("注", "备注", "说明", "填表", "附注")


def _as_number(text: str) -> str:
    """A number as a column of numbers has it, in Arabic digits; empty for anything else."""
    label = label_of(text)
    if label:
        return str(label.number) if label.end == len(text) else ""
    plain = text.rstrip("．.、")
    return plain if plain.isascii() and len(plain) <= 10 else ""


def _said(row: Row) -> list[Cell]:
    """The row's cells that hold words, each once."""
    return list(dict.fromkeys(cell for cell in row if cell.text))


def _lines(cells: Sequence[Cell]) -> list[Line]:
    return [Line(cell.text, cell.place) for cell in cells]


def _header(row: Row) -> Roles:
    """What each column is about, if the row is a header: it names the tasks and something else. Empty if it is none."""
    roles = tuple(role_of(cell.text) if cell.text else None for cell in row)
    of_cell = {cell: role for cell, role in zip(row, roles, strict=True) if role}
    about = {"task", "requirement"} & set(of_cell.values())
    return roles if about and len(of_cell) > 1 and len(set(of_cell.values())) > 1 else ()


def _lower_header(row: Row, above: Row) -> Roles:
    """What a second row of the header says of its columns; empty unless all its words are such, or stood above."""
    cells = [cell for cell in _said(row) if cell not in above]
    roles = tuple(role_of(cell.text) if cell.text and cell not in above else None for cell in row)
    return roles if cells and all(role_of(cell.text) for cell in cells) else ()


def _padded(roles: Roles, wide: int) -> Iterator[Role | None]:
    yield from roles
    yield from (None for _ in range(wide - len(roles)))
