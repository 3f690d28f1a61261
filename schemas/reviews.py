"""What people decided, from the CSV and XLSX files in an office's `reviews/`. Files are read, never written over."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from schemas.base import Code, Frozen, Text
from schemas.mistakes import ConfigError, Mistake
from schemas.tables import cell_value, read_table

HEADERS = {
    "单位代码": "agency",
    "事项编号": "obligation",
    "结论": "verdict",
    "理由": "reason",
    "依据": "reference",
    "审核人": "reviewer",
    "日期": "decided_on",
}
VERDICTS = {"完成": "met", "未完成": "unmet", "免除": "waived"}


class Answer(Frozen):
    """A person's answer about one obligation of one agency; the latest by date counts."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # a workbook keeps the code 1001 as a number

    agency: Code
    obligation: Text
    """An obligation that asks a person; or the id of one line that waits for one (`blank/zcjd`)."""
    verdict: Literal["met", "unmet", "waived"]
    reason: Text
    reference: Text | None = None
    """What the decision rests on: an address or a document's number. An `unmet` needs one."""
    reviewer: Text
    decided_on: Annotated[date, Field()]

    @model_validator(mode="after")
    def _no_accusation_without_reference(self) -> Self:
        if self.verdict == "unmet" and self.reference is None:
            raise ValueError("未完成 needs its 依据: an address or document that others can check")
        return self


def read_answers(
    folder: Path, *, agencies: Collection[str] | None = None, obligations: Collection[str] | None = None
) -> tuple[Answer, ...]:
    """All answers in the folder's files, in the order of their dates.

    An answer about an agency or obligation that is not among those given would silently wait for ever: it is a
    mistake. Raises `ConfigError` naming every mistake with its file and row.
    """
    mistakes: list[Mistake] = []
    answers = []
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.xlsx")]):
        if path.name.startswith(("~$", ".")):  # Excel's lock file beside an open workbook
            continue
        table = read_table(path)
        names = [HEADERS.get(str(cell or "").strip(), str(cell or "").strip()) for cell in (table[0] if table else [])]
        unknown = [name for name in names if name and name not in HEADERS.values()]
        missing = [title for title, name in HEADERS.items() if name not in names and name != "reference"]
        if unknown or missing:
            mistakes.append(
                Mistake(
                    file=path,
                    line=1,
                    message=f"the header is not that of an answers file (unknown: {unknown}; missing: {missing})",
                    remedy=f"write the header {','.join(HEADERS)}",
                )
            )
            continue
        for number, cells in enumerate(table[1:], start=2):
            values = {n: v for n, c in zip(names, cells, strict=False) if n and (v := cell_value(c)) is not None}
            if not values:
                continue
            values["verdict"] = VERDICTS.get(str(values.get("verdict")), values.get("verdict"))
            answer = _answer(path, number, values, mistakes)
            if answer:
                answers.append(answer)
                mistakes.extend(_unknown(path, number, answer.agency, agencies, "单位代码"))
                mistakes.extend(_unknown(path, number, answer.obligation.split("/")[0], obligations, "事项编号"))
    if mistakes:
        raise ConfigError(mistakes)
    return tuple(sorted(answers, key=lambda answer: answer.decided_on))


def _unknown(path: Path, number: int, code: str, known: Collection[str] | None, title: str) -> Iterator[Mistake]:
    if known is not None and code not in known:
        remedy = f"write one of: {', '.join(known)}" if len(known) <= 20 else "write a code of the office's files"
        yield Mistake(file=path, line=number, message=f"{title} {code!r} is not known", remedy=remedy)


def _answer(path: Path, number: int, values: dict[str, Any], mistakes: list[Mistake]) -> Answer | None:
    try:
        return Answer.model_validate(values)
    except ValidationError as error:
        titles = {name: title for title, name in HEADERS.items()}
        for detail in error.errors():
            name = str(detail["loc"][0]) if detail["loc"] else ""
            message = "is empty" if detail["type"] == "missing" else detail["msg"].removeprefix("Value error, ")
            remedy = f"write one of: {', '.join(VERDICTS)}" if name == "verdict" else "fill or correct the cell"
            mistakes.append(
                Mistake(file=path, line=number, message=f"{titles.get(name, '')} {message}".strip(), remedy=remedy)
            )
        return None
