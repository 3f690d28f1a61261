"""Whose document it is: the agency's own, or one that it only passes on."""

import re
from collections.abc import Sequence


def is_own(issuer: str | None, names: Sequence[str]) -> bool | None:
    """Whether the agency issued it, alone or before others; `None`: the page does not say, or names others first.

    `issuer`: 发布机构 as the page says it; `names`: what the agency is and was called.
    """
    if issuer is None or not names:
        return None
    parts = [part for part in re.split(r"[、，,;；\s]+", issuer) if part]
    # 市水利局 in the register is 云溪市水利局 on its pages, or the other way round; its offices publish for it.
    own = [any(name in part or (len(part) > 2 and name.endswith(part)) for name in names) for part in parts]
    # What several have made, the one that led discloses (条例2019 art. 10): who that was, the order only suggests.
    return own[:1] == [True] or (None if any(own) else False)
