"""The register that the city's disclosure office keeps: one row a column, as `gongkai init --register` takes it."""

import csv
from collections.abc import Mapping
from pathlib import Path

from demo.products import PRODUCTS
from demo.values import Agency, City, Column

HEADERS = (
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
)


def write_register(city: City, base_urls: Mapping[str, str], path: Path) -> None:
    """Write the register of all columns to `path` (CSV, UTF-8 with BOM, as Excel saves it).

    `base_urls` gives each site's address by its code, without a slash at the end.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADERS)
        for agency in city.agencies:
            rows.writerows(_row(city, agency, column, base_urls) for column in agency.columns)


def column_url(city: City, column: Column, base_urls: Mapping[str, str]) -> str:
    """The address of the column's first page."""
    product = PRODUCTS[city.site(column.site).product]
    return base_urls[column.site] + product.list_address(column.path, 0)


def _row(city: City, agency: Agency, column: Column, base_urls: Mapping[str, str]) -> list[str | int]:
    return [
        agency.code,
        agency.name,
        agency.agency_class,
        column.name,
        column_url(city, column, base_urls),
        column.kind,
        column.category,
        column.max_age_days or "",
        column.min_items or "",
        column.code,
        column.issuer or "",
    ]
