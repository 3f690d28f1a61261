"""A table as CSV, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from publishing.safe_text import spreadsheet_text
from publishing.wording import day_text, moment_text, number


def csv_table(headers: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with BOM (spreadsheets need it for Chinese), CRLF, every text harmless for a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return number(value)
        case datetime():
            return moment_text(value)
        case date():
            return day_text(value)
        case _:
            return spreadsheet_text(str(value))
