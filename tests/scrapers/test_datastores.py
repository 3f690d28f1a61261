"""Datastores: rows of a page wrapped in XML, as a widespread product hands them out."""

import pytest

from tests.support.written_answers import read

# --- datastores ----------------------------------------------------------------------------------------------------


def datastore(count: int, around: str = "", unit: str = "li") -> str:
    records = "".join(
        f"<record><![CDATA[<{unit}><a href='/art/2026/3/{n}/art_7_{n}.html' "
        f"title='关于第{n}批水利项目的公示'>关于第{n}批水利…</a>"
        f"<span>2026-03-{n:02}</span></{unit}>]]></record>"
        for n in range(1, count + 1)
    )
    return f"<?xml version='1.0' encoding='utf-8'?><datastore>{around}<recordset>{records}</recordset></datastore>"


NEXT_GROUP = '<nextgroup><![CDATA[<a href="./dataproxy.jsp?page=2&amp;col=1"></a>]]></nextgroup>'


@pytest.mark.parametrize("unit", ["li", "div", "p"])
def test_a_datastore_is_read_like_the_rows_of_a_page(unit: str) -> None:
    around = f"<totalrecord>43</totalrecord><totalpage>6</totalpage>{NEXT_GROUP}"
    answer = read(datastore(8, around, unit), "http://slj.example/module/jpage/dataproxy.jsp?page=1")

    assert (answer.state, len(answer.entries), answer.total, answer.pages) == ("list", 8, 43, 6)
    assert answer.entries[0].title == "关于第1批水利项目的公示"
    assert answer.entries[0].url == "http://slj.example/art/2026/3/1/art_7_1.html"
    assert str(answer.entries[7].published) == "2026-03-08"
    assert answer.next == "http://slj.example/module/jpage/dataproxy.jsp?page=2&col=1"


def test_a_datastore_that_holds_all_it_states_has_no_next() -> None:
    assert read(datastore(4, f"<totalrecord>4</totalrecord>{NEXT_GROUP}")).next is None


def test_a_datastore_is_blank_only_where_it_states_zero() -> None:
    assert read(datastore(0, "<totalrecord>0</totalrecord>")).state == "blank"
    assert read(datastore(0)).state == "not_a_list"
    assert read(datastore(0, "<totalrecord>43</totalrecord>")).state == "not_a_list"


def test_a_datastore_that_breaks_off_gives_the_records_that_are_whole() -> None:
    assert len(read(datastore(8)[:-150]).entries) == 7
