"""The register of the city is what an office would keep in Excel."""

import csv
from pathlib import Path

from demo.register import write_register
from demo.server import CityServer
from demo.values import City


def test_the_register_has_every_column_once_under_the_chinese_headers(
    city: City, running: CityServer, tmp_path: Path
) -> None:
    path = tmp_path / "register.csv"
    write_register(city, running.base_urls, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["单位代码"], row["栏目代码"]) for row in rows] == [(c.agency, c.code) for c in city.columns]
    assert set(rows[0]) == {
        "单位代码",
        "单位名称",
        "单位类别",
        "栏目",
        "网址",
        "栏目类型",
        "信息类别",
        "更新时限(天)",
        "最少条数",
        "栏目代码",
        "发布机构",
    }
    assert all(row["网址"].startswith("http://127.0.0.1:") for row in rows)


def test_limits_minimums_and_issuers_stand_only_where_they_apply(
    city: City, running: CityServer, tmp_path: Path
) -> None:
    path = tmp_path / "register.csv"
    write_register(city, running.base_urls, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["单位代码"], row["栏目代码"]): row for row in csv.DictReader(file)}
    assert rows["qxj", "yjxx"]["更新时限(天)"] == "7"
    assert rows["zfb", "zwdt"]["最少条数"] == "60"
    assert (rows["slj", "gzdt"]["更新时限(天)"], rows["slj", "gzdt"]["最少条数"]) == ("", "")
    assert rows["czj", "gfxwj"]["发布机构"] == "市财政局"
    assert rows["fgj", "gfxwj"]["网址"] == rows["czj", "gfxwj"]["网址"]
    assert [key for key, row in rows.items() if row["发布机构"]] == [("fgj", "gfxwj"), ("czj", "gfxwj")]
