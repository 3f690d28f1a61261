"""Why an agency's lines came out as they did, from the stored scorecards; for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from flows.opened import OpenOffice
from publishing.agency_page import lost, vetoed
from publishing.line_chain import Grounds, Step, chain, heading
from publishing.line_words import explanation
from publishing.machine_readable import Json, agency_figures, line_as_json
from publishing.remedies import days_left, last_day
from publishing.safe_text import terminal_text
from publishing.wording import LANGUAGES, Words, moment_text, number, share, signed, words
from schemas.mistakes import ConfigError, Mistake
from schemas.results import AgencyCard, Evidence, Line, LineStatus, Scorecards
from scorecards.early_warnings import early_warnings
from scorecards.measures import MEASURES
from warehouse import facts

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_ORDER: tuple[LineStatus, ...] = ("unmet", "needs_review", "not_due", "met", "unknown", "waived", "not_applicable")
_SHARED = frozenset({"clause", "duty", "measure"})
"""Steps that all lines of one obligation have in common."""
_EVIDENCE = 3
"""Stored answers named one by one below a line; JSON has all of them."""
_LISTED = 20
"""Names listed in an error."""


@dataclass(frozen=True)
class Explained:
    """One agency's lines with what they were judged by, what is unmet first."""

    cards: Scorecards
    card: AgencyCard
    by: Grounds
    lines: tuple[Line, ...]
    left_out: int
    """Lines that were asked about and are neither unmet nor waiting for anybody nor due soon."""
    due_soon: frozenset[str]
    """Ids of lines that fall due within ten working days."""

    @property
    def needs_a_person(self) -> bool:
        """A line waits for somebody's decision."""
        return any(line.status == "needs_review" for line in self.lines)


def explain(office: OpenOffice, point: datetime, agency: str, task: str | None, *, everything: bool) -> Explained:
    """The lines of the latest night scored up to `point`: those of `task` (a task's number, an obligation's or
    indicator's code, a line's id), or all of them.

    Only those that are unmet, wait for a person or fall due within ten working days, unless `everything` or one line
    is named. Raises `ConfigError` for what is not known, with what there is, and if no night has been scored.
    """
    cards = _scored(office, point)
    card = _card(cards, agency)
    asked = card.lines if task is None else _lines(card, task)
    calendar = office.folder.office.working_days
    soon = {one.line for one in early_warnings(cards, calendar=calendar) if one.agency == card.code}
    shown = asked
    if not everything and [line.id for line in asked] != [task]:
        shown = tuple(line for line in asked if _matters(line) or line.id in soon)
    night = facts.night_at(office.warehouse, cards.as_of)
    return Explained(
        cards=cards,
        card=card,
        by=Grounds(
            as_of=cards.as_of,
            plan=office.folder.plan_for(cards.as_of.date()),
            rules=facts.rules_of_night(office.warehouse, night) if night else None,
            calendar=calendar,
        ),
        lines=tuple(sorted(shown, key=lambda line: _urgency(line, card))),
        left_out=len(asked) - len(shown),
        due_soon=frozenset(soon),
    )


def as_json(found: Explained) -> Json:
    """The agency's figures, and each line as in scorecards.json with its chain in both languages."""
    cards = found.cards
    return {
        "office": cards.office,
        "as_of": cards.as_of.isoformat(),
        "rules": {"name": cards.rules.name, "version": cards.rules.version},
        "agency": agency_figures(found.card),
        "lines": [_line_as_json(found, line) for line in found.lines],
        "left_out": found.left_out,
    }


def opening(found: Explained) -> Iterator[str]:
    """Whose scorecard it is, and what it comes to."""
    label, card = words("zh"), found.card
    yield label("explain.head", agency=card.name, code=card.code, as_of=moment_text(found.cards.as_of))
    if card.percent is None:
        yield label("agency.not_scored")
    else:
        yield label(
            "explain.figures",
            score=number(card.score),
            max=number(card.max),
            percent=f"{number(card.percent)}%",
            grade=card.grade or "—",
            coverage=share(card.coverage),
        )
    yield label("explain.vetoes", vetoes="；".join(card.vetoes)) if card.vetoes else label("explain.no_vetoes")
    if (year_end := card.projected) is not None:
        yield label(
            "explain.projected",
            score=number(year_end.score),
            max=number(year_end.max),
            percent=number(year_end.percent),
            grade=year_end.grade or "—",
        )
    if card.converted is not None:
        yield label("explain.converted", points=number(card.converted))


def as_tables(found: Explained) -> Iterator[Table]:
    """First all lines in one table, then of each obligation its grounds and each of its lines."""
    if found.lines:
        yield _listed(found)
    label = words("zh")
    by_obligation: dict[str, list[Line]] = {}
    for line in found.lines:
        by_obligation.setdefault(line.obligation, []).append(line)
    for lines in by_obligation.values():
        chains = [chain(line, found.card, found.by, label) for line in lines]
        yield _steps(
            f"—— {lines[0].obligation}",
            [step for step in chains[0] if step.name in _SHARED],
            _page(lines[0], label),
            label,
        )
        for line, steps in zip(lines, chains, strict=True):
            own = [step for step in steps if step.name not in _SHARED]
            title = f"{heading(line, found.card, label)}  [{line.id}]"
            yield _steps(title, own, tuple(_proofs(line, found, label)), label)


def closing(found: Explained) -> Iterator[str]:
    """What was shown, and what was left out."""
    label = words("zh")
    if not found.lines:
        yield label("explain.nothing")
    else:
        yield label(
            "explain.counts",
            unmet=sum(line.status == "unmet" for line in found.lines),
            review=sum(line.status == "needs_review" for line in found.lines),
            due=sum(line.id in found.due_soon for line in found.lines),
        )
    if found.left_out:
        yield label("explain.rest", count=found.left_out, option="--all")


