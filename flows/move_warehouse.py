"""Take an office's warehouse out of its database, or fill the one that `office.yml` names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.errors import FolderNotWritable
from schemas.exports import Export, ExportFormat
from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import load_office
from scorecards.measures import PARAMS
from warehouse.connect import Warehouse, open_warehouse
from warehouse.moving import ExportSource, WarehouseSource, export_folder, fill, require_known


@contextmanager
def opened(folder: Path, *, create: bool = True, upgrade: bool = True) -> Iterator[Warehouse]:
    """The warehouse of an office; see `open_warehouse`."""
    address = load_office(folder, measures=PARAMS).warehouse_url()
    with open_warehouse(address, create=create, upgrade=upgrade) as w:
        yield w


def export_office(
    folder: Path,
    out: Path,
    *,
    file_format: ExportFormat,
    only: Sequence[str],
    force: bool,
) -> Export:
    """Everything, or `only` these tables and views. Raises `WarehouseError`, `FolderNotWritable`, `ConfigError`."""
    try:
        require_known(only)
    except ValueError as error:
        mistake = Mistake(file=Path("--tables"), message=str(error), remedy="separate names by commas")
        raise ConfigError([mistake]) from None
    try:
        with opened(folder, create=False) as w:
            return export_folder(w, out, file_format=file_format, only=only, force=force)
    except OSError as error:
        raise FolderNotWritable(f"{out} cannot be written: {error.strerror}; check its rights, the disk") from error


def import_export(folder: Path, source: Path) -> dict[str, int]:
    """Rows by table. Raises `WarehouseError`; nothing was written then."""
    found = ExportSource(source)
    with opened(folder) as w:
        return fill(w, found)


def import_warehouse(folder: Path, address: str) -> dict[str, int]:
    """The same from another warehouse, whose schema is brought up to date first."""
    with (
        open_warehouse(address, folder=folder, create=False) as other,
        WarehouseSource.of(other) as found,
        opened(folder) as w,
    ):
        return fill(w, found)
