"""The crawl as a Prefect flow: one task a shard of servers."""

from collections.abc import Callable, Sequence

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import stages
from flows.opened import opened_at
from flows.targets import Shard


@flow(name="crawl")
def crawl_agencies(
    office: str, as_of: str | None = None, force: bool = False, no_delay: bool = False, now: str | None = None
) -> int:
    """Visit the columns of the office in folder `office`; returns how many were read."""
    with opened_at(office, as_of=as_of, now=now) as (opened, point):
        return stages.crawl(opened, point, force=force, no_delay=no_delay, run_shards=in_tasks).read


def in_tasks(visit: Callable[[Shard], None], shards: Sequence[Shard]) -> None:
    """Run every shard as a task of the flow that is running. Servers are never shared between shards."""

    @task(name="visit-shard", task_run_name="shard-{number}", cache_policy=NO_CACHE)
    def visit_shard(number: int) -> None:
        visit(shards[number])

    for future in [visit_shard.submit(number) for number in range(len(shards))]:
        future.result()
