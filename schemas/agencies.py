"""An agency and its columns: who owes what, where. `agencies/<code>.yml`."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Code, Frozen, Text


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not a web address; write it in full, beginning with http:// or https://")
    if "@" in parts.netloc:
        raise ValueError("an address must not carry a user name or password; write it without them")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Days = Annotated[int, Field(gt=0, le=3660)]
Minimum = Annotated[int, Field(gt=0)]


class Column(Frozen):
    """One column (栏目) of one agency."""

    code: Code
    name: Text
    kind: Text
    """栏目类型, from the closed list of `config/categories.yml`; decides the general freshness limit."""
    category: Text
    """信息类别, from the office's own list."""
    url: WebAddress
    max_age_days: Days | None = None
    """The column's own limit; absent: by kind, from the rule set."""
    min_items: Minimum | None = None
    """Items this column owes in the calendar year; absent: none."""
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    """First and last day of the duty, both included."""
    issuer: Text | None = None
    """发布机构: only items of this issuer count, where several agencies share one address."""
    platform: Code | None = None
    """A file of `config/platforms/`; absent: recognised from the page."""
    rendered: bool = False
    """Only a browser can see the list: each page is drawn by the system's Chromium before it is read."""
    grace_until: date | None = None
    """Up to this day findings about the column take no points."""
    looked_at: date | None = None
    """On this day a person saw that the address shows this column. What the page called itself up to then counts no
    more: without this a column whose page names another site or column than on earlier nights stays unknown."""

    @model_validator(mode="after")
    def _duty_has_a_length(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(f"the duty begins ({self.from_}) after it ends ({self.until}); swap `from` and `until`")
        return self

    def in_force(self, day: date) -> bool:
        """The duty exists on `day`."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class CategoryMinimum(Frozen):
    """Items the agency owes in one category in the calendar year, over all its columns together."""

    category: Text
    min_items: Minimum


class AgencyFile(Frozen):
    """What stands in `agencies/<code>.yml`; the code is the file's name."""

    name: Text
    class_: Text = Field(alias="class")
    """单位类别: 部门, 镇街, 垂管单位, 公共企事业单位."""
    grace_until: date | None = None
    columns: tuple[Column, ...]
    minimums: tuple[CategoryMinimum, ...] = ()


class Agency(Frozen):
    """An agency with its code."""

    code: Code
    name: Text
    agency_class: Text
    grace_until: date | None = None
    columns: tuple[Column, ...]
    minimums: tuple[CategoryMinimum, ...] = ()

    @classmethod
    def from_file(cls, code: str, file: AgencyFile) -> "Agency":
        return cls(
            code=code,
            name=file.name,
            agency_class=file.class_,
            grace_until=file.grace_until,
            columns=file.columns,
            minimums=file.minimums,
        )


def registered_columns(agencies: Iterable[Agency], day: date) -> list[tuple[str, str]]:
    """The obligation index of freshness: (agency, column) of every column in force on `day`."""
    return [(agency.code, column.code) for agency in agencies for column in agency.columns if column.in_force(day)]


def registered_counts(agencies: Iterable[Agency], day: date) -> list[tuple[str, str, str | None]]:
    """The obligation index of counts: (agency, category, column) for every category an agency has columns or a minimum
    in, and for every column in force on `day` with a minimum of its own; `column` is `None` for a category's row."""
    index: list[tuple[str, str, str | None]] = []
    for agency in agencies:
        in_force = [column for column in agency.columns if column.in_force(day)]
        categories = [column.category for column in in_force] + [minimum.category for minimum in agency.minimums]
        index += [(agency.code, category, None) for category in dict.fromkeys(categories)]
        index += [(agency.code, column.category, column.code) for column in in_force if column.min_items is not None]
    return index
