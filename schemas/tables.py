"""A table a person keeps, CSV or XLSX, as rows of cells."""

import csv
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.mistakes import ConfigError, Mistake


def read_table(path: Path) -> list[list[Any]]:
    """All rows of a CSV file, or of an XLSX file's first sheet. Raises `ConfigError` if it is neither."""
    return _read_xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _read_csv(path)


def cell_value(cell: Any) -> Any:
    """A cell's value: blanks are absent, Excel's dates are dates, 2026/1/5 is a date, whole floats are whole."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str):
        day = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", cell.strip())
        return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else cell.strip() or None
    return cell


def _read_csv(path: Path) -> list[list[Any]]:
    raw = _bytes(path)
    # Excel on Chinese Windows saves CSV as GBK; everything else writes UTF-8, with or without a BOM.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            raise _wrong_file(
                path, f"the file is no table: {error}", "save it again as CSV UTF-8, or as XLSX"
            ) from None
    raise _wrong_file(path, "the file is neither UTF-8 nor GBK text", "save it again as CSV UTF-8, or as XLSX")


def _read_xlsx(path: Path) -> list[list[Any]]:
    # A crawl loads this module too, and has no use for the 40 MB of openpyxl and what it imports.
    import openpyxl  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    raw = _bytes(path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, SyntaxError, LookupError, ValueError, OSError) as error:
        # SyntaxError: the base of XML's ParseError
        raise _wrong_file(path, f"the file is no workbook: {error}", "save it again as XLSX, or as CSV UTF-8") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _wrong_file(path, "there is no such file", "check the path") from None
    except OSError as error:
        raise _wrong_file(path, f"cannot be read: {error.strerror}", "check the path and its rights") from None


def _wrong_file(path: Path, message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=path, message=message, remedy=remedy)])
