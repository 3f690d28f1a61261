"""The city's own words: titles by kind of column and sentences for its articles (`config/demo/wording.yml`)."""

from datetime import date
from functools import cache
from random import Random

from ruamel.yaml import YAML

from schemas.base import Frozen, Text
from schemas.messages import CONFIG


class Wording(Frozen):
    """`wording.yml`: sentences with slots."""

    places: tuple[Text, ...]
    persons: tuple[Text, ...]
    titles: dict[Text, tuple[Text, ...]]
    openings: tuple[Text, ...]
    middles: tuple[Text, ...]
    closings: tuple[Text, ...]


def title_for(kind: str, *, agency: str, topic: str, day: date, random: Random) -> str:
    """A title such as a column of this kind carries. Raises `KeyError` for a kind without wording."""
    # Most annual things speak of the year before the one they come out in.
    year = day.year - 1 if kind == "年度报告" else day.year
    return _fill(random.choice(wording().titles[kind]), agency=agency, topic=topic, year=year, day=day, random=random)


def paragraphs_for(number: int, *, agency: str, topic: str, day: date) -> list[str]:
    """Three or four paragraphs of body text, always the same for one item number."""
    random = Random(number)
    words = wording()
    middles = random.sample(words.middles, random.randint(1, 2))
    chosen = [random.choice(words.openings), *middles, random.choice(words.closings)]
    return [_fill(text, agency=agency, topic=topic, year=day.year, day=day, random=random) for text in chosen]


@cache
def wording() -> Wording:
    """The sentences. Raises `pydantic.ValidationError` if the file has another shape."""
    with (CONFIG / "demo" / "wording.yml").open(encoding="utf-8") as file:
        return Wording.model_validate(YAML(typ="safe").load(file))


def _fill(text: str, *, agency: str, topic: str, year: int, day: date, random: Random) -> str:
    return text.format(
        agency=agency,
        topic=topic,
        place=random.choice(wording().places),
        person=random.choice(wording().persons),
        year=year,
        month=day.month,
        number=random.randint(11, 97),
    )
