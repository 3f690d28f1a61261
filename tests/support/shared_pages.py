"""Where the saved pages of real sites lie, if they do: a folder `shared` beside the checkout, not part of it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def real_pages() -> Path:
    """The folder of real pages; skips the test, saying so, where it is absent."""
    folder = SHARED / "realpages"
    if not folder.is_dir():
        pytest.skip("no folder of real pages beside the checkout")
    return folder
