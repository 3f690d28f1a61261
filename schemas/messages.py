"""One catalogue of what officials read: a reason is a key with its figures, and is put into words only when shown.

The words stand in `config/messages/zh.yml` and `en.yml`. A reason travels as data so that the same finding reads in
either language, and so that rewording a sentence changes no stored result.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from schemas.base import Frozen

Language = Literal["zh", "en"]
CONFIG = Path(__file__).resolve().parent.parent / "config"


class Reason(Frozen):
    """A sentence of the catalogue with its figures filled in later: `say("stale", age=41, limit=14)`.

    A figure may be a sentence itself, or several, which are shown one after the other.
    """

    key: str
    params: dict[str, Figure] = {}

    def text(self, language: Language = "zh") -> str:
        """The sentence in `language`. Raises `KeyError` for a key or a figure the catalogue does not know."""
        return catalogue(language)[self.key].format(**{k: _shown(v, language) for k, v in self.params.items()})


Figure = str | int | float | Reason | tuple[Reason, ...] | None


def _shown(figure: Figure, language: Language) -> str | int | float:
    match figure:
        case None:
            return "—"
        case Reason():
            return figure.text(language)
        case tuple():
            return _joined([part.text(language) for part in figure], language)
    return figure


def _joined(parts: list[str], language: Language) -> str:
    """Words by the mark of an enumeration, sentences that hold marks of their own by semicolons."""
    if language == "zh":
        return ("；" if any("，" in part for part in parts) else "、").join(parts)
    return ("; " if any(", " in part for part in parts) else ", ").join(parts)


def say(key: str, **params: Figure) -> Reason:
    """The reason `key` with its figures."""
    return Reason(key=key, params=params)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All sentences of one language by key."""
    with (CONFIG / "messages" / f"{language}.yml").open(encoding="utf-8") as file:
        return {str(key): str(text) for key, text in YAML(typ="safe").load(file).items()}
