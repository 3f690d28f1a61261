"""The closed lists of column kinds and disclosure categories, with the words that mean the same."""

from pathlib import Path

from ruamel.yaml import YAML

from schemas.base import Frozen, Text
from schemas.messages import CONFIG


class Vocabulary(Frozen):
    """`config/categories.yml`: each word of the list with its other names."""

    kinds: dict[Text, tuple[Text, ...]]
    categories: dict[Text, tuple[Text, ...]]

    def kind(self, word: str) -> str | None:
        """The kind that `word` is or means; `None` if the list does not have it."""
        return _meaning(self.kinds, word)

    def category(self, word: str) -> str | None:
        """The general category that `word` is or means; `None` if the list does not have it."""
        return _meaning(self.categories, word)


def load_vocabulary(path: Path = CONFIG / "categories.yml") -> Vocabulary:
    """Read the lists. Raises `pydantic.ValidationError` for a file of another shape."""
    with path.open(encoding="utf-8") as file:
        return Vocabulary.model_validate(YAML(typ="safe").load(file))


def _meaning(words: dict[str, tuple[str, ...]], word: str) -> str | None:
    if word in words:
        return word
    return next((name for name, others in words.items() if word in others), None)
