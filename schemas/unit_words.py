"""How plans name units: words that mean many of them, words that name nobody, and the short forms of names."""

from pathlib import Path

from ruamel.yaml import YAML

from schemas.base import Frozen, Text
from schemas.messages import CONFIG


class Collective(Frozen):
    """Words for all agencies of some classes."""

    said: tuple[Text, ...]
    classes: tuple[Text, ...]
    """单位类别 as registers have them; empty: every agency."""


class UnitWords(Frozen):
    """`config/units.yml`."""

    collectives: tuple[Collective, ...]
    vague: tuple[Text, ...]
    """Words that leave open who is meant: never expanded, always listed."""
    short_forms: dict[Text, Text]
    """Parts of an agency's full name with what is said for them."""


def load_unit_words(path: Path = CONFIG / "units.yml") -> UnitWords:
    """Read the words. Raises `pydantic.ValidationError` for a file of another shape."""
    with path.open(encoding="utf-8") as file:
        return UnitWords.model_validate(YAML(typ="safe").load(file))
