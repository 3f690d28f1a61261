"""Every measure a work plan may name: the table of contents."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from schemas.observed import Gathered
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.measures.account_updated import AccountUpdated, account_updated
from scorecards.measures.annual_report_published import AnnualReportPublished, annual_report_published
from scorecards.measures.annual_report_sound import AnnualReportSound, annual_report_sound
from scorecards.measures.answered_within import AnsweredWithin, answered_within
from scorecards.measures.applications_answered import applications_answered
from scorecards.measures.attachments_open import AttachmentsOpen, attachments_open
from scorecards.measures.cadence import Cadence, cadence
from scorecards.measures.columns_below import ColumnsBelow, columns_below
from scorecards.measures.document_present import DocumentPresent, document_present
from scorecards.measures.homepage_updated import HomepageUpdated, homepage_updated
from scorecards.measures.human import human
from scorecards.measures.interpretation_linked import InterpretationLinked, interpretation_linked
from scorecards.measures.links_work import LinksWork, links_work
from scorecards.measures.metadata_complete import MetadataComplete, metadata_complete
from scorecards.measures.min_items import min_items
from scorecards.measures.no_backdating import no_backdating
from scorecards.measures.no_private_data import NoPrivateData, no_private_data
from scorecards.measures.no_repost import no_repost
from scorecards.measures.no_vanished import no_vanished
from scorecards.measures.not_blank import not_blank
from scorecards.measures.page_changed_within import PageChangedWithin, page_changed_within
from scorecards.measures.page_tags_present import PageTagsPresent, page_tags_present
from scorecards.measures.params import NoParams
from scorecards.measures.plan_published import PlanPublished, plan_published
from scorecards.measures.problems_rectified import ProblemsRectified, problems_rectified
from scorecards.measures.published_by import PublishedBy, published_by
from scorecards.measures.published_within import PublishedWithin, published_within
from scorecards.measures.report_matches_site import ReportMatchesSite, report_matches_site
from scorecards.measures.site_available import site_available
from scorecards.measures.site_identity import SiteIdentity, site_identity
from scorecards.measures.updated_within import updated_within


@dataclass(frozen=True)
class Measure:
    """A yardstick. `version` rises with every change of what it means, and is stored with each result."""

    judge: Callable[[AgencyFacts, Obligation, Any], Iterator[Judged]]
    params: type[BaseModel]
    version: int
    reads_documents: bool = False
    """Needs every item of every column, which are only fetched from the warehouse when a plan asks for them."""
    reads: tuple[Gathered, ...] = ()
    """What else is only gathered when a plan or rule set asks for it."""
    reads_if: Callable[[Any], bool] = lambda _: True
    """With these parameters it does read that."""
    together: bool = False
    """Counts columns together: one in its grace is not among them."""
    renews: bool = False
    """What is met tonight has to be done again: a met line has a last day, too."""

    def gathers(self, params: Mapping[str, Any]) -> tuple[Gathered, ...]:
        """What it needs gathered where it is asked with these parameters."""
        return self.reads if self.reads_if(self.params.model_validate(params)) else ()


MEASURES: dict[str, Measure] = {
    "updated_within": Measure(updated_within, NoParams, version=1, renews=True),
    "not_blank": Measure(not_blank, NoParams, version=1),
    "min_items": Measure(min_items, NoParams, version=2),
    "cadence": Measure(cadence, Cadence, version=2),
    "published_by": Measure(published_by, PublishedBy, version=1, reads_documents=True),
    "document_present": Measure(document_present, DocumentPresent, version=1, reads=("readings",)),
    "page_changed_within": Measure(page_changed_within, PageChangedWithin, version=1, reads=("readings", "own_pages")),
    "metadata_complete": Measure(metadata_complete, MetadataComplete, version=1, reads=("readings",)),
    "interpretation_linked": Measure(
        interpretation_linked, InterpretationLinked, version=1, reads=("readings", "details")
    ),
    "no_private_data": Measure(no_private_data, NoPrivateData, version=1, reads=("readings", "details")),
    "links_work": Measure(links_work, LinksWork, version=1, reads=("links", "homes", "details")),
    "attachments_open": Measure(attachments_open, AttachmentsOpen, version=1, reads=("attachments",)),
    "no_backdating": Measure(no_backdating, NoParams, version=1, reads=("events",)),
    "no_repost": Measure(no_repost, NoParams, version=1, reads=("events",)),
    "no_vanished": Measure(no_vanished, NoParams, version=1, reads=("events",)),
    "site_available": Measure(site_available, NoParams, version=1, reads=("sites",)),
    "homepage_updated": Measure(homepage_updated, HomepageUpdated, version=1, reads=("homes",)),
    "site_identity": Measure(site_identity, SiteIdentity, version=1, reads=("homes",)),
    "page_tags_present": Measure(
        page_tags_present, PageTagsPresent, version=1, reads=("homes", "column_tags", "readings", "details")
    ),
    "published_within": Measure(published_within, PublishedWithin, version=1, reads=("readings",)),
    "columns_below": Measure(columns_below, ColumnsBelow, version=1, together=True),
    "annual_report_published": Measure(annual_report_published, AnnualReportPublished, version=1, reads_documents=True),
    "annual_report_sound": Measure(annual_report_sound, AnnualReportSound, version=1, reads=("reports",)),
    "report_matches_site": Measure(
        report_matches_site, ReportMatchesSite, version=1, reads_documents=True, reads=("reports",)
    ),
    "plan_published": Measure(plan_published, PlanPublished, version=1, reads_documents=True),
    "applications_answered": Measure(applications_answered, NoParams, version=1),
    "answered_within": Measure(
        answered_within, AnsweredWithin, version=1, reads=("readings", "details"), reads_if=AnsweredWithin.by_pages
    ),
    "problems_rectified": Measure(problems_rectified, ProblemsRectified, version=1),
    "account_updated": Measure(account_updated, AccountUpdated, version=1, renews=True),
    "human": Measure(human, NoParams, version=1),
}

PARAMS: dict[str, type[BaseModel]] = {name: measure.params for name, measure in MEASURES.items()}
"""The parameters each measure takes; `gongkai check` holds work plans against them."""