def _scored(office: OpenOffice, point: datetime) -> Scorecards:
    night = facts.night_at(office.warehouse, point)
    cards = facts.scorecards_of(office.warehouse, night) if night else None
    cards = cards or facts.last_scorecards(office.warehouse, before=point)
    if cards is None:
        when = point.strftime("%Y-%m-%d %H:%M")
        raise _wrong("--as-of", f"no night up to {when} has been scored", "run `gongkai nightly`, or name a later day")
    return cards.model_copy(update={"as_of": cards.as_of.astimezone(office.zone)})  # databases give it back in UTC


def _card(cards: Scorecards, agency: str) -> AgencyCard:
    for card in cards.agencies:
        if agency in (card.code, card.name):
            return card
    known = [f"{card.code} {card.name}" for card in cards.agencies]
    message = f"{agency!r} has no scorecard of {moment_text(cards.as_of)}"
    raise _wrong("AGENCY", message, f"write one of {_some(known)}")


def _lines(card: AgencyCard, task: str) -> tuple[Line, ...]:
    lines = tuple(line for line in card.lines if task in (line.task, line.obligation, line.id))
    if not lines:
        known = list(dict.fromkeys(name for line in card.lines for name in (line.task, line.obligation)))
        raise _wrong("TASK", f"{card.name} has no line of {task!r}", f"write one of {_some(known)}, or a line's id")
    return lines


def _urgency(line: Line, card: AgencyCard) -> tuple[bool, int, Decimal, date, str]:
    """What a veto rests on, then by status, the dearest and the nearest first."""
    return (not vetoed(line), _ORDER.index(line.status), -lost(line), last_day(line, card) or date.max, line.id)


def _matters(line: Line) -> bool:
    return line.status in ("unmet", "needs_review") and line.mode != "bonus"


def _line_as_json(found: Explained, line: Line) -> Json:
    last = last_day(line, found.card)
    said = {language: chain(line, found.card, found.by, words(language)) for language in LANGUAGES}
    return {
        **line_as_json(line, found.cards.as_of.tzinfo),
        "last_day": last.isoformat() if last else None,
        "working_days_left": days_left(last, day=found.by.day, calendar=found.by.calendar) if last else None,
        "chain": [
            {"step": zh.name, "zh": list(zh.said), "en": list(en.said)}
            for zh, en in zip(said["zh"], said["en"], strict=True)
        ],
    }


def _listed(found: Explained) -> Table:
    from rich.table import Table

    label = words("zh")
    table = Table()
    for title in ("结果", "栏目、类别 · 检查项", "得分", "期限", "说明"):
        table.add_column(title, justify="right" if title == "得分" else "left", overflow="fold")
    for line in found.lines:
        last = last_day(line, found.card)
        table.add_row(
            label(f"line.{line.status}") + _mark(line, label),
            _text(heading(line, found.card, label)),
            _points(line, label),
            last.isoformat() if last else "—",
            _text(explanation(line, found.card, label)),
        )
    return table


def _mark(line: Line, label: Words) -> str:
    if line.unconfirmed:
        return f"（{label('line.unconfirmed')}）"
    return f"（{label('line.trial')}）" if line.trial else ""


def _points(line: Line, label: Words) -> str:
    if line.points is None:
        return label("mode.veto") if line.mode == "veto" else label("lines.not_counted")
    return signed(line.points) if line.mode in ("deduct", "bonus") else f"{number(line.points)} / {number(line.max)}"


def _steps(title: str, steps: Sequence[Step], more: tuple[tuple[str, str], ...], label: Words) -> Table:
    """One step a row, its name before it; `more`: further rows, name and text."""
    from rich.table import Table

    table = Table(title=_text(title), title_justify="left", show_header=False, box=None, padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for step in steps:
        table.add_row(label(f"chain.{step.name}"), _text("\n".join(step.said)))
    for name, text in more:
        table.add_row(name, _text(text))
    return table


def _text(value: str) -> Text:
    """Titles come from websites: as they are, without markup and without what would move a terminal's cursor."""
    from rich.text import Text

    return Text(terminal_text(value))


def _page(line: Line, label: Words) -> tuple[tuple[str, str], ...]:
    if line.measure not in MEASURES:
        return ()
    return (("", label("explain.page", page=f"docs/measures/{line.measure}.md")),)


def _proofs(line: Line, found: Explained, label: Words) -> Iterator[tuple[str, str]]:
    for place, proof in enumerate(line.evidence[:_EVIDENCE]):
        yield ("" if place else label("chain.evidence"), "\n".join(_proof(proof, found, label)))
    if len(line.evidence) > _EVIDENCE:
        yield ("", label("explain.more_evidence", count=len(line.evidence) - _EVIDENCE, option="--json"))


def _proof(proof: Evidence, found: Explained, label: Words) -> Iterator[str]:
    yield proof.url
    if proof.fetched_at:
        yield label("explain.fetched", moment=moment_text(proof.fetched_at.astimezone(found.cards.as_of.tzinfo)))
    if proof.record:
        yield proof.record
    if proof.sha256:
        yield f"SHA256 {proof.sha256}"
    if proof.issued_by:
        yield label("explain.issued_by", who=proof.issued_by)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" … ({len(names)})" if len(names) > _LISTED else "")


def _wrong(option: str, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=Path(option), message=message, remedy=remedy)])
