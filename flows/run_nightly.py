"""The night as a Prefect flow: crawl, check, score, publish, one after another.

Prefect decides when and where; the warehouse records what happened. The work is that of `flows.stages`.
"""

from prefect import flow

from flows.check_columns import check_columns
from flows.crawl_agencies import crawl_agencies
from flows.opened import opened_at
from flows.publish_results import publish_results
from flows.score_agencies import score_agencies


@flow(name="nightly")
def run_nightly(
    office: str, as_of: str | None = None, force: bool = False, no_delay: bool = False, now: str | None = None
) -> int:
    """One night of the office in folder `office`; returns the exit code `gongkai nightly` would give.

    With no `as_of` the monitoring point is the moment at which the flow begins; it is fixed here for all stages.
    """
    with opened_at(office, as_of=as_of, now=now) as (_, moment):
        point = moment.isoformat()
    crawl_agencies(office, as_of=point, force=force, no_delay=no_delay, now=now)
    check_columns(office, as_of=point, now=now)
    score_agencies(office, as_of=point, now=now)
    return publish_results(office, as_of=point, now=now)
