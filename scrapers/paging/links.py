"""Paging drawn as links: 下一页, 尾页, and page numbers beside them."""

import re
from dataclasses import dataclass, field

from scrapers.pages.links import base_of, link_in_script, resolve
from scrapers.pages.page import Element, Page, text_of

PAGING_NAME = re.compile(
    r"(?:^|[\s_-])(?:pag(?:e|er|es|ing|ination)|pagebar|pagenum|fenye|fanye|fy)(?:$|[\s_\d-])", re.IGNORECASE
)
"""Class or id of the element that holds a list's page numbers."""
NEXT_FIRSTS = frozenset("下后nN>»›")
"""What `NEXT_WORDS` begin with: a look at one character spares most links the rest."""
NEXT_WORDS = re.compile(r"^(?:下一?页|后一?页|下页|next(?:\s*page)?)\s*[>»›]*$|^[>»›]$", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """Where a link leads: to an address, or into a script (`call`, as written)."""

    link: Element
    address: str | None
    call: str

    @property
    def leads_on(self) -> bool:
        return self.address is not None or "(" in self.call


@dataclass
class Links:
    """The page numbers' links as they stand."""

    following: Target | None = None
    last: Target | None = None
    numbers: dict[int, Target] = field(default_factory=dict)
    """By page number; the page itself is among them only if it is drawn as a link."""
    current: int | None = None
    """The number that is shown but leads nowhere, or to this very page."""

    @property
    def pages(self) -> int | None:
        """How many pages the numbers show, where they show all: from 1 without a gap, or up to where 尾页 leads."""
        shown = self.numbers.keys() | ({self.current} if self.current else set())
        highest = max(shown, default=0)
        last, top = self.last, self.numbers.get(highest)
        if last is not None and top is not None and (last.address, last.call) == (top.address, top.call):
            return highest
        if not any(target.leads_on for target in self.numbers.values()) or shown != set(range(1, highest + 1)):
            return None
        return None if highest in _USUAL_WINDOWS else highest

    @property
    def next(self) -> Target | None:
        """The link 下一页, or the number after this page's own."""
        if self.following is not None:
            return self.following
        after = self.numbers.get(self.current + 1) if self.current else None
        return after if after is not None and after.leads_on else None


def paging_in_links(page: Page) -> Links:
    """All links of the page that turn its pages."""
    found = Links()
    base = base_of(page.tree, page.url)
    numbered: list[tuple[int, Element]] = []
    for link in page.tree.iter("a"):
        own = link.text
        if own is not None and len(own) > _LONGEST_WITH_BLANKS:
            continue
        text = "".join((text_of(link) if len(link) else own or "").split()).strip("[]【】()（）")
        if len(text) > _LONGEST:
            continue
        if text.isdecimal():
            numbered.append((int(text), link))
            continue
        said = text or (link.get("title") or "").strip()
        if said[:1] not in NEXT_FIRSTS and said[:1] not in _LAST_FIRSTS:
            continue
        if found.following is None and NEXT_WORDS.match(said):
            target = _target(base, link)
            if target.leads_on and target.address != page.url and (len(said) > 1 or _in_paging(link)):
                found.following = target
        elif found.last is None and _LAST_WORDS.match(said):
            found.last = _target(base, link)
    _number(found, numbered, page, base)
    return found


_LAST_FIRSTS = frozenset("尾末最lL")
_LAST_WORDS = re.compile(r"^(?:尾页|末页|最后一?页|last(?:\s*page)?)$", re.IGNORECASE)
_LONGEST = 12
_LONGEST_WITH_BLANKS = 60
_USUAL_WINDOWS = frozenset({5, 10})
"""How many page numbers the usual plug-ins show at a time: five or ten links do not mean five or ten pages."""
_MOST_NUMBERS = 60


def _number(found: Links, numbered: list[tuple[int, Element]], page: Page, base: str) -> None:
    """Take the numbers that stand among page numbers, and find out which one is this page's."""
    boxes: list[Element] = []
    for number, link in numbered[:_MOST_NUMBERS]:
        if not 0 < number < 10_000 or not (_in_paging(link) or _beside(link, found)):
            continue
        target = _target(base, link)
        found.numbers.setdefault(number, target)
        if target.address == page.url or (not target.leads_on and _IS_CURRENT.search(link.get("class") or "")):
            found.current = found.current or number
        box = link.getparent()
        if box is not None and box.tag in ("li", "span", "td"):
            box = box.getparent()
        if box is not None and box not in boxes:
            boxes.append(box)
    for box in boxes[:3]:
        for place, node in enumerate(box.iter("span", "em", "strong", "b", "i", "font", "li", "td")):
            if place > _MOST_NUMBERS or found.current is not None:
                break
            own = (node.text or "").strip().strip("[]")
            if own.isdecimal() and 0 < int(own[:5]) < 10_000 and node.find(".//a") is None:
                found.current = int(own[:5])


_IS_CURRENT = re.compile(r"cur|active|\bon\b|here|now|select", re.IGNORECASE)


def _target(base: str, link: Element) -> Target:
    href, onclick = link.get("href") or "", link.get("onclick") or ""
    address = resolve(base, href)
    if address is not None:
        return Target(link, address, "")
    script = href.strip()[len("javascript:") :] if href.strip().lower().startswith("javascript:") else ""
    call = next((code.strip() for code in (onclick, script) if "(" in code or "location" in code), "")
    return Target(link, link_in_script(base, call) if call else None, call)


def _beside(link: Element, found: Links) -> bool:
    """In one box with 下一页 or 尾页."""
    near = {node for node in (link.getparent(), _grandparent(link)) if node is not None}
    others = (target.link for target in (found.following, found.last) if target is not None)
    return any(node in near for other in others for node in (other.getparent(), _grandparent(other)))


def _grandparent(node: Element) -> Element | None:
    parent = node.getparent()
    return parent.getparent() if parent is not None and parent.tag in ("li", "span", "td") else None


def _in_paging(link: Element) -> bool:
    for depth, element in enumerate(link.iterancestors()):
        if PAGING_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        if depth > 3:
            return False
    return False
