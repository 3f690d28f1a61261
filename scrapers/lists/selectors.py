"""CSS selectors for the rows of a group, from the short ones a person would write to the exact ones nobody would."""

from collections.abc import Iterator, Sequence

import soupsieve

from schemas.entries import Entry
from scrapers.pages.page import Element
from scrapers.rows.groups import Group


def row_selectors(group: Group) -> Iterator[str]:
    """Selectors that may find the rows of `group`, the plainest first; each is to be tried on the page."""
    row = group.blocks[0][0].tag
    parent = group.parents[0].element
    chain: list[str] = []
    for node in (parent, *parent.iterancestors()):
        if node.tag in ("html", "body"):
            break
        chain.insert(0, _name(node))
        if node.get("id") or node.get("class"):
            yield f"{' > '.join(chain)} > {row}"
            yield f"{' > '.join(chain)} > {row}:has(a)"
            if node.get("id"):
                return
    if chain:
        yield f"body > {' > '.join(chain)} > {row}"
        yield f"body > {' > '.join(chain)} > {row}:has(a)"
    else:
        yield f"body > {row}"
        yield f"body > {row}:has(a)"


def date_selectors(group: Group, entries: Sequence[Entry]) -> Iterator[str]:
    """Selectors, within a row, of the element that shows its day, as far as one shows the first dated entry's."""
    raw = next((entry.published_raw for entry in entries if entry.published_raw), None)
    owners = (piece.owner for row in group.rows for piece in row.pieces if raw and raw in piece.text)
    owner = next(owners, None)
    if owner is None:
        return
    if owner.get("class"):
        yield _name(owner)
    above = owner.getparent()
    alike = [] if above is None else [child for child in above if child.tag == owner.tag]
    if len(alike) > 1:
        yield f"{owner.tag}:nth-of-type({alike.index(owner) + 1})"
    yield str(owner.tag)


def _name(node: Element) -> str:
    """The element as a selector: by its id, else by its tag and classes."""
    identifier = node.get("id")
    if identifier and not any(character.isspace() for character in identifier):
        return f"{node.tag}#{soupsieve.escape(identifier)}"
    return node.tag + "".join(f".{soupsieve.escape(name)}" for name in (node.get("class") or "").split())
