"""A round of reachability probes as a Prefect flow. It runs beside the night, never instead of it."""

from prefect import flow

from flows.opened import opened_at
from flows.probe_sites import probe_sites


@flow(name="probe")
def run_probe(office: str, now: str | None = None) -> int:
    """Probe the sites of the office in folder `office`; returns how many could not be opened."""
    with opened_at(office, as_of=None, now=now) as (opened, _):
        done = probe_sites(opened)
    return sum(one.outcome == "failed" for one in done.probes)
