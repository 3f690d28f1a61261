"""Website products as data: load their files, and recognise a page's product by its marks."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from schemas.messages import CONFIG
from schemas.platforms import AnyOf, Mark, Platform, Shape


class PlatformFileError(ValueError):
    """A file of `config/platforms/` cannot be used; the message names the file and every mistake in it."""


class Platforms:
    """The known products by name. Read only."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._by_name = MappingProxyType(dict(platforms))
        # Products with more marks first, techniques last, of equals the one named last, which is the office's own: the
        # first whose marks all stand in a page is the page's.
        marked = [platform for platform in reversed(tuple(self)) if platform.marks]
        self._marked = sorted(marked, key=lambda one: (one.general, -len(one.marks)))

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __getitem__(self, name: str) -> Platform:
        """The product `name`; raises `KeyError` for one nobody described."""
        return self._by_name[name]

    def get(self, name: str | None) -> Platform | None:
        """The product `name`, or `None`."""
        return None if name is None else self._by_name.get(name)

    def with_own(self, own: Iterable[Platform]) -> "Platforms":
        """These products and an office's own, which win where two have one name."""
        return Platforms({each.name: each for each in (*self, *own)})

    def recognise(self, source: str) -> Platform | None:
        """The product whose marks all stand in the page's source; of several, the one with most marks, or named last.

        A technique (`general`) is recognised only where no product is; `None` is an answer too: a page without marks
        is read by what it shows.
        """
        return next((one for one in self._marked if all(_stands(mark, source) for mark in one.marks)), None)


def load_platforms(folder: Path = CONFIG / "platforms") -> Platforms:
    """Every `*.yml` of `folder`, its file name being the product's name. Raises `PlatformFileError`."""
    platforms: dict[str, Platform] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
            platform = Platform.model_validate({"name": path.stem, **(data or {})})
        except ValidationError as error:
            raise PlatformFileError(f"{path}: {_in_words(error)}") from error
        except (YAMLError, TypeError, UnicodeDecodeError) as error:
            raise PlatformFileError(f"{path}: {error}") from error
        if platform.name != path.stem:
            raise PlatformFileError(f"{path}: name is {platform.name!r}, the file says {path.stem!r}")
        platforms[platform.name] = platform
    return Platforms(platforms)


def _stands(mark: Mark, source: str) -> bool:
    if isinstance(mark, str):
        return mark in source
    if isinstance(mark, Shape):
        return mark.near in source and _expression(mark.pattern).search(source) is not None
    assert isinstance(mark, AnyOf)
    return any(_stands(one, source) for one in mark.any)


def _in_words(error: ValidationError) -> str:
    """Every mistake with its place, on one line."""
    told = []
    for mistake in error.errors(include_url=False, include_context=False):
        place = ".".join(str(part) for part in mistake["loc"])
        told.append(f"{place}: {mistake['msg'].removeprefix('Value error, ')}")
    return "; ".join(told)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
