"""A scorecard line in an official's words: what it is about, what was checked, why it came out so."""

from publishing.wording import Words
from schemas.results import AgencyCard, Line


def about(line: Line, card: AgencyCard) -> str:
    """The columns or the category the line is about; empty for a line about the whole agency."""
    names = {column.column: column.name for column in card.columns}
    return "、".join(names.get(code, code) for code in line.columns) or (line.category or "")


def measure(line: Line, label: Words) -> str:
    """The check's name: an indicator's own title, else its measure's, else (of an office's own) the measure's code."""
    return line.title or label.labels.get(f"measure.{line.measure}", line.measure)


def explanation(line: Line, card: AgencyCard, label: Words) -> str:
    """The line's reason. A reason that points to another line names it as the page does, not by its id."""
    pointed = line.reason.params.get("line")
    other = next((one for one in card.lines if one.id == pointed), None) if pointed else None
    if other is None:
        return line.reason.text(label.language)
    named = " · ".join(part for part in (about(other, card), measure(other, label)) if part)
    reason = line.reason.model_copy(update={"params": {**line.reason.params, "line": named}})
    return reason.text(label.language)
