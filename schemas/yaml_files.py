"""Read one YAML file into its model, with the line of every mistake."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.resolver import VersionedResolver

from schemas.mistakes import ConfigError, Mistake

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]


class YamlFile(Generic[Model]):
    """A YAML file that fits its model, and the lines its parts stand on."""

    def __init__(self, path: Path, model: type[Model], *, given: Mapping[str, Any] | None = None) -> None:
        """Read and validate. Raises `ConfigError` naming every mistake of the file with its line.

        `given`: keys that need not stand in the file, such as the name it has anyway.
        """
        self.path = path
        known = dict(given or {})
        try:
            self.value: Model = model.model_validate({**known, **_read_quickly(path)})
        except (ValidationError, YAMLError, ValueError, TypeError, OSError):
            # Whatever is wrong with it is found and said by the slow way, which knows the lines.
            try:
                self.value = model.model_validate({**known, **plain(self._nodes)})
            except ValidationError as error:
                raise ConfigError(self._mistake(detail, model) for detail in error.errors()) from None

    @cached_property
    def _nodes(self) -> Any:
        return read_yaml(self.path)

    def line(self, *loc: int | str) -> int | None:
        """The line on which the part at `loc` stands, or that of the nearest part around it."""
        return line_of(self._nodes, loc)

    def _mistake(self, detail: ErrorDetails, model: type[BaseModel]) -> Mistake:
        loc = self._without_tags(detail["loc"], absent=detail["type"] == "missing")
        name = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc) or "the file"
        line = line_of(self._nodes, loc)
        match detail["type"]:
            case "extra_forbidden":
                return Mistake(
                    file=self.path,
                    line=line,
                    message=f"unknown key {name!r}",
                    remedy=_did_you_mean(str(loc[-1]), _keys_at(model, loc[:-1])),
                )
            case "missing":
                return Mistake(
                    file=self.path, line=line, message=f"{name!r} is missing", remedy=f"add `{loc[-1]}: …` here"
                )
            case _:
                got = detail.get("input")
                shown = f" (found {got!r})" if isinstance(got, str | int | float | bool) or got is None else ""
                message = detail["msg"].removeprefix("Value error, ")
                if isinstance(got, str) and repr(got) in message:
                    shown = ""
                return Mistake(
                    file=self.path,
                    line=line,
                    message=f"{name}: {message}{shown}",
                    remedy=f"correct {_last_of(loc) or name}",
                )

    def _without_tags(self, loc: Loc, *, absent: bool) -> Loc:
        """The place as the file has it: what only says which of several models was taken is left out.

        `absent`: the last part is a key that does not stand there.
        """
        kept: list[int | str] = []
        node = self._nodes
        for part in loc[:-1] if absent else loc:
            known = part in node if isinstance(node, CommentedMap) else isinstance(part, int)
            if known and isinstance(node, CommentedMap | CommentedSeq):
                node = node[part]
                kept.append(part)
        return (*kept, loc[-1]) if absent else tuple(kept)


def _read_quickly(path: Path) -> Any:
    """The file's values without their lines, by the parser in C: an office of a thousand columns is read in a tenth of
    the time. Raises what the library raises, and does not say where."""
    yaml = YAML(typ="safe")
    yaml.Resolver = _OneVersion
    return yaml.load(path.read_text(encoding="utf-8-sig"))


class _OneVersion(VersionedResolver):
    """The library's, but for asking at each word anew of which version of YAML the file is."""

    @cached_property
    def versioned_resolver(self) -> Any:
        return super().versioned_resolver


def _last_of(loc: Loc) -> str:
    """The last part of a place in words; the members of a list are counted from 1."""
    if len(loc) > 1 and isinstance(loc[-1], int):
        return f"number {loc[-1] + 1} of {loc[-2]}"
    return str(loc[-1]) if loc else ""


def read_yaml(path: Path) -> Any:
    """The file's nodes with their line numbers. Raises `ConfigError` if it is missing or is not YAML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            [Mistake(file=path, message="the file is missing", remedy="run `gongkai init` or restore it")]
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(
            [
                Mistake(
                    file=path,
                    message="the file is not UTF-8",
                    remedy="save it as UTF-8 (in Notepad: Save as, encoding UTF-8)",
                )
            ]
        ) from None
    except OSError as error:
        raise ConfigError(
            [Mistake(file=path, message=f"cannot be read: {error.strerror}", remedy="check its rights")]
        ) from None
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True  # a file that is written back keeps the quotes a person put there
    try:
        nodes = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        raise ConfigError(
            [
                Mistake(
                    file=path,
                    line=mark.line + 1 if mark else None,
                    message=what,
                    remedy="mend the YAML on or just above this line",
                )
            ]
        ) from None
    except YAMLError as error:
        raise ConfigError([Mistake(file=path, message=str(error), remedy="mend the YAML")]) from None
    except ValueError as error:
        # The library builds dates while it reads and says nothing of the place: look for it ourselves.
        raise ConfigError(
            [
                Mistake(
                    file=path,
                    line=_line_of_impossible_date(text),
                    message=f"a date that does not exist: {error}",
                    remedy="write a day of the calendar, as 2026-01-05",
                )
            ]
        ) from None
    if not isinstance(nodes, CommentedMap):
        raise ConfigError(
            [Mistake(file=path, line=1, message="the file holds no keys", remedy="write `key: value` lines")]
        )
    return nodes


def _line_of_impossible_date(text: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        for year, month, day in re.findall(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", line):
            try:
                date(int(year), int(month), int(day))
            except ValueError:
                return number
    return None


def plain(node: Any) -> Any:
    """The nodes as plain dicts, lists and scalars."""
    if isinstance(node, CommentedMap):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [plain(value) for value in node]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else node


def line_of(node: Any, loc: Loc) -> int | None:
    """The line (from 1) of the part at `loc`, or of the nearest existing part around it."""
    line: int | None = 1
    for part in loc:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return line


def _keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys the models at `loc` know, several where one of them is chosen; none if the place is not a model."""
    current: list[type[BaseModel]] = [model]
    for part in loc:
        if not isinstance(part, int):
            current = [inner for one in current if part in (keys := _fields(one)) for inner in _models_in(keys[part])]
    return list(dict.fromkeys(key for one in current for key in _fields(one)))


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """What stands under each key the model knows."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in _models_in(inner)]


def _did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"remove it; known here: {', '.join(known)}" if known else "remove it"
