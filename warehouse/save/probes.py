"""Save one round of reachability probes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from schemas.probes import Probe
from warehouse.connect import Warehouse
from warehouse.save.storable import storable
from warehouse.save.upsert import upsert
from warehouse.tables import probes as probe_table
from warehouse.tables import sites


def save_probes(w: Warehouse, probes: Sequence[Probe], *, round_at: datetime) -> None:
    """Keep the probes of the round that began at `round_at`; of one site and round the first one stays.

    A site that the warehouse does not know yet is added; the register, which a night may be working by, stays as it is.
    """
    with w.write() as connection:
        new = [{"host": probe.host, "home": probe.url, "registered_at": round_at} for probe in probes]
        upsert(connection, sites, new, key=("host",), update={})
        ids = {row.host: row.id for row in connection.execute(select(sites.c.host, sites.c.id))}
        rows = [_row(probe, site_id=ids[probe.host], round_at=round_at) for probe in probes]
        upsert(connection, probe_table, rows, key=("site_id", "round_at"), update={})


def _row(probe: Probe, *, site_id: int, round_at: datetime) -> dict[str, Any]:
    return {
        "site_id": site_id,
        "round_at": round_at,
        "probed_at": probe.probed_at,
        "url": storable(probe.url),
        "outcome": probe.outcome,
        "status": probe.status,
        "seconds": probe.seconds,
        "reason": storable(probe.reason),
        "sha256": probe.evidence.sha256 if probe.evidence else None,
        "record": probe.evidence.record if probe.evidence else None,
    }
