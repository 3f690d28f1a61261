"""Labels of the pages in either language, and how figures, days and moments are written there.

The words stand in `config/messages/site.zh.yml` and `site.en.yml`, with the same keys in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from ruamel.yaml import YAML

from schemas.messages import CONFIG, Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
NOTHING = "—"


@dataclass(frozen=True)
class Words:
    """The labels of one language: `words("stale.title", count=3)`. Raises `KeyError` for a key it does not know."""

    language: Language
    labels: Mapping[str, str]

    def __call__(self, key: str, **params: object) -> str:
        return self.labels[key].format(**params) if params else self.labels[key]


@cache
def words(language: Language) -> Words:
    """All labels of one language."""
    with (CONFIG / "messages" / f"site.{language}.yml").open(encoding="utf-8") as file:
        return Words(language, {str(key): str(text) for key, text in YAML(typ="safe").load(file).items()})


def number(value: Decimal | float | None) -> str:
    """Up to two decimals, none that say nothing: `5`, `87.5`, `3.33`."""
    if value is None:
        return NOTHING
    rounded = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def one_decimal(value: Decimal | float | None) -> str:
    """Exactly one decimal, so that figures stand under each other."""
    return NOTHING if value is None else str(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def share(value: float | None) -> str:
    """A share from 0 to 1 as whole percent, never rounded up to 100 % or down to 0 %."""
    if value is None:
        return NOTHING
    percent = min(max(round(value * 100), 0 if value == 0 else 1), 100 if value == 1 else 99)
    return f"{percent}%"


def signed(value: Decimal | float) -> str:
    """A change with its sign, minus as U+2212 so that it is as wide as the plus."""
    text = number(Decimal(str(value)).copy_abs())
    return "0" if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def day_text(value: date | None) -> str:
    return NOTHING if value is None else value.isoformat()


def moment_text(value: datetime | None) -> str:
    """To the minute; the caller has moved it to the office's zone."""
    return NOTHING if value is None else value.strftime("%Y-%m-%d %H:%M")


def duration(seconds: float, words: Words) -> str:
    """`8.4秒`, `3分20秒`, `1小时05分`, in the words of the language."""
    if seconds < 60:
        return words("unit.seconds", seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return words("unit.minutes", minutes=minutes, seconds=f"{rest:02d}")
    return words("unit.hours", hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def size(count: int) -> str:
    """Bytes in the largest unit that leaves a figure above one."""
    value = float(count)
    for unit in ("B", "KB", "MB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"
