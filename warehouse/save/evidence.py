"""Remember which evidence was removed, and by which rule."""

from datetime import datetime

from sqlalchemy import insert

from warehouse.connect import Warehouse
from warehouse.tables import evidence_removals


def save_removal(w: Warehouse, *, file: str, size: int, records: int, rule: str, removed_at: datetime) -> None:
    """Log one file (its path below `var/`), before it is removed: nothing goes without a word. `size` in bytes."""
    with w.write() as connection:
        row = {"file": file, "bytes": size, "records": records, "rule": rule, "removed_at": removed_at}
        connection.execute(insert(evidence_removals).values(row))
