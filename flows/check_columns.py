"""Validation as a Prefect flow."""

from prefect import flow

from flows import stages
from flows.opened import opened_at


@flow(name="check")
def check_columns(office: str, as_of: str | None = None, now: str | None = None) -> int:
    """Judge the columns of the office in folder `office`; returns how many could not be judged."""
    with opened_at(office, as_of=as_of, now=now) as (opened, point):
        checks = stages.validate(opened, point)
    return sum(check.status == "unknown" for check in checks.columns)
