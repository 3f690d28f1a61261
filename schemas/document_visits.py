"""One attempt to see one document: what was asked, what came, what it says."""

from typing import Literal

from schemas.base import Frozen, Moment
from schemas.document_readings import DocumentReading, DocumentState
from schemas.page_details import PageDetails
from schemas.results import Evidence, UnknownCause

DocumentVisitState = (
    DocumentState
    | Literal["file", "gone", "needs_data", "not_a_list", "unreachable", "bad_certificate", "refused", "not_tried"]
)
"""A reading's state; `file`: a PDF, Word or other file, kept and not read; `gone`: the server says 404 or 410; the rest
as for a column's visit."""


class DocumentVisit(Frozen):
    """One attempt to see one document, written even when nothing was learned."""

    url: str
    observed_at: Moment
    state: DocumentVisitState | None
    """`None`: the server says that the document is still the one known; its state is then the earlier one's."""
    reason: str = ""
    cause: UnknownCause | None = None
    """Set when nothing was learned of the document: whose fault the blindness is."""
    reading: DocumentReading | None = None
    content_sha256: str | None = None
    """Of what the document says (title, days, record, text, attachments); of a file, of its bytes."""
    details: PageDetails | None = None
    """What its page carries; `None`: not asked for, or not understood."""
    evidence: tuple[Evidence, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    requests: int = 0
    bytes: int = 0
    parses: int = 0

    @property
    def learned(self) -> bool:
        """We know what stands at the address."""
        return self.state in (None, "document", "file")
