"""Great Expectations' own pages, for those who want them."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from expectations.data_docs import export_data_docs
from schemas.messages import CONFIG
from schemas.rules import RuleSet
from schemas.yaml_files import YamlFile

RULES = YamlFile(CONFIG / "rules" / "national-2019.yml", RuleSet).value


def test_the_optional_pages_name_both_suites(tmp_path: Path) -> None:
    columns = pd.DataFrame(
        [
            {
                "column_id": "slj/gzdt",
                "state": "list",
                "observed_at": pd.Timestamp("2026-11-20T02:00:00Z"),
                "newest": pd.Timestamp(date(2026, 11, 1)),
                "due_on": pd.Timestamp(date(2026, 11, 15)),
                "seen_back_to": pd.Timestamp(date(2026, 10, 1)),
                "undated_age": None,
                "items": 3,
                "age": 19,
                "limit": 14,
                "limit_value": 14,
                "limit_unit": "days",
                "age_hours": None,
                "due_at": None,
                "rule_limit": None,
            }
        ]
    )
    count = {"agency": "slj", "category": "工作信息", "column": None, "period": "2026", "obligation": None, "items": 3}
    counts = pd.DataFrame([{**count, "min_items": None, "complete": True, "cause": None}])
    index = export_data_docs(
        columns,
        counts,
        registered_columns=1,
        registered_counts=1,
        rules=RULES,
        zone=ZoneInfo("Asia/Shanghai"),
        out=tmp_path,
    )
    assert index.is_file()
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "gx").rglob("*.html")]
    assert any("freshness" in page for page in pages)
    assert any("counts" in page for page in pages)
