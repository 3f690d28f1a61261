"""How the city is laid out before a single item exists: `config/demo/city.yml` as typed values."""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from demo.values import Case
from schemas.base import Code, Frozen, Text
from schemas.messages import CONFIG

DATED_BY_CASE = frozenset({Case.AT_LIMIT, Case.PAST_LIMIT, Case.DUE_SOON, Case.GOES_STALE, Case.REPAIRED})
"""Cases that fix the newest item's day themselves."""
EMPTY = frozenset({Case.BLANK, Case.BLANK_WITH_NOTE})


class PlannedSite(Frozen):
    """One website."""

    code: Code
    product: Literal["yunzheng", "xixun", "jinghu"]
    name: Text
    id_code: Annotated[str, Field(pattern=r"^\d{10}$")]
    icp: Text


class PlannedColumn(Frozen):
    """One column and the shape of its history."""

    code: Code
    name: Text
    kind: Text
    category: Text
    case: Case
    every: Annotated[int, Field(gt=0)] | None = None
    age: Annotated[int, Field(ge=0)] | None = None
    max_age_days: Annotated[int, Field(gt=0)] | None = None
    min_items: Annotated[int, Field(gt=0)] | None = None
    path: Text | None = None
    """An address shared with other agencies; absent: the column's own folder."""
    note: str = ""

    @model_validator(mode="after")
    def _history_fits_the_case(self) -> Self:
        if (self.every is None) != (self.case in EMPTY):
            raise ValueError(f"{self.code}: `every` is missing, or stands on a blank column")
        if (self.age is None) != (self.case in EMPTY | DATED_BY_CASE):
            raise ValueError(f"{self.code}: `age` is missing, or the case {self.case} fixes it already")
        if bool(self.note) != (self.case is Case.BLANK_WITH_NOTE):
            raise ValueError(f"{self.code}: `note` belongs to the case blank_with_note, and only to it")
        return self


class PlannedAgency(Frozen):
    """One agency, the site it publishes on, and what it writes about."""

    code: Code
    name: Text
    class_: Text = Field(alias="class")
    site: Code
    topics: tuple[Text, ...]
    columns: tuple[PlannedColumn, ...]


class CityPlan(Frozen):
    """`city.yml`."""

    name: Text
    zone: Text
    sites: tuple[PlannedSite, ...]
    agencies: tuple[PlannedAgency, ...]


@cache
def city_plan() -> CityPlan:
    """The layout. Raises `pydantic.ValidationError` if the file has another shape."""
    with (CONFIG / "demo" / "city.yml").open(encoding="utf-8") as file:
        return CityPlan.model_validate(YAML(typ="safe").load(file))
