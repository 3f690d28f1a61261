"""Write a warehouse into a folder, whole or not at all: a file a table and view, what each column means, a manifest."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import FromClause

from schemas.exports import MANIFEST, Export, ExportedTable, ExportFormat
from warehouse.connect import Warehouse
from warehouse.dictionary import dictionary_csv, read_me
from warehouse.errors import NotEmpty
from warehouse.kinds import Field, fields_of
from warehouse.moving.parquet import write_lines, write_parquet
from warehouse.moving.sources import WarehouseSource, digest_of
from warehouse.moving.values import Written
from warehouse.schema import HEAD
from warehouse.tables import metadata, office
from warehouse.views import VIEWS


def export_folder(
    w: Warehouse,
    out: Path,
    *,
    file_format: ExportFormat,
    only: Sequence[str] = (),
    force: bool = False,
) -> Export:
    """Everything of one moment, into a folder that must not be there yet, or be empty.

    `only`: names of tables and views, unknown ones raise `ValueError`; such an export cannot be imported. `force`:
    replace an earlier export. Raises `NotEmpty` for any other folder with something in it, and `OSError`.
    """
    require_known(only)
    relations = {name: relation for name, relation in _relations().items() if not only or name in only}
    with _whole(out, force=force) as folder, WarehouseSource.of(w) as source:
        written: dict[str, ExportedTable] = {}
        for name, (relation, fields, order) in relations.items():
            rows = source.rows(relation, order)
            written[name] = _write(rows, fields, folder / f"{name}.{file_format}", file_format=file_format)
        named = next((row for batch in source.rows(office) for row in batch), None)
        said = dict(zip(office.columns.keys(), named, strict=True)) if named else {}
        export = Export(
            revision=HEAD,
            format=file_format,
            office=said.get("name", ""),
            zone=said.get("zone", ""),
            tables={name: table for name, table in written.items() if name in metadata.tables},
            views={name: table for name, table in written.items() if name not in metadata.tables},
        )
        (folder / "dictionary.csv").write_text(dictionary_csv(list(written)), encoding="utf-8-sig", newline="")
        (folder / "README.md").write_text(read_me(export), encoding="utf-8")
        (folder / MANIFEST).write_text(export.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return export


def require_known(names: Sequence[str]) -> None:
    """Raises `ValueError` for a name that no table or view has."""
    relations = _relations()
    if unknown := sorted(set(names) - set(relations)):
        raise ValueError(f"no table or view is called {', '.join(unknown)}; there are {', '.join(relations)}")


def _relations() -> dict[str, tuple[FromClause, tuple[Field, ...], Sequence[str]]]:
    tables = {table.name: (table, fields_of(table.columns), ()) for table in metadata.sorted_tables}
    return {**tables, **{view.name: (view.table, view.fields, view.order) for view in VIEWS}}


def _write(
    rows: Iterator[list[list[object]]],
    fields: Sequence[Field],
    file: Path,
    *,
    file_format: ExportFormat,
) -> ExportedTable:
    if file_format == "csv":
        with file.open("wb") as out:
            written = Written(fields, out)
            written.header()
            for batch in rows:
                written.add(batch)
        count, sha256 = written.digest
        return ExportedTable(file=file.name, rows=count, sha256=sha256)
    lines = file.with_name(file.name + ".lines")
    count = 0
    with lines.open("w", encoding="utf-8") as out:
        for batch in rows:
            write_lines(fields, batch, out)
            count += len(batch)
    write_parquet(fields, lines, file)
    lines.unlink()
    return ExportedTable(file=file.name, rows=count, sha256=digest_of(file))


@contextmanager
def _whole(out: Path, *, force: bool) -> Iterator[Path]:
    """A folder beside `out` that takes its place when the block ends well, and is gone otherwise."""
    _require_free(out, force=force)
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_name(out.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
        shutil.rmtree(out, ignore_errors=True)
        new.replace(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _require_free(out: Path, *, force: bool) -> None:
    if out.is_dir() and any(out.iterdir()) and not (force and (out / MANIFEST).is_file()):
        raise NotEmpty(str(out), "the folder is not empty")
