"""Everything a warehouse holds, as text that two runs of the same night must share.

Left out is what may differ between two runs: numbers of rows, moments, names of runs and of evidence files, seconds,
counts of requests; and every visit of a column but the one that counts.
"""

from typing import Any

from sqlalchemy import Connection, select

from warehouse.connect import Warehouse
from warehouse.facts.seen import best_of_night, with_codes
from warehouse.nights import Night
from warehouse.tables import (
    agencies,
    column_checks,
    columns,
    count_checks,
    document_versions,
    documents,
    expectation_results,
    items,
    observations,
    pages,
    scorecards,
    sites,
    validators,
)

VOLATILE = {"run_id", "fetched_at", "observed_at", "record", "generated_at", "length"}


def exported(w: Warehouse, night: Night) -> dict[str, list[str]]:
    """By table, one line a row, sorted."""
    with w.read() as connection:
        return {name: sorted(rows) for name, rows in _tables(connection, night).items()}


def _tables(connection: Connection, night: Night) -> dict[str, list[str]]:
    chosen = best_of_night(night.id)
    seen = with_codes(
        observations.c.url,
        observations.c.state,
        observations.c.reason,
        observations.c.cause,
        observations.c.entries,
        observations.c.pages_read,
        observations.c.pages_stated,
        observations.c.total_stated,
        observations.c.fetched,
        observations.c.read_back_to,
        observations.c.seen_back_to,
        observations.c.product,
        observations.c.identity,
        observations.c.settled_by,
    ).join(chosen, chosen.c.column_id == columns.c.id)
    seen = seen.join(observations, observations.c.id == chosen.c.observation_id)
    proofs = with_codes(pages.c.position, pages.c.url, pages.c.sha256)
    proofs = proofs.join(chosen, chosen.c.column_id == columns.c.id)
    proofs = proofs.join(pages, pages.c.observation_id == chosen.c.observation_id)
    shown = with_codes(
        items.c.url, items.c.title, items.c.published, items.c.published_raw, items.c.issuer, items.c.position
    )
    said = select(
        documents.c.url,
        document_versions.c.content_sha256,
        document_versions.c.title,
        document_versions.c.published,
        document_versions.c.dates,
        document_versions.c.attachments,
        document_versions.c.characters,
        document_versions.c.sha256,
    ).join(documents, documents.c.id == document_versions.c.document_id)
    asked_with = with_codes(validators.c.url, validators.c.etag, validators.c.last_modified, validators.c.sha256)
    statements: dict[str, Any] = {
        "agencies": select(agencies.c.code, agencies.c.name, agencies.c.retired_at),
        "sites": select(sites.c.host, sites.c.home),
        "columns": with_codes(columns.c.name, columns.c.url, columns.c.kind, columns.c.category),
        "observations": seen,
        "pages": proofs,
        "items": shown.join(items, items.c.column_id == columns.c.id),
        "documents": select(documents.c.url, documents.c.published, documents.c.state, documents.c.reads),
        "document_versions": said,
        "validators": asked_with.join(validators, validators.c.column_id == columns.c.id),
        "column_checks": select(column_checks.c.body),
        "count_checks": select(count_checks.c.body),
        "expectation_results": select(expectation_results.c.body),
        "scorecards": select(scorecards.c.card),
    }
    return {
        name: [repr(_comparable(list(row))) for row in connection.execute(statement)]
        for name, statement in statements.items()
    }


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _comparable(inner) for key, inner in sorted(value.items()) if key not in VOLATILE}
    return [_comparable(inner) for inner in value] if isinstance(value, list) else value
