"""Codes of columns: the initials of their names, never two the same, never another one tomorrow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from schemas.base import Code
from schemas.column_codes import derive_code

CODE: TypeAdapter[str] = TypeAdapter(Code)
NAMES = st.text(min_size=1, max_size=120)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("工作动态", "gzdt"),
        ("通知公告", "tzgg"),
        ("2026年预算", "2026-nys"),
        ("PPP项目", "ppp-xm"),
        ("News", "news"),
        ("——", "column"),
    ],
)
def test_a_code_is_the_initials_with_ascii_words_kept(name: str, code: str) -> None:
    assert derive_code(name, taken=()) == code


def test_a_taken_code_gets_a_number() -> None:
    assert derive_code("工作动态", taken={"gzdt"}) == "gzdt-2"
    assert derive_code("工作动态", taken={"gzdt", "gzdt-2"}) == "gzdt-3"


@given(NAMES)
def test_every_name_has_a_code_and_always_the_same(name: str) -> None:
    code = derive_code(name, taken=())
    assert CODE.validate_python(code) == code
    assert derive_code(name, taken=()) == code


@given(st.lists(NAMES, max_size=12))
def test_codes_of_one_agency_are_distinct(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        taken.append(derive_code(name, taken=taken))
    assert len(set(taken)) == len(names)
    assert all(CODE.validate_python(code) for code in taken)
