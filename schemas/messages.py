"""One catalogue of what officials read: a reason is a key with its figures, and is put into words only when shown.

The words stand in `config/messages/zh.yml` and `en.yml`. A reason travels as data so that the same finding reads in
either language, and so that rewording a sentence changes no stored result.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from schemas.base import Frozen

Language = Literal["zh", "en"]
CONFIG = Path(__file__).resolve().parent.parent / "config"


class Reason(Frozen):
    """A sentence of the catalogue with its figures filled in later: `say("stale", age=41, limit=14)`."""

    key: str
    params: dict[str, str | int | float | None] = {}

    def text(self, language: Language = "zh") -> str:
        """The sentence in `language`. Raises `KeyError` for a key or a figure the catalogue does not know."""
        return catalogue(language)[self.key].format(**{k: "—" if v is None else v for k, v in self.params.items()})


def say(key: str, **params: str | int | float | None) -> Reason:
    """The reason `key` with its figures."""
    return Reason(key=key, params=params)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All sentences of one language by key."""
    with (CONFIG / "messages" / f"{language}.yml").open(encoding="utf-8") as file:
        return {str(key): str(text) for key, text in YAML(typ="safe").load(file).items()}
