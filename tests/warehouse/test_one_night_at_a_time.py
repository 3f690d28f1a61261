"""Two nights started at once: the second says so and stops."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse.connect import Warehouse, open_warehouse
from warehouse.errors import WarehouseBusy

HOLD = """
import sys, time
from warehouse.connect import open_warehouse
with open_warehouse(sys.argv[1]) as w, w.exclusive():
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_says_so_and_stops(warehouse: Warehouse, warehouse_address: str) -> None:
    with (
        open_warehouse(warehouse_address) as other,
        warehouse.exclusive(),
        pytest.raises(WarehouseBusy, match="another night is being written"),
        other.exclusive(),
    ):
        pass


def test_a_thread_of_the_same_program_is_refused_as_well(warehouse: Warehouse) -> None:
    def second() -> None:
        with warehouse.exclusive():
            pass

    with warehouse.exclusive(), ThreadPoolExecutor(1) as pool, pytest.raises(WarehouseBusy):
        pool.submit(second).result()


def test_who_holds_it_may_ask_for_it_again_and_keeps_it(warehouse: Warehouse, warehouse_address: str) -> None:
    with warehouse.exclusive(), open_warehouse(warehouse_address) as other:
        with warehouse.exclusive():
            pass
        with pytest.raises(WarehouseBusy), other.exclusive():
            pass


def test_the_hold_ends_with_the_block_even_if_it_fails(warehouse: Warehouse) -> None:
    with pytest.raises(ZeroDivisionError), warehouse.exclusive():
        raise ZeroDivisionError
    with warehouse.exclusive():
        pass


def test_the_hold_of_a_killed_process_is_gone(warehouse: Warehouse, warehouse_address: str) -> None:
    root = Path(__file__).resolve().parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, warehouse_address], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(WarehouseBusy), warehouse.exclusive():
        pass
    holder.kill()
    holder.communicate()
    _wait_until_free(warehouse)


def _wait_until_free(warehouse: Warehouse) -> None:
    for _ in range(100):  # a server notices the death of its client a moment later
        try:
            with warehouse.exclusive():
                return
        except WarehouseBusy:
            time.sleep(0.05)
    pytest.fail("the hold of a dead process is still there after five seconds")
