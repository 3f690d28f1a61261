"""Numbered prose: 一、 chapters, （一） sections, 1. tasks. The lowest numbered paragraph is the task."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

from scrapers.files.blocks import Line
from scrapers.plans.draft import Draft, DraftTask
from scrapers.plans.duties import Duty, bracket_of_duty, duty_in
from scrapers.plans.words import FRAME, Label, label_of, title_of


def read_prose(lines: Sequence[Line], draft: Draft, *, only_with_units: bool = False) -> None:
    """Add the tasks of numbered prose to `draft`, and what else is said to what it leaves out.

    `only_with_units`: the file has a table of tasks; a paragraph beside it is a task only if it names its units.
    """
    front, roots = _outline(lines)
    for line in draft.take_title(front):
        draft.leave_out(line)
    for root in roots:
        strict = only_with_units or FRAME.search(root.title) is not None
        _read(root, draft, (), Duty(), only_with_units=strict)


@dataclass(eq=False)
class _Item:
    """A numbered paragraph with what stands below it."""

    line: Line
    label: Label
    text: list[Line] = field(default_factory=list)
    """Paragraphs without a number, before its first child."""
    children: list["_Item"] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    """What ends the document behind it: attachments, signature, date."""

    @property
    def words(self) -> str:
        """Its own paragraph without what only says who and when."""
        return self.line.text[: bracket_of_duty(self.line.text)]

    @property
    def title(self) -> str:
        return title_of(self.words)

    def lines(self) -> Iterator[Line]:
        """Everything it holds, in order."""
        yield self.line
        yield from self.text
        for child in self.children:
            yield from child.lines()
        yield from self.after


def _read(item: _Item, draft: Draft, above: tuple[_Item, ...], inherited: Duty, *, only_with_units: bool) -> None:
    if not item.children:
        said = reduce(Duty.__add__, (duty_in(line.text) for line in (item.line, *item.text)))
        if only_with_units and not (said.named or inherited.named):
            for line in item.lines():
                draft.leave_out(line)
            return
        duty = said if said.named else Duty(inherited.lead, inherited.responsible, inherited.assisting, said.deadline)
        if duty.deadline is None and inherited.deadline:
            duty += Duty(deadline=inherited.deadline)
        group = draft.group(above[-1], above[-1].title) if above else draft.group(None, "")
        group.tasks.append(
            DraftTask(
                title=item.title,
                wording=tuple(line.text for line in (item.line, *item.text)),
                duty=duty,
                place=item.line.place,
                numbers=tuple(one.label.number for one in (*above, item)),
                printed=str(item.label.number),
            )
        )
        for line in item.after:
            draft.leave_out(line)
        return
    if _no_tasks(item, only_with_units=only_with_units):
        for line in item.lines():
            draft.leave_out(line)
        return
    draft.group(item, item.title)
    own = item.words[item.label.end + len(item.title) :].strip(" \u3000。：:；;")
    if own:
        draft.leave_out(Line(own, item.line.place))
    inherited = _inherit(duty_in(item.line.text[len(item.words) :]), inherited)
    for line in item.text:
        inherited = _inherit(duty_in(line.text), inherited)
        draft.leave_out(line)
    for child in item.children:
        _read(child, draft, (*above, item), inherited, only_with_units=only_with_units)
    for line in item.after:
        draft.leave_out(line)


def _inherit(own: Duty, above: Duty) -> Duty:
    """A heading's own units go before those of the headings above it."""
    return Duty(own.lead, own.responsible, own.assisting, own.deadline or above.deadline) if own.named else above


def _no_tasks(item: _Item, *, only_with_units: bool) -> bool:
    return only_with_units and not any(duty_in(line.text).named for line in item.lines())


def _outline(lines: Sequence[Line]) -> tuple[list[Line], list[_Item]]:
    """The lines before the first number, and the tree of numbered paragraphs."""
    front: list[Line] = []
    roots: list[_Item] = []
    path: list[_Item] = []
    ended, attachment = False, 0
    for line in lines:
        label = label_of(line.text)
        if _ENDS.match(line.text):
            ended, label = True, None
            listed = _ATTACHED.match(line.text)
            attachment = 1 if listed else 0
        elif label and attachment and label.level == 3 and label.number == attachment + 1:
            attachment, label = label.number, None  # 附件：1. …  2. …
        if label is None:
            holder = path[-1] if path else None
            (front if holder is None else holder.after if ended else holder.text).append(line)
            continue
        ended, attachment = False, 0
        item = _Item(line, label)
        while path and path[-1].label.level >= label.level:
            path.pop()
        (path[-1].children if path else roots).append(item)
        path.append(item)
    for item in _leaves(roots):
        _cut_signature(item, last=item is path[-1])
    return front, roots


def _leaves(items: Sequence[_Item]) -> Iterator[_Item]:
    for item in items:
        yield from _leaves(item.children) if item.children else (item,)


def _cut_signature(item: _Item, *, last: bool) -> None:
    """What stands below the last paragraph, such as 某某局 and 2018年7月16日, is no part of the task above it."""
    if not (last or item.after):
        return
    while item.text and (_DATE.fullmatch(item.text[-1].text.strip()) or _is_name(item)):
        item.after.insert(0, item.text.pop())


def _is_name(item: _Item) -> bool:
    """The last line is a signature: short, no sentence, and a date stood below it."""
    text = item.text[-1].text.strip()
    dated = bool(item.after) and _DATE.fullmatch(item.after[0].text.strip()) is not None
    return dated and len(text) <= 30 and not re.search(r"[。；：:；，]", text)


_DATE = re.compile(r"(?:20\d{2}|二[〇○O零]\S{2})年\S{1,3}月\S{1,3}日")
_ENDS = re.compile(
    r"\s*(?:附件|附表|附[：:]|抄送|抄报|主题词|联\s*系\s*(?:人|电话)|[（(]此件|信息公开(?:类型|选项|形式))"
    r"|.{0,30}\d{4}年\d{1,2}月\d{1,2}日印发"
)
_ATTACHED = re.compile(r"\s*附件\s*[：:]\s*1\s*[.．、]")
