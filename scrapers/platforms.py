"""Website products as data: load their files, and recognise a page's product by its marks."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from schemas.messages import CONFIG
from schemas.platforms import Platform


class PlatformFileError(ValueError):
    """A file of `config/platforms/` cannot be used; the message names the file and every mistake in it."""


class Platforms:
    """The known products by name. Read only."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._by_name = MappingProxyType(dict(platforms))

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

    def recognise(self, source: str) -> Platform | None:
        """The product whose marks are all found in the page's source; of several, the one with most marks."""
        found = [
            platform
            for platform in self
            if platform.marks and all(_mark(mark).search(source) for mark in platform.marks)
        ]
        return max(found, key=lambda platform: len(platform.marks), default=None)


def load_platforms(folder: Path = CONFIG / "platforms") -> Platforms:
    """Every `*.yml` of `folder`, its file name being the product's name. Raises `PlatformFileError`."""
    platforms: dict[str, Platform] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
            platform = Platform.model_validate({"name": path.stem, **(data or {})})
            for mark in platform.marks:
                _mark(mark)
        except (YAMLError, ValidationError, re.error, TypeError, UnicodeDecodeError) as error:
            raise PlatformFileError(f"{path}: {error}") from error
        if platform.name != path.stem:
            raise PlatformFileError(f"{path}: name is {platform.name!r}, the file says {path.stem!r}")
        platforms[platform.name] = platform
    return Platforms(platforms)


@cache
def _mark(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
