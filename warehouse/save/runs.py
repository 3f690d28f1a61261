"""Begin and finish nights, and keep account of every run that worked on one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update

from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError
from warehouse.nights import CRAWLING, NIGHT_COLUMNS, Night, Outcome, as_night
from warehouse.save.clock import require_forward
from warehouse.save.upsert import upsert
from warehouse.tables import nights, office, runs


def begin_night(w: Warehouse, *, as_of: datetime, run_id: str, now: datetime, command: str = "nightly") -> Night:
    """The night of this monitoring point, begun or taken up again, with this run on record.

    The same `as_of` (in whatever zone it is written) is the same night: what it has seen stays, its first start stays.
    Raises `ClockWentBack`, if its run is to visit columns.
    """
    with w.write() as connection:
        if command in CRAWLING:
            require_forward(connection, w.name, now)
        row = _night(connection, as_of)
        if row is None:
            connection.execute(
                insert(nights).values(
                    as_of=as_of,
                    day=_day(connection, as_of),
                    run_id=run_id,
                    started_at=now,
                    finished_at=None,
                    state="running",
                )
            )
        else:
            connection.execute(
                update(nights).where(nights.c.id == row.id).values(run_id=run_id, state="running", finished_at=None)
            )
        row = _night(connection, as_of)
        if row is None:
            raise WarehouseError(w.name, f"the night of {as_of.isoformat()} was saved and cannot be found")
        _save_run(connection, night_id=row.id, run_id=run_id, command=command, now=now)
        return as_night(row)


def finish_night(w: Warehouse, night: Night, *, state: Outcome, now: datetime) -> Night:
    """Close the night and its current run."""
    with w.write() as connection:
        connection.execute(update(nights).where(nights.c.id == night.id).values(state=state, finished_at=now))
        _finish_run(connection, run_id=night.run_id, outcome=state, now=now)
    return Night(
        id=night.id,
        as_of=night.as_of,
        run_id=night.run_id,
        started_at=night.started_at,
        finished_at=now,
        state=state,
    )


def begin_run(w: Warehouse, *, run_id: str, command: str, now: datetime, night: Night | None = None) -> None:
    """Put a single stage (`score`, `publish`, …) on record."""
    with w.write() as connection:
        _save_run(connection, night_id=night.id if night else None, run_id=run_id, command=command, now=now)


def finish_run(w: Warehouse, *, run_id: str, outcome: Outcome, now: datetime) -> None:
    """Close a run that `begin_run` opened."""
    with w.write() as connection:
        _finish_run(connection, run_id=run_id, outcome=outcome, now=now)


def _night(
    connection: Connection, as_of: datetime
) -> Row[tuple[int, datetime, str, datetime, datetime | None, str]] | None:
    return connection.execute(select(*NIGHT_COLUMNS).where(nights.c.as_of == as_of)).first()


def _day(connection: Connection, as_of: datetime) -> date | None:
    zone = connection.execute(select(office.c.zone)).scalar()
    return as_of.astimezone(ZoneInfo(zone)).date() if zone else None


def _save_run(connection: Connection, *, night_id: int | None, run_id: str, command: str, now: datetime) -> None:
    row = {"run_id": run_id, "night_id": night_id, "command": command, "started_at": now}
    upsert(connection, runs, [row], key=("run_id",), update={"night_id": night_id, "finished_at": None})


def _finish_run(connection: Connection, *, run_id: str, outcome: Outcome, now: datetime) -> None:
    connection.execute(update(runs).where(runs.c.run_id == run_id).values(outcome=outcome, finished_at=now))
