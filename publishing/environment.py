"""How templates become pages: one way for all of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def environment(*functions: Callable[..., Any]) -> Environment:
    """For the templates of `publishing/templates`; what they call besides their content is given by its own name."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    made.globals.update({function.__name__: function for function in functions})
    return made
