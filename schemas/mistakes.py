"""A mistake in a file a person wrote: where it is and what to write instead. All of them are told at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from schemas.base import Frozen


class Mistake(Frozen):
    """One mistake. `line` counts from 1; `None` when it is about the file as a whole."""

    file: Path
    line: int | None = None
    message: str
    remedy: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{where}: {self.severity}: {self.message}\n    -> {self.remedy}"


class ConfigError(Exception):
    """Files that cannot be used as they are; `mistakes` names every one found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))
