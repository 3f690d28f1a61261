"""Bring the register into the warehouse: who owes what, where. What vanished from it is marked, never deleted."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from schemas.agencies import Agency
from schemas.office import Office
from warehouse.connect import Warehouse
from warehouse.save.register_versions import save_versions
from warehouse.save.upsert import excluded, upsert
from warehouse.tables import agencies as agency_table
from warehouse.tables import agency_sites, columns, sites
from warehouse.tables import office as office_table


def save_register(w: Warehouse, office: Office, agencies: Sequence[Agency], *, now: datetime) -> None:
    """Make the warehouse's register equal to `agencies`.

    Agencies are matched by code, columns by agency and code. An agency or column that is no longer listed gets
    `retired_at = now`; one that comes back loses it and keeps its id, its items and its history. `updated_at` moves
    only when an attribute really changed. Each entry that changed, came, went or returned is kept as it stands now,
    beside what it was before: `facts.register_at` gives the register back as of any moment.

    The register of the last time costs one look: on nearly every night it is that.
    """
    saying = _digest(office, agencies)
    with w.write() as connection:
        if connection.execute(select(office_table.c.register_sha256)).scalar() == saying:
            return
        _save_office(connection, office, now)
        _synchronise(
            connection,
            agency_table,
            wanted={
                (a.code,): {"name": a.name, "agency_class": a.agency_class, "grace_until": a.grace_until}
                for a in agencies
            },
            key=("code",),
            now=now,
        )
        agency_ids = _ids(connection, agency_table, "code")
        site_ids = _save_sites(connection, office, agencies, now)
        _synchronise(
            connection,
            columns,
            wanted={
                (agency_ids[agency.code], column.code): {
                    "site_id": site_ids[host_of(column.url)],
                    "name": column.name,
                    "kind": column.kind,
                    "category": column.category,
                    "url": column.url,
                    "issuer": column.issuer,
                    "platform": column.platform,
                    "max_age_days": column.max_age_days,
                    "min_items": column.min_items,
                    "valid_from": agency.duty(column)[0],
                    "valid_to": agency.duty(column)[1],
                    "grace_until": column.grace_until,
                }
                for agency in agencies
                for column in agency.columns
            },
            key=("agency_id", "code"),
            now=now,
        )
        save_versions(connection, agencies, now=now)
        _link_sites(connection, office, agencies, agency_ids, site_ids)
        connection.execute(update(office_table).values(register_sha256=saying))


def _digest(office: Office, agencies: Sequence[Agency]) -> str:
    """SHA-256 of all that is saved here, and of the program: another one may save more of the same register."""
    digest = hashlib.sha256(f"{version('gongkai')}\n{office.name}\n{office.zone}\n".encode())
    for entry in (*office.sites, *agencies):
        digest.update(entry.model_dump_json().encode() + b"\n")
    return digest.hexdigest()


@lru_cache(65_536)
def host_of(url: str) -> str:
    """The server an address stands on: host, or host:port where the port is not the scheme's own."""
    parts = urlsplit(url)
    own = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.hostname}:{parts.port}" if parts.port and parts.port != own else str(parts.hostname)


def _save_office(connection: Connection, office: Office, now: datetime) -> None:
    wanted = {"name": office.name, "zone": office.zone}
    known = connection.execute(select(office_table.c.name, office_table.c.zone)).mappings().first()
    if known is None or dict(known) != wanted:
        upsert(connection, office_table, [{"id": 1, **wanted, "updated_at": now}], key=("id",))


def _save_sites(connection: Connection, office: Office, agencies: Sequence[Agency], now: datetime) -> dict[str, int]:
    homes = {
        host_of(column.url): f"{urlsplit(column.url).scheme}://{host_of(column.url)}/"
        for agency in agencies
        for column in agency.columns
    }
    homes |= {site.host: site.home for site in office.sites}
    rows = [{"host": host, "home": home, "registered_at": now} for host, home in homes.items()]
    known = {row.host: row.home for row in connection.execute(select(sites.c.host, sites.c.home))}
    upsert(
        connection,
        sites,
        [row for row in rows if known.get(str(row["host"])) != row["home"]],
        key=("host",),
        update={"home": excluded(connection, sites)["home"]},
    )
    return _ids(connection, sites, "host")


def _link_sites(
    connection: Connection,
    office: Office,
    agencies: Iterable[Agency],
    agency_ids: Mapping[str, int],
    site_ids: Mapping[str, int],
) -> None:
    named = {
        (agency_ids[code], site_ids[site.host]) for site in office.sites for code in site.agencies if code in agency_ids
    }
    used = {(agency_ids[a.code], site_ids[host_of(column.url)]) for a in agencies for column in a.columns}
    wanted = named | used
    known = {(row.agency_id, row.site_id) for row in connection.execute(select(agency_sites))}
    if wanted == known:
        return
    connection.execute(delete(agency_sites))
    if wanted:
        connection.execute(insert(agency_sites), [{"agency_id": a, "site_id": s} for a, s in sorted(wanted)])


def _synchronise(
    connection: Connection,
    table: Table,
    *,
    wanted: Mapping[tuple[Any, ...], dict[str, Any]],
    key: tuple[str, ...],
    now: datetime,
) -> None:
    """Insert what is new, update what differs, retire what is gone, bring back what returned."""
    known = {tuple(row[name] for name in key): row for row in connection.execute(select(table)).mappings()}
    new = [
        dict(zip(key, code, strict=True)) | values | {"registered_at": now, "updated_at": now}
        for code, values in wanted.items()
        if code not in known
    ]
    if new:
        connection.execute(insert(table), new)
    for code, values in wanted.items():
        row = known.get(code)
        if row is not None and (row["retired_at"] or any(row[name] != value for name, value in values.items())):
            connection.execute(
                update(table).where(table.c.id == row["id"]).values(**values, updated_at=now, retired_at=None)
            )
    gone = [{"of_id": row["id"]} for code, row in known.items() if code not in wanted and row["retired_at"] is None]
    if gone:
        connection.execute(
            update(table).where(table.c.id == bindparam("of_id")).values(retired_at=now, updated_at=now), gone
        )


def _ids(connection: Connection, table: Table, name: str) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in connection.execute(select(table.c[name], table.c.id))}
