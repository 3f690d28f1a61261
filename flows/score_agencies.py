"""Scoring as a Prefect flow."""

from prefect import flow

from flows import stages
from flows.opened import opened_at


@flow(name="score")
def score_agencies(office: str, as_of: str | None = None, now: str | None = None) -> float | None:
    """Score the agencies of the office in folder `office`; returns the coverage, 0 to 1."""
    with opened_at(office, as_of=as_of, now=now) as (opened, point):
        return stages.score(opened, point).coverage
