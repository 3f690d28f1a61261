"""What a database can keep of a text, and what stands for an address in a unique key."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

# Neither database keeps a NUL or half of a surrogate pair, and pages do contain both.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with what no database can keep replaced by U+FFFD."""
    # What can be printed, most texts as a whole, holds neither; that is quicker to see.
    return text if text.isprintable() else _NOT_STORABLE.sub("\ufffd", text)


def all_storable(value: Any) -> Any:
    """The value with every text in it as `storable` has it; of models, lists and mappings those in them."""
    match value:
        case str():
            return storable(value)
        case tuple() | list():
            return type(value)(map(all_storable, value))
        case Mapping():
            return {name: all_storable(part) for name, part in value.items()}
        case BaseModel():
            return value.model_copy(update={name: all_storable(part) for name, part in value})
        case _:
            return value


def address_key(url: str) -> str:
    """What stands for an address in a unique key."""
    return key_of(storable(url))


def key_of(url: str) -> str:
    """`address_key` of an address that is storable as it stands."""
    return sha256(url.encode()).hexdigest()
