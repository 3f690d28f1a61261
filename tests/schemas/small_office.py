"""A small office folder in which everything is right, for tests to spoil one thing of."""

from pathlib import Path

OFFICE = """\
name: 云溪市政府信息公开办公室
zone: Asia/Shanghai
rules: national-2019
warehouse: sqlite:///var/warehouse.sqlite
schedule: {nightly: "30 2 * * *"}
allowed_private: ["10.0.0.8:80"]
politeness:
  contact: office@example.test
  delay_seconds: 2.0
"""
SLJ = """\
name: 市水利局
class: 部门
columns:
  - code: gzdt
    name: 工作动态
    kind: 动态要闻
    category: 工作信息
    url: http://slj.test/gzdt/
  - code: tzgg
    name: 通知公告
    kind: 通知公告
    category: 工作信息
    url: http://slj.test/tzgg/
minimums:
  - category: 工作信息
    min_items: 10
"""
XQZ = """\
name: 西桥镇
class: 镇街
columns:
  - {code: dt, name: 动态, kind: 动态要闻, category: 工作信息, url: "http://xqz.test/dt/"}
"""
PLAN = """\
year: 2026
title: 2026年政务公开工作要点
tasks:
  - number: "1"
    title: 栏目更新
    wording: 保持栏目更新。
    clause: 云溪政办发〔2026〕1号 第一条
    lead: ["*"]
    obligations:
      - id: current
        measure: updated_within
        points: 60
      - id: report
        measure: published_by
        points: 10
        params:
          title: 年度报告
          by: 2026-01-31
        scope:
          kinds: [年度报告]
          categories: [工作信息]
  - number: "2"
    title: 队伍建设
    wording: 配备专职人员。
    clause: 云溪政办发〔2026〕1号 第二条
    lead: [slj]
    obligations:
      - id: staff
        measure: human
        points: 5
"""
FILES = {"office.yml": OFFICE, "agencies/slj.yml": SLJ, "agencies/xqz.yml": XQZ, "work_plans/2026.yml": PLAN}


def write_office(folder: Path) -> Path:
    """Write the office into `folder`, and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file of the office by `new`; returns the line (from 1) on which it stood."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old!r} does not stand in {name}"
    path.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1
