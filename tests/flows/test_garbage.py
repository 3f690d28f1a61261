"""A crawl's settings of the collector end with it."""

import gc

import pytest

from flows.garbage import seldom_swept


def test_the_collector_is_as_before_also_after_an_error() -> None:
    def fails() -> None:
        with seldom_swept():
            assert gc.get_freeze_count() > before[1]
            assert gc.get_threshold()[0] > before[0][0]
            raise KeyError

    before = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(KeyError):
        fails()
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
