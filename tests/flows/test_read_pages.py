"""`gongkai read`: what is understood of single pages, one JSON object an argument."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from flows.command_line import app
from tests.schemas.small_office import write_office

PAGES = Path(__file__).resolve().parents[1] / "pages"


def read(*arguments: str, what: str = "list") -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, ["read", what, *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_object_an_argument_in_order_also_when_one_cannot_be_read(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.html")
    answers = read(
        str(PAGES / "forms" / "ul_date_before.html"),
        missing,
        "http://127.0.0.1:9/",
        str(PAGES / "states" / "blank_words.html"),
    )
    assert [answer["state"] for answer in answers] == ["list", "not_a_list", "error_page", "blank"]
    assert [answer["source"] for answer in answers][1:3] == [missing, "http://127.0.0.1:9/"]
    assert all(answer["items"] == [] and answer["newest"] is None for answer in answers[1:])
    assert "private address" in answers[2]["reason"]


def test_a_saved_page_takes_the_address_it_is_given() -> None:
    (answer,) = read(
        str(PAGES / "forms" / "ul_date_before.html"), "--base-url", "http://www.example.gov.cn/tzgg/index.html"
    )
    assert answer["items"][0].keys() >= {"title", "url", "published", "published_raw"}
    assert answer["items"][0]["url"].startswith("http://www.example.gov.cn/tzgg/")
    assert answer["next"] == "http://www.example.gov.cn/tzgg/index_1.html"
    assert answer["newest"] == max(item["published"] for item in answer["items"])


def test_an_explanation_shows_the_list_taken_the_others_and_the_lines_to_override() -> None:
    saved = str(PAGES / "forms" / "ul_date_before.html")
    done = CliRunner().invoke(app, ["read", "list", saved, "--base-url", "http://slj.example/tzgg/", "--explain"])

    assert done.exit_code == 0, done.output
    assert "→ ul.xx > li    8 entries, 8 dated, newest 2026-03-18" in done.stdout
    assert "against  it stands in navigation" in done.stdout
    assert "rows: 'ul.xx > li'" in done.stdout


def test_an_explanation_of_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["read", "list", str(tmp_path / "none.html"), "--explain", "--json"])

    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert answer["reading"]["state"] == "not_a_list"
    assert "No such file" in answer["reading"]["reason"]
    assert answer["candidates"] == []


DOCUMENT = """<html><head><meta name="ArticleTitle" content="关于清明节祭扫安排的公告"></head><body>
<h1>关于清明节祭扫安排的公告</h1><div>发布时间：2026-03-18　来源：社会事务科</div>
<p>为做好清明节期间群众祭扫服务保障工作，现将有关安排公告如下，请广大市民周知。</p>
<a href="a.pdf">路线图.pdf</a></body></html>"""


def test_documents_one_object_an_argument_in_order_also_when_one_cannot_be_read(tmp_path: Path) -> None:
    saved, missing = tmp_path / "document.html", str(tmp_path / "none.html")
    saved.write_text(DOCUMENT, encoding="gb18030")
    answers = read(
        missing, str(saved), "http://127.0.0.1:9/", str(PAGES / "forms" / "ul_date_before.html"), what="document"
    )
    assert [answer["state"] for answer in answers] == ["not_a_document", "document", "error_page", "not_a_document"]
    assert [answer["source"] for answer in answers][:3] == [missing, str(saved), "http://127.0.0.1:9/"]
    assert answers[1]["attachments"] == [{"title": "路线图.pdf", "url": (tmp_path / "a.pdf").as_uri()}]
    assert (answers[1]["published"], answers[1]["published_from"]) == ("2026-03-18", "shown")


def test_what_a_document_does_not_say_is_null() -> None:
    (answer,) = read(str(PAGES / "forms" / "ul_date_before.html"), what="document")
    assert {key: value for key, value in answer.items() if value not in (None, [], False)}.keys() == {
        "source",
        "state",
        "reason",
        "dates",
    }
    assert set(answer["dates"].values()) == {None}


def test_a_document_takes_the_address_it_is_given(tmp_path: Path) -> None:
    saved = tmp_path / "document.html"
    saved.write_text(DOCUMENT, encoding="utf-8")
    address = "http://mzj.example.gov.cn/tzgg/202604/t20260402_9.html"
    (answer,) = read(str(saved), "--base-url", address, what="document")
    assert (answer["dates"]["url"], answer["dates_conflict"]) == ("2026-04-02", True)
    assert answer["attachments"][0]["url"] == "http://mzj.example.gov.cn/tzgg/202604/a.pdf"


def test_a_document_for_people_shows_every_date_and_where_it_stood(tmp_path: Path) -> None:
    saved = tmp_path / "document.html"
    saved.write_text(DOCUMENT, encoding="utf-8")
    done = CliRunner().invoke(app, ["read", "document", str(saved)])
    assert "published 2026-03-18 (shown)" in done.stdout
    assert "label 发布时间: 2026-03-18" in done.stdout


def test_a_product_without_marks_is_tried_by_its_name(tmp_path: Path) -> None:
    office = write_office(tmp_path / "office")
    (office / "platforms").mkdir()
    (office / "platforms" / "own.yml").write_text("title: 自建\nsource: 本市\nlist: {rows: li.own}\n", encoding="utf-8")
    saved = tmp_path / "list.html"
    saved.write_text('<ul><li class="own"><a href="1.html">一号公告</a> 2026-03-18</ul>', encoding="utf-8")

    (answer,) = read(str(saved), "--office", str(office), "--platform", "own")
    assert ([item["title"] for item in answer["items"]], answer["product"]) == (["一号公告"], "own")
    refused = CliRunner().invoke(app, ["read", "list", str(saved), "--platform", "own"])
    assert (refused.exit_code, "an office's own are known with --office" in refused.output) == (2, True)


def test_a_base_address_that_is_none_is_refused_before_links_are_made_of_it() -> None:
    page = str(PAGES / "forms" / "ul_date_before.html")
    for what in ("list", "document"):
        refused = CliRunner().invoke(app, ["read", what, page, "--base-url", "www.example.gov.cn/gg/"])
        assert (refused.exit_code, "begin it with http://" in refused.output) == (2, True)
