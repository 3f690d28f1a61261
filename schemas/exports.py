"""What an export of a warehouse says about itself (`manifest.json` beside its files), and what a look at one found."""

from __future__ import annotations

from typing import Literal

from schemas.base import Frozen

ExportFormat = Literal["csv", "parquet"]

MANIFEST = "manifest.json"


class ExportedTable(Frozen):
    """One table or view in one file."""

    file: str
    """Its name in the export's folder."""
    rows: int
    sha256: str
    """SHA-256 of the file, hexadecimal."""


class Export(Frozen):
    """An export: two of the same content are the same byte for byte, whatever database they came from."""

    revision: str
    """The schema's revision; an import takes its own only."""
    format: ExportFormat
    office: str
    """Name of the office; empty where the register was never saved."""
    zone: str
    """IANA name of the office's zone, in which days are counted."""
    tables: dict[str, ExportedTable]
    views: dict[str, ExportedTable]


class Health(Frozen):
    """What a look at a warehouse found."""

    revision: str
    rows: dict[str, int]
    """Of each table; empty where the schema is not this program's."""
    problems: tuple[str, ...]
    """English, each a sentence on what is wrong and what to do; empty: none was found."""
