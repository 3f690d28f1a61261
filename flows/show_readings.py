"""Readings of single pages as an operator reads them in a terminal."""

from collections.abc import Iterator

from schemas.document_readings import DocumentReading
from schemas.entries import ListReading
from schemas.explanations import Explanation, ListCandidate


def lines_of_list(reading: ListReading) -> Iterator[str]:
    """State, figures and entries of one listing page."""
    yield reading.source
    yield f"  {reading.state} {reading.reason}".rstrip()
    yield f"  {len(reading.items)} entries, newest {reading.newest}, next page {reading.next}"
    if reading.data:
        yield f"  the list's data: {reading.data}"
    for entry in reading.items:
        inferred = "?" if entry.year_inferred else " "
        yield f"  {entry.published or '          '}{inferred} {entry.title}"


def lines_of_document(reading: DocumentReading) -> Iterator[str]:
    """State, dates with their places, directory record and attachments of one document."""
    yield reading.source
    yield f"  {reading.state} {reading.reason or ''}".rstrip()
    if reading.state != "document":
        return
    yield f"  {reading.title}"
    conflict = "; the page contradicts itself" if reading.dates_conflict else ""
    yield f"  published {reading.published} ({reading.published_from}){conflict}"
    for candidate in reading.candidates:
        yield f"    {candidate.value}  {candidate.role:<9}  {candidate.source}: {candidate.raw}"
    for label, value in (
        ("索引号", reading.index_no),
        ("发文字号", reading.doc_no),
        ("发布机构", reading.issuer),
        ("主题分类", reading.category),
        ("有效性", reading.validity),
        ("来源", reading.content_source),
    ):
        if value:
            yield f"  {label} {value}"
    for attachment in reading.attachments:
        yield f"  附件 {attachment.title}  {attachment.url}"
    yield f"  {len(reading.text or '')} characters of text"


def lines_of_explanation(explanation: Explanation) -> Iterator[str]:
    """Why a page was read so: who it says it is, the lists on it, and lines that would override the choice."""
    reading, identity = explanation.reading, explanation.reading.identity
    yield from lines_of_list(reading)
    yield ""
    yield f"  site      {identity.site_name or '–'} {identity.site_id_code or ''}".rstrip()
    yield f"  column    {identity.column_name or '–'}   ({' > '.join(identity.breadcrumb) or 'no breadcrumb'})"
    yield f"  product   {explanation.product or 'not recognised'}"
    yield f"  paging    pages {reading.pages}, total {reading.total}, next {reading.next}"
    if explanation.origin:
        yield f"  read from {_ORIGINS[explanation.origin]}"
    if explanation.candidates:
        yield ""
        taken = any(candidate.chosen for candidate in explanation.candidates)
        yield f"  Lists on the page ({'→ taken' if taken else 'none of these was taken'}):"
        for candidate in explanation.candidates:
            yield from _lines_of_candidate(candidate, another_taken=taken and not candidate.chosen)
    if explanation.override is not None:
        yield ""
        yield "  To take other rows, put these lines, corrected, into a platform file (platforms/<name>.yml of the"
        yield "  office) and `platform: <name>` at the column; docs/adding_a_platform.md has the steps."
        yield from (f"    {line}" for line in explanation.override.lines.splitlines())
        if not explanation.override.exact:
            yield "  These lines do not yet give the same entries as above."


_ORIGINS = {
    "rows": "rows of the page",
    "selectors": "the rows its platform file selects",
    "hidden markup": "markup hidden in the page's source (a comment, data records)",
    "script": "an array in a script of the page",
    "data": "the answer itself, which is data",
}


def _lines_of_candidate(candidate: ListCandidate, *, another_taken: bool) -> Iterator[str]:
    newest = f", newest {candidate.newest}" if candidate.newest else ""
    figures = f"{candidate.entries} entries, {candidate.dated} dated{newest}, score {candidate.score:.1f}"
    yield f"  {'→' if candidate.chosen else ' '} {candidate.rows}    {figures}"
    yield f"      {candidate.first_title}"
    if candidate.signs:
        yield f"      for      {', '.join(candidate.signs)}"
    if candidate.objection:
        yield f"      against  {candidate.objection}"
    elif another_taken:
        yield "      against  another list has more to say for itself"
