"""`scorecards.json`: the night's result for other programs. The names of its fields are a promise to them.

The same scorecards give the same bytes: nothing in it says when it was written.
"""

import json
from datetime import tzinfo
from decimal import Decimal

from publishing.night import Night
from schemas.messages import Reason
from schemas.results import AgencyCard, ColumnCheck, Evidence, Limit, Line, Projection

Json = dict[str, object]


def scorecards_json(night: Night) -> bytes:
    """UTF-8, two blanks of indent, newline at the end. Days as ISO dates, moments with the office's offset."""
    cards = night.scorecards
    document = {
        "office": cards.office,
        "as_of": cards.as_of.isoformat(),
        "run_id": cards.run_id,
        "rules": {"name": cards.rules.name, "version": cards.rules.version},
        "coverage": cards.coverage,
        "agencies": [_agency(card, cards.as_of.tzinfo) for card in cards.agencies],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _agency(card: AgencyCard, zone: tzinfo | None) -> Json:
    return {
        **agency_figures(card),
        "lines": [line_as_json(line, zone) for line in card.lines],
        "columns": [_column(column, zone) for column in card.columns],
    }


def agency_figures(card: AgencyCard) -> Json:
    """The agency's entry without its lines and columns."""
    return {
        "code": card.code,
        "name": card.name,
        "class": card.agency_class,
        "score": _number(card.score),
        "max": _number(card.max),
        "percent": _number(card.percent),
        "grade": card.grade,
        "rank": card.rank,
        "coverage": card.coverage,
        "vetoes": list(card.vetoes),
        "converted": _number(card.converted),
        "projected": _projection(card.projected),
    }


def _projection(projected: Projection | None) -> Json | None:
    if projected is None:
        return None
    return {
        "score": _number(projected.score),
        "max": _number(projected.max),
        "percent": _number(projected.percent),
        "grade": projected.grade,
    }


def line_as_json(line: Line, zone: tzinfo | None) -> Json:
    """One line as it stands in the file; moments in `zone`."""
    return {
        "id": line.id,
        "task": line.task,
        "obligation": line.obligation,
        "measure": line.measure,
        "measure_version": line.measure_version,
        "clause": line.clause,
        "columns": list(line.columns),
        "category": line.category,
        "status": line.status,
        "cause": line.cause,
        "points": _number(line.points),
        "max": _number(line.max),
        "mode": line.mode,
        "title": line.title,
        "trial": line.trial,
        "unconfirmed": line.unconfirmed,
        "uncapped": _number(line.uncapped),
        "owed_days": list(line.owed_days) if line.owed_days else None,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        **_reason(line.reason),
        "evidence": [_evidence(evidence, zone) for evidence in line.evidence],
    }


def _column(column: ColumnCheck, zone: tzinfo | None) -> Json:
    return {
        "code": column.column,
        "name": column.name,
        "kind": column.kind,
        "category": column.category,
        "url": column.url,
        "status": column.status,
        "cause": column.cause,
        "state": column.state,
        "newest": column.newest.isoformat() if column.newest else None,
        "age_days": column.age_days,
        "limit_days": column.limit_days,
        "limit": _limit(column.limit),
        "due_on": column.due_on.isoformat() if column.due_on else None,
        "items": column.items,
        "observed_at": column.observed_at.astimezone(zone).isoformat() if column.observed_at else None,
        **_reason(column.reason),
    }


def _evidence(evidence: Evidence, zone: tzinfo | None) -> Json:
    return {
        "url": evidence.url,
        "fetched_at": evidence.fetched_at.astimezone(zone).isoformat() if evidence.fetched_at else None,
        "sha256": evidence.sha256,
        "record": evidence.record,
        "issued_by": evidence.issued_by,
    }


def _reason(reason: Reason) -> Json:
    return {"reason": reason.text("en"), "reason_zh": reason.text("zh")}


def _limit(limit: Limit | None) -> Json | None:
    return None if limit is None else {"value": limit.value, "unit": limit.unit}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
