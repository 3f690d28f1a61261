"""Who is to do a task and by when, as the words of the plan say it: （牵头单位：…；责任单位：…；完成时限：…）."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from scrapers.plans.deadlines import deadline_in, is_deadline
from scrapers.plans.words import ROLES, sentence_end

Part = Literal["lead", "responsible", "assisting"]
PARTS: tuple[Part, ...] = ("lead", "responsible", "assisting")


@dataclass(frozen=True, slots=True)
class Duty:
    """Units as said, each once, and the deadline as said."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    deadline: str | None = None

    @property
    def named(self) -> bool:
        """A unit is named."""
        return bool(self.lead or self.responsible or self.assisting)

    def __add__(self, other: "Duty") -> "Duty":
        deadlines = dict.fromkeys(said for said in (self.deadline, other.deadline) if said)
        return Duty(
            lead=_once(self.lead + other.lead),
            responsible=_once(self.responsible + other.responsible),
            assisting=_once(self.assisting + other.assisting),
            deadline="；".join(deadlines) or None,
        )


def duty_in(text: str) -> Duty:
    """What a paragraph says of units and deadline. Units count only where they are said to be: in a labelled part, or
    in brackets that end in 牵头, 负责, 配合."""
    duty = Duty()
    for part in _parts(text):
        duty += _labelled(part) if _LABEL.search(part) else _with_verbs(part)
    if duty.deadline is None:
        duty += Duty(deadline=deadline_in(text))
    return duty


def units_in(text: str, part: Part) -> Duty:
    """What a cell of a column of units says; 市财政局牵头，市水利局配合 goes before the words over the column."""
    if _LABEL.search(text):
        return _labelled(text)
    duty = Duty()
    for said in _pieces(text):
        verb = _VERB.search(said)
        duty += _duty(_ROLE_OF_VERB.get(verb[1], part) if verb else part, said)
    return duty


def bracket_of_duty(text: str) -> int:
    """Where the first brackets begin that only say who and when; the text's length without any."""
    for start, inner in _brackets(text):
        if _LABEL.match(inner) or _with_verbs(inner).named:
            return start
    return len(text)


_WORDS = {word: role for role, words in ROLES.items() if role not in ("number", "group", "task", "requirement")
          for word in words}  # fmt: skip
_LABEL = re.compile(
    "(" + "|".join(sorted((word for word in _WORDS if len(word) > 2), key=len, reverse=True)) + r"|牵头|配合)\s*[：:]"
)
_VERB = re.compile(r"(?:共同|具体|(?:按照?)?(?:各自)?职责(?:分工)?|分别)*(牵头|负责|落实|承办|配合|协助|参与|实施)$")
_ROLE_OF_VERB: dict[str, Part] = {
    "牵头": "lead",
    "负责": "responsible",
    "落实": "responsible",
    "承办": "responsible",
    "实施": "responsible",
    "配合": "assisting",
    "协助": "assisting",
    "参与": "assisting",
}


def _parts(text: str) -> Iterator[str]:
    """Where units may be said: in brackets, and from a label that begins a sentence to that sentence's end."""
    inside = list(_brackets(text))
    yield from (inner for _, inner in inside)
    for found in _LABEL.finditer(text):
        before = text[: found.start()].rstrip(" \u3000")
        bracketed = any(start < found.start() <= start + len(inner) for start, inner in inside)
        apart = not before or before[-1] in "。；;\n，,、：:" or text[found.start() - 1].isspace()
        if apart and not bracketed:
            yield text[found.start() : found.end() + sentence_end(text[found.end() :], "。；;\n")]


def _labelled(text: str) -> Duty:
    duty = Duty()
    labels = list(_LABEL.finditer(text))
    for found, following in zip(labels, [*labels[1:], None], strict=True):
        said = text[found.end() : following.start() if following else len(text)].strip(_EDGES + "；;，,、")
        role = {"牵头": "lead", "配合": "assisting"}.get(found[1]) or _WORDS[found[1]]
        if role == "deadline":
            duty += Duty(deadline=said or None)
        elif role in ("lead", "responsible", "assisting"):
            for piece in _pieces(said):
                duty += _duty(role, piece)
    return duty


def _with_verbs(text: str) -> Duty:
    """市财政局牵头，市水利局、市教育局配合. Nothing if a piece of it says something else."""
    duty = Duty()
    for piece in _pieces(text):
        verb = _VERB.search(piece)
        if duty.named and is_deadline(piece):
            duty += Duty(deadline=piece)
            continue
        if verb is None or "谁" in piece or len(piece) > _LONGEST_DUTY:
            return Duty()
        duty += _duty(_ROLE_OF_VERB[verb[1]], piece)
    return duty


_LONGEST_DUTY = 120
_EDGES = " \u3000\n。：:"


def _duty(part: str, said: str) -> Duty:
    if is_deadline(said):
        return Duty(deadline=said)
    units = _units(said)
    match part:
        case "lead":
            return Duty(lead=units)
        case "responsible":
            return Duty(responsible=units)
        case _:
            return Duty(assisting=units)


def _units(said: str) -> tuple[str, ...]:
    """The names of a list. What stands in brackets is one name: 各县（市、区）."""
    parts = [part for name in _split(said, "、/\n") for part in _spaced(name)]
    names = [_VERB.sub("", name.strip().removeprefix("由")).strip(_EDGES) for name in parts]
    return _once(name for name in names if re.search(r"\w", name) and name != "无")


def _spaced(names: str) -> list[str]:
    """Names with blanks between them; 市 财 政 局 is one name with blanks in it."""
    parts = names.split()
    return parts if len(parts) > 1 and min(map(len, parts)) > 2 else [names]


def _pieces(text: str) -> list[str]:
    return [piece for piece in (part.strip(_EDGES) for part in _split(text, "，,；;\n")) if piece]


def _split(text: str, separators: str) -> list[str]:
    parts = []
    while text:
        end = sentence_end(text, separators)
        parts.append(text[:end])
        text = text[end + 1 :]
    return parts


def _brackets(text: str) -> Iterator[tuple[int, str]]:
    """The brackets that stand in no others: where they begin, and what is in them."""
    depth = start = 0
    for place, char in enumerate(text):
        if char in "（(【":
            start, depth = (place, 1) if depth == 0 else (start, depth + 1)
        elif char in "）)】" and depth:
            depth -= 1
            if depth == 0:
                yield start, text[start + 1 : place]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
