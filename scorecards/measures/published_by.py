"""A document whose title matches is there by a day: the annual report, the year's work plan, a budget."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Frozen
from schemas.work_plan import Obligation
from scorecards.document_by import WantedDocument, document_by
from scorecards.facts import AgencyFacts, Judged
from scorecards.titles import TitlePattern


class PublishedBy(Frozen):
    """`title`: a regular expression searched in the documents' titles. `by`: the last day that is in time."""

    title: TitlePattern
    by: date
    not_before: date | None = None
    """Documents dated earlier are not the one meant (last year's report); absent: every one counts, so that a
    missing one is only found where lists were read to their end."""


def published_by(facts: AgencyFacts, obligation: Obligation, params: PublishedBy) -> Iterator[Judged]:
    """One line: the earliest document whose title matches, in the columns in scope."""
    wanted = WantedDocument(
        title=params.title,
        called=params.title,
        by=params.by,
        not_before=params.not_before,
        read_from=params.not_before or date.min,
        fact=f"document:{params.title}:{params.not_before or date(params.by.year, 1, 1)}",
    )
    yield from document_by(facts, obligation, wanted)
