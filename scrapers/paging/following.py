"""How many pages a list has, and which one comes next: script calls, links, numbered files, words, posted forms.

Only what the page itself or its product's file says: nothing is fetched, nothing is guessed.
"""

from dataclasses import replace

from schemas.platforms import Platform, PostedForm
from scrapers.pages.page import Element, Page
from scrapers.paging.forms import turned_by_call, turned_by_number
from scrapers.paging.links import Links, paging_in_links
from scrapers.paging.paged import Paging
from scrapers.paging.rules import data_address, figures_of, following_answer, next_by_rule
from scrapers.paging.scripts import next_group, paging_code, paging_in_scripts
from scrapers.paging.words import paging_in_words

__all__ = ["Paging", "following_answer", "following_pages"]


def following_pages(page: Page, *, platform: Platform | None = None, within: Element | None = None) -> Paging:
    """Read the page's paging; parts found in different places complete each other, script calls count first.

    `platform`: the page's product; what its file says completes what the page says. `within`: markup that the page
    hides in a comment and from which its list was read; calls in it count before those of the page.
    """
    code = paging_code(page.tree)
    called = paging_in_scripts(page.url, code)
    if within is not None and (hidden := paging_in_scripts(page.url, paging_code(within))) is not None:
        called = hidden
    portions = next_group(page.url, page.text)
    found = _completed(portions, called)
    if platform is not None and platform.figures is not None:
        found = _completed(found, figures_of(page.text, platform.figures))
    found = _with_links(page, found, code=code, platform=platform)
    if found.next is None and not found.at_the_end:
        found = _by_the_file(page, found, platform)
    if portions is not None and portions.next is not None:
        return replace(found, data=portions.next)
    if platform is not None and platform.data is not None and found.next is None:
        found = replace(found, data=data_address(page, platform.data))
    return found


def _completed(first: Paging | None, second: Paging | None) -> Paging | None:
    """What `first` says, and what only `second` says."""
    if first is None or second is None:
        return first or second
    return Paging(
        next=first.next or (None if first.at_the_end else second.next),
        pages=first.pages if first.pages is not None else second.pages,
        total=first.total if first.total is not None else second.total,
        current=first.current or second.current,
        first=first.first or second.first,
        form=first.form if first.next else second.form,
    )


def _with_links(page: Page, found: Paging | None, *, code: str, platform: Platform | None) -> Paging:
    """`found`, completed by links and words."""
    links, words = paging_in_links(page), paging_in_words(page.text)
    first = links.numbers.get(1)
    shown = Paging(
        pages=words.pages if words.pages is not None else links.pages,
        total=words.total,
        current=words.current or links.current,
        first=(first.address if first else None) or (page.url if links.current == 1 else None),
    )
    found = _completed(found, shown) or shown
    if found.next is not None or found.at_the_end:
        return found
    return _turned(page, found, links, code=code, platform=platform)


def _turned(page: Page, found: Paging, links: Links, *, code: str, platform: Platform | None) -> Paging:
    """`found` with the page that the link 下一页 (or the form 转到第 [ ] 页) asks for."""
    target = links.next
    if target is not None and target.address is not None:
        return replace(found, next=target.address if target.address != page.url else None)
    rule = platform.paging if platform is not None and isinstance(platform.paging, PostedForm) else None
    if target is not None:
        turn = turned_by_call(page, target.link, target.call, code=code, rule=rule)
    elif found.pages is not None and found.current is not None and "<form" in page.text:
        turn = turned_by_number(page, number=found.current + 1)
    else:
        turn = None
    return found if turn is None else replace(found, next=turn.address, form=turn.form)


def _by_the_file(page: Page, found: Paging, platform: Platform | None) -> Paging:
    """The next page as the product's file says, where the page says how many there are but links to none."""
    rule = platform.paging if platform is not None else None
    if rule is None or isinstance(rule, PostedForm) or found.pages is None or found.pages < 2:
        return found
    built = next_by_rule(page.url, rule, pages=found.pages)
    if built is None or (found.current is not None and built.current != found.current):
        return found  # the address counts otherwise than the page: nobody knows which one is right
    return replace(found, next=built.next, current=built.current, first=found.first or built.first)
