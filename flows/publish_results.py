"""Publishing as a Prefect flow, with the night's table as an artifact."""

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows import stages
from flows.opened import opened_at
from flows.summary import as_markdown


@flow(name="publish")
def publish_results(office: str, as_of: str | None = None, now: str | None = None) -> int:
    """Write website and files of the office in folder `office`; returns the exit code of the night."""
    with opened_at(office, as_of=as_of, now=now) as (opened, point):
        summary = stages.publish(opened, point)
    create_markdown_artifact(key="night", markdown=as_markdown(summary), description=f"{summary.cards.as_of}")
    return summary.exit_code
