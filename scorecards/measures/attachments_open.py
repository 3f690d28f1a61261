"""Attachments of documents can be opened: the file is there, and is one of its kind."""

from collections.abc import Iterator

from schemas.messages import say
from schemas.work_plan import Obligation
from scorecards.facts import AgencyFacts, Judged
from scorecards.links import Opens, of_column


class AttachmentsOpen(Opens):
    """How many must open."""


def attachments_open(facts: AgencyFacts, obligation: Obligation, params: AttachmentsOpen) -> Iterator[Judged]:
    """One line a column in scope: the files beside its documents.

    A file is told by its first bytes; it is not unpacked, and whether it can be read inside nobody says. Unmet and
    unknown as for links.

    Source: 国办发〔2015〕15号 全国政府网站普查评分表, 服务实用情况·附件下载 (whether forms and attached files can be
    downloaded as they should); 政府信息公开条例（国务院令第711号）第二十四条: downloading.
    """
    for check in facts.columns_in(obligation.scope):
        yield from of_column(check, facts.observed.links, ("attachment",), params, what=say("links.attachments"))
