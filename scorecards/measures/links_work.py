"""Links open: those of the home page, of the columns' lists, of the documents' texts."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from schemas.link_checks import LinkPlace
from schemas.messages import say
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.findings import unknown
from scorecards.links import Opens, judged_links, of_column, of_place

Where = Literal["home", "columns", "documents"]
_OF_COLUMNS: Mapping[Where, LinkPlace] = {"columns": "column", "documents": "text"}


class LinksWork(Opens):
    """How many must open, and of which pages."""

    where: Annotated[tuple[Where, ...], Field(min_length=1)] = ("home", "columns", "documents")


def links_work(facts: AgencyFacts, obligation: Obligation, params: LinksWork) -> Iterator[Judged]:
    """One line a column in scope, and one a site that the agency publishes on, of those pages that `where` names.

    Unmet only by links that two nights found broken, with the stored answers, on pages that still lead to them. What
    turns only us away, times out or answers 5xx says nothing. Attachments are `attachments_open`'s.

    Source: 国办发〔2015〕15号 全国政府网站普查评分表, 网站可用性·链接可用性 (links of the home page and of other pages
    that cannot be opened, or lead wrongly); 国办秘函〔2019〕19号, the same.
    """
    reports, what = facts.observed.links, say("links.links")
    if "home" in params.where:
        hosts = sorted({report.subject for report in reports or () if report.place == "home"})
        for host in hosts:
            yield from judged_links(of_place(reports or (), ("home",), host), params, subject=host, what=what)
        if not hosts:
            reason = say("not_gathered") if reports is None else say("site.none")
            yield Judged(subject="-", finding=unknown(reason, cause="our_failure"))
    places = [_OF_COLUMNS[where] for where in params.where if where != "home"]
    for check in facts.columns_in(obligation.scope) if places else ():
        yield from of_column(check, reports, places, params, what=what)
