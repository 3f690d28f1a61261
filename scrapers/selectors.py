"""CSS selectors for the rows of a group, from the short ones a person would write to the exact ones nobody would."""

from collections.abc import Iterator

import soupsieve

from scrapers.page import Element
from scrapers.rows import Group


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


def _name(node: Element) -> str:
    """The element as a selector: by its id, else by its tag and classes."""
    identifier = node.get("id")
    if identifier and not any(character.isspace() for character in identifier):
        return f"{node.tag}#{soupsieve.escape(identifier)}"
    return node.tag + "".join(f".{soupsieve.escape(name)}" for name in (node.get("class") or "").split())
