"""Everything goes out of a warehouse and into another one, whichever databases they are, and nothing is lost."""

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import FromClause, update

from schemas.exports import ExportFormat
from tests.warehouse.world import AS_OF, agency, column, entry, failed, later, night_of, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.errors import NotEmpty, UnusableExport
from warehouse.health import look_at
from warehouse.moving import ExportSource, WarehouseSource, export_folder, fill, folder
from warehouse.save import begin_night, finish_night, save_visit, save_visits
from warehouse.tables import items

FORMATS: tuple[ExportFormat, ...] = ("csv", "parquet")
ODD = ("=1+1", "'quoted'", '第"三"条,\r\n分行', "@x", " 空 ", "\t", "-", "𠮷😀", "NULL", "\\N", "")


def lived_in(w: Warehouse) -> None:
    """An agency with a column, and a night that saw texts of all kinds."""
    night = night_of(w, [agency("slj", column(), column("tzgg"))])
    shown = [entry(number) for number in range(len(ODD))]
    save_visit(w, night, visit(*shown, entry(90, None), entry(91, date(1, 1, 1)), fetched=3))
    save_visit(w, night, visit(entry(1, title="改名"), at=later(5), column="tzgg", seconds=0.1))
    with w.write() as connection:
        for number, text in enumerate(ODD):
            one = (items.c.url == entry(number).url) & (items.c.title == entry(number).title)
            connection.execute(update(items).where(one).values(title=text, issuer=text))


@pytest.fixture
def other(tmp_path: Path, sqlite_template: Path) -> Iterator[Warehouse]:
    """A second warehouse, in a file."""
    shutil.copyfile(sqlite_template, tmp_path / "other.sqlite")
    with open_warehouse(f"sqlite:///{tmp_path / 'other.sqlite'}") as opened:
        yield opened


def files(where: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in where.iterdir()}


def test_the_same_nights_make_the_same_export_on_either_database(
    warehouse: Warehouse, other: Warehouse, tmp_path: Path
) -> None:
    for name, w in (("a", warehouse), ("b", other)):
        lived_in(w)
        for days in (1, 2):
            now = later(days * 1440)
            night = begin_night(w, as_of=AS_OF + timedelta(days=days), run_id=f"n{days}", now=now)
            shown = [entry(number) for number in range(days, 5 + days)]
            saw = visit(*shown, entry(200 + days), at=now, fetched=6)
            save_visits(w, night, [(saw, ()), (saw, ()), (failed(column="tzgg", at=now), ())])
            finish_night(w, night, state="done", now=now)
        export_folder(w, tmp_path / name, file_format="csv")
    one, two = files(tmp_path / "a"), files(tmp_path / "b")
    assert [name for name in one if one[name] != two[name]] == []


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_export_fills_a_warehouse_that_exports_the_same(
    warehouse: Warehouse, other: Warehouse, tmp_path: Path, file_format: ExportFormat
) -> None:
    lived_in(warehouse)
    export_folder(warehouse, tmp_path / "a", file_format=file_format)
    rows = fill(other, ExportSource(tmp_path / "a"))
    export_folder(other, tmp_path / "b", file_format=file_format)
    assert rows["items"] == len(ODD) + 3
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_warehouse_fills_another_which_goes_on_from_there(
    warehouse: Warehouse, other: Warehouse, tmp_path: Path
) -> None:
    lived_in(other)
    with WarehouseSource.of(other) as found:
        fill(warehouse, found)
    assert look_at(warehouse).problems == ()
    assert look_at(warehouse).rows == look_at(other).rows
    for number, w in enumerate((other, warehouse)):
        night = night_of(w, [agency("slj", column(), column("tzgg"))], run="r2")
        save_visit(w, night, visit(entry(300), at=later(60)))
        export_folder(w, tmp_path / str(number), file_format="csv")
    assert files(tmp_path / "0") == files(tmp_path / "1")
    assert "第300条".encode() in files(tmp_path / "1")["items.csv"]


def test_an_import_into_a_warehouse_with_rows_is_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    lived_in(warehouse)
    export_folder(warehouse, tmp_path / "a", file_format="csv")
    with pytest.raises(NotEmpty, match="is not empty"):
        fill(warehouse, ExportSource(tmp_path / "a"))


def test_an_export_that_was_touched_is_refused(other: Warehouse, tmp_path: Path) -> None:
    lived_in(other)
    export_folder(other, tmp_path / "a", file_format="csv")
    file = tmp_path / "a" / "items.csv"
    file.write_bytes(file.read_bytes().replace("改名".encode(), "更名".encode()))
    with pytest.raises(UnusableExport, match=r"items\.csv is not as it was written"):
        ExportSource(tmp_path / "a")
    file.unlink()
    with pytest.raises(UnusableExport, match=r"lacks its file items\.csv"):
        ExportSource(tmp_path / "a")


def test_an_export_of_some_tables_or_of_another_schema_is_refused(other: Warehouse, tmp_path: Path) -> None:
    export_folder(other, tmp_path / "a", file_format="csv", only=["items"])
    with pytest.raises(UnusableExport, match="lacks tables"):
        ExportSource(tmp_path / "a")
    manifest = tmp_path / "a" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"revision": "0001"}))
    with pytest.raises(UnusableExport, match="revision 0001"):
        ExportSource(tmp_path / "a")
    manifest.write_text("{}")
    with pytest.raises(UnusableExport, match="not what an export writes"):
        ExportSource(tmp_path / "a")
    with pytest.raises(UnusableExport, match="cannot be read"):
        ExportSource(tmp_path)


class _BreaksOff(WarehouseSource):
    def rows(self, table: FromClause, order: Sequence[str] = ()) -> Iterator[list[list[Any]]]:
        yield from super().rows(table, order)
        if table is items:
            raise ConnectionError("the source went away")


def test_an_import_that_breaks_off_leaves_nothing_behind(warehouse: Warehouse, other: Warehouse) -> None:
    lived_in(other)
    with other.read() as connection, pytest.raises(ConnectionError):
        fill(warehouse, _BreaksOff(connection, name="other"))
    assert sum(look_at(warehouse).rows.values()) == 0


def test_an_export_that_breaks_off_leaves_the_earlier_one(
    other: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(other)
    out = tmp_path / "a"
    export_folder(other, out, file_format="csv")
    before = files(out)
    with pytest.raises(NotEmpty, match="folder is not empty"):
        export_folder(other, out, file_format="csv")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "read_me", full)
    with pytest.raises(OSError, match="No space"):
        export_folder(other, out, file_format="csv", force=True)
    assert files(out) == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("a")] == ["a"]
    monkeypatch.undo()
    export_folder(other, out, file_format="parquet", force=True)
    assert "items.parquet" in files(out)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("…")
    with pytest.raises(NotEmpty):
        export_folder(other, tmp_path / "mine", file_format="csv", force=True)
