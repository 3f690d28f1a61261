"""An agency and its columns: who owes what, where. `agencies/<code>.yml`."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from schemas.base import Code, Frozen, Text
from schemas.results import Limit


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
Per = Literal["year", "quarter", "month"]
"""A calendar year, quarter or month, in each of which a minimum is owed."""
ColumnPlace = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$", max_length=161)]
"""A column of the register: `<agency>/<column>`, both codes."""


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
    max_age: Limit | None = None
    """The same in another unit, in place of `max_age_days`: `{value: 12, unit: hours}`."""
    min_items: Minimum | None = None
    """Items this column owes in each period; absent: none."""
    min_items_per: Per = "year"
    """The period of `min_items`."""
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
    continues: ColumnPlace | None = None
    """The column, of this agency or another, from which the duty was handed over: its items are this one's past."""
    looked_at: date | None = None
    """On this day a person saw that the address shows this column. What the page called itself up to then counts no
    more: without this a column whose page names another site or column than on earlier nights stays unknown."""

    @model_validator(mode="after")
    def _duty_has_a_length(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(f"the duty begins ({self.from_}) after it ends ({self.until}); swap `from` and `until`")
        return self

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if self.max_age_days and self.max_age:
            raise ValueError("the limit stands twice, as max_age_days and as max_age; keep one of them")
        return self

    @model_validator(mode="after")
    def _a_period_is_of_a_minimum(self) -> Self:
        if self.min_items is None and self.min_items_per != "year":
            raise ValueError("min_items_per says how often min_items is owed, and there is no min_items; add it")
        return self

    @property
    def own_limit(self) -> Limit | None:
        """The column's own limit; `None`: the rule set's for its kind applies."""
        return Limit(value=self.max_age_days) if self.max_age_days else self.max_age

    def in_force(self, day: date) -> bool:
        """The duty exists on `day`, as far as the column says; its agency must exist too: `Agency.columns_on`."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class CategoryMinimum(Frozen):
    """Items the agency owes in one category in each period, over all its columns together."""

    category: Text
    min_items: Minimum
    per: Per = "year"


class FormerName(Frozen):
    """A name the agency had."""

    name: Text
    until: date
    """The last day on which it was called so."""


class AgencyEntry(Frozen):
    """What is said of an agency, but for its code and its class."""

    name: Text
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    """First and last day on which the agency exists, both included; its columns are owed only within."""
    former_names: tuple[FormerName, ...] = ()
    successor: Code | None = None
    """The agency that took over what this one owed, from the day after `until`."""
    grace_until: date | None = None
    columns: tuple[Column, ...]
    minimums: tuple[CategoryMinimum, ...] = ()

    @model_validator(mode="after")
    def _its_time_fits(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(f"it begins ({self.from_}) after it ends ({self.until}); swap `from` and `until`")
        if self.successor and self.until is None:
            raise ValueError(f"{self.successor} succeeds it, but it has no end; write its last day as `until`")
        days = [former.until for former in self.former_names]
        if len(set(days)) < len(days):
            raise ValueError("two former names end on the same day; give each its own last day")
        owed = [(minimum.category, minimum.per) for minimum in self.minimums]
        twice = next((minimum for minimum in owed if owed.count(minimum) > 1), None)
        if twice:
            raise ValueError(f"two minimums for {twice[0]} in each {twice[1]}; keep one of them")
        return self


class AgencyFile(AgencyEntry):
    """What stands in `agencies/<code>.yml`; the code is the file's name."""

    class_: Text = Field(alias="class")
    """单位类别: 部门, 镇街, 垂管单位, 公共企事业单位."""


class Agency(AgencyEntry):
    """An agency with its code."""

    code: Code
    agency_class: Text

    @classmethod
    def from_file(cls, code: str, file: AgencyFile) -> "Agency":
        said = {name: getattr(file, name) for name in AgencyEntry.model_fields if name != "from_"}
        return cls(code=code, agency_class=file.class_, **{"from": file.from_}, **said)

    def exists(self, day: date) -> bool:
        """It is there on `day`."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def name_on(self, day: date) -> str:
        """What it was called on `day`: a former name up to and including its last day, then the next one."""
        later = [former for former in self.former_names if day <= former.until]
        return min(later, key=lambda former: former.until).name if later else self.name

    def columns_on(self, day: date) -> tuple[Column, ...]:
        """The columns whose duty exists on `day`, in their order; none while the agency itself does not exist."""
        return tuple(column for column in self.columns if column.in_force(day)) if self.exists(day) else ()

    def duty(self, column: Column) -> tuple[date | None, date | None]:
        """First and last day on which the agency owes `column`; `None`: without a beginning, or without an end."""
        begins = [day for day in (self.from_, column.from_) if day]
        ends = [day for day in (self.until, column.until) if day]
        return max(begins, default=None), min(ends, default=None)


def registered_columns(agencies: Iterable[Agency], day: date) -> list[tuple[str, str]]:
    """The obligation index of freshness: (agency, column) of every column in force on `day`."""
    return [(agency.code, column.code) for agency in agencies for column in agency.columns_on(day)]
