"""Take everything out of a warehouse, and put it into another one: exports for analysts, moves between databases."""

from warehouse.moving.fill import fill
from warehouse.moving.folder import export_folder, require_known
from warehouse.moving.sources import ExportSource, Source, WarehouseSource

__all__ = ["ExportSource", "Source", "WarehouseSource", "export_folder", "fill", "require_known"]
