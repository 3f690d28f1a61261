"""What one row of an office's own register says, who stands for it, and up to which day it is told.

A row proves nothing about the days after its `stated_on`: an application without an answer in a register of March may
have been answered in April.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from schemas.agencies import WebAddress
from schemas.base import Code, Frozen, Text
from schemas.results import Evidence

Row = TypeVar("Row", bound="RegisterEntry")
WorkingDayCount = Annotated[int, Field(ge=1, le=250)]


def _yes_or_no(cell: Any) -> Any:
    return {"是": True, "有效": True, "否": False, "无效": False}.get(cell, cell)


class RegisterEntry(Frozen):
    """One row. The Chinese header of each field is its title, the English one its name."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # a workbook keeps the number 1001 as a number

    KEY: ClassVar[str]
    """The field that names the row within its agency."""
    ORDER: ClassVar[Sequence[tuple[str, str]]] = ()
    """Fields of which the second cannot be earlier than the first."""

    file: str
    """Relative to the office folder."""
    row: int
    """The header is row 1."""
    sha256: str
    """Of the file."""
    agency: Code = Field(title="单位代码")
    stated_on: date = Field(title="截至日期")
    """Up to the end of this day the row is complete."""
    issued_by: Text = Field(title="提供人")
    """Who stands for it."""

    @property
    def key(self) -> str:
        """Its number or name, unique in the agency's register."""
        return str(getattr(self, self.KEY))

    def evidence(self) -> Evidence:
        """The row, with who issued it and the file's SHA-256."""
        return Evidence(url=f"{self.file}#{self.row}", sha256=self.sha256, issued_by=self.issued_by)

    def told(self, moment: date | None, day: date) -> date | None:
        """A day of the row as it could be known on `day`: what happened later is not seen."""
        return moment if moment is not None and moment <= day else None

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        wrong = list(self._out_of_order())
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _out_of_order(self) -> Iterator[str]:
        titles = {name: field.title or name for name, field in type(self).model_fields.items()}
        for early, late in self.ORDER:
            first, second = getattr(self, early), getattr(self, late)
            if second is not None and first is None:
                yield f"{titles[late]} is given without {titles[early]}"
            elif second is not None and second < first:
                yield f"{titles[late]} {second} is earlier than {titles[early]} {first}"
        for name in {name for pair in self.ORDER for name in pair}:
            moment = getattr(self, name)
            if moment is not None and moment > self.stated_on:
                yield f"{titles[name]} {moment} is later than {titles['stated_on']} {self.stated_on}"


class Application(RegisterEntry):
    """One application for information (依申请公开)."""

    KEY = "number"
    ORDER = (
        ("received_on", "correction_asked_on"),
        ("correction_asked_on", "corrected_on"),
        ("received_on", "third_party_asked_on"),
        ("third_party_asked_on", "third_party_answered_on"),
        ("received_on", "extended_on"),
        ("received_on", "replied_on"),
        ("received_on", "withdrawn_on"),
    )

    number: Text = Field(title="申请编号")
    received_on: date = Field(title="收到日期")
    correction_asked_on: date | None = Field(default=None, title="补正通知日期")
    corrected_on: date | None = Field(default=None, title="补正收到日期")
    third_party_asked_on: date | None = Field(default=None, title="征求意见日期")
    third_party_answered_on: date | None = Field(default=None, title="意见收到日期")
    extended_on: date | None = Field(default=None, title="延期告知日期")
    extended_by: WorkingDayCount | None = Field(default=None, title="延长工作日")
    """Absent: as many as the law allows."""
    replied_on: date | None = Field(default=None, title="答复日期")
    withdrawn_on: date | None = Field(default=None, title="撤回日期")


class Message(RegisterEntry):
    """One message of a citizen in a column for advice or letters (留言、咨询)."""

    KEY = "number"
    ORDER = (("received_on", "replied_on"),)

    number: Text = Field(title="留言编号")
    received_on: date = Field(title="留言日期")
    replied_on: date | None = Field(default=None, title="答复日期")
    valid: Annotated[bool, BeforeValidator(_yes_or_no)] = Field(default=True, title="有效")
    """有效留言: one that asks for an answer."""
    column: Code | None = Field(default=None, title="栏目代码")
    url: WebAddress | None = Field(default=None, title="网址")


class Problem(RegisterEntry):
    """One problem that an agency was notified of (问题清单, 整改)."""

    KEY = "number"
    ORDER = (("notified_on", "rectified_on"),)

    number: Text = Field(title="问题编号")
    description: Text = Field(title="问题描述")
    notified_on: date = Field(title="通知日期")
    days: WorkingDayCount | None = Field(default=None, title="整改工作日")
    """The circular's own term in working days."""
    due_on: date | None = Field(default=None, title="整改期限")
    """The circular's own last day; stands before `days`."""
    rectified_on: date | None = Field(default=None, title="整改完成日期")
    circular: Text | None = Field(default=None, title="通报文号")
    url: WebAddress | None = Field(default=None, title="网址")

    def _out_of_order(self) -> Iterator[str]:
        yield from super()._out_of_order()
        if self.due_on is not None and self.due_on < self.notified_on:
            yield f"整改期限 {self.due_on} is earlier than 通知日期 {self.notified_on}"


class LastPost(RegisterEntry):
    """What somebody saw of one account (政务新媒体) on one day; several rows tell several looks."""

    KEY = "account"
    ORDER = (("last_post_on", "stated_on"),)

    stated_on: date = Field(title="检查日期")
    account: Text = Field(title="账号名称")
    platform: Text | None = Field(default=None, title="平台")
    last_post_on: date = Field(title="最近发布日期")
    column: Code | None = Field(default=None, title="栏目代码")
    """The agency's column that watches the same account, if there is one: what the column shows goes before."""
    url: WebAddress | None = Field(default=None, title="网址")


RegisterName = Literal["applications", "messages", "problems", "accounts"]


class Nothing(RegisterEntry):
    """A row whose number is 无: up to its day the agency has nothing to report in this register."""

    KEY = "about"

    about: RegisterName


class Registers(Frozen):
    """The office's own registers. `None`: there is no such register, which is not the same as one without rows."""

    applications: tuple[Application, ...] | None = None
    messages: tuple[Message, ...] | None = None
    problems: tuple[Problem, ...] | None = None
    accounts: tuple[LastPost, ...] | None = None
    nothing: tuple[Nothing, ...] = ()

    def of(self, agency: str) -> "Registers":
        """The rows of one agency."""
        return Registers(
            applications=_own(self.applications, agency),
            messages=_own(self.messages, agency),
            problems=_own(self.problems, agency),
            accounts=_own(self.accounts, agency),
            nothing=_own(self.nothing, agency) or (),
        )

    def says_nothing(self, register: RegisterName, day: date) -> Nothing | None:
        """The latest row that says on or before `day` that there is nothing to report."""
        said = [row for row in self.nothing if row.about == register and row.stated_on <= day]
        return max(said, key=lambda row: row.stated_on, default=None)


def _own(rows: tuple[Row, ...] | None, agency: str) -> tuple[Row, ...] | None:
    return None if rows is None else tuple(row for row in rows if row.agency == agency)
