"""`scorecards.xlsx`: ranking, lines, columns, problems and warnings as an office would type them, ready to print."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal

from publishing.agency_page import lost
from publishing.early_warnings import HEADERS as WARNING_HEADERS
from publishing.early_warnings import warning_rows
from publishing.line_words import about, explanation, measure
from publishing.night import Night
from publishing.overview import Standing, days_over, overview
from publishing.problem_list import HEADERS as PROBLEM_HEADERS
from publishing.problem_list import Problem, problems
from publishing.sheets import Cell, Head, Link, Sheet, Style, workbook
from publishing.wording import Words, moment_text, words
from schemas.results import AgencyCard, ColumnCheck, Line


def scorecards_xlsx(night: Night) -> bytes:
    """The workbook's bytes; the same night gives the same bytes."""
    sheets = (_ranking(night), _lines(night), _columns(night), _problem_sheet(night), _warning_sheet(night))
    return workbook(
        sheets,
        title=f"{night.scorecards.office} 政务公开监测 {night.day.isoformat()}",
        office=night.scorecards.office,
        at=night.scorecards.as_of,
        beside=f"监测时间点 {moment_text(night.scorecards.as_of)}",
    )


def _ranking(night: Night) -> Sheet:
    heads = (
        Head("名次", 7, "whole"), Head("单位", 26), Head("单位类别", 14), Head("得分", 9, "points"),
        Head("满分", 9, "points"), Head("得分率", 12, "percent"), Head("等次", 10), Head("覆盖率", 10, "percent"),
        Head("超期栏目", 10, "whole"), Head("空白栏目", 10, "whole"), Head("未知栏目", 10, "whole"),
        Head("较上次（百分点）", 12, "change"), Head("比较说明", 26, "wrap"), Head("单项否决", 24, "wrap"),
    )  # fmt: skip
    return Sheet("总览", heads, (_standing(s) for s in overview(night).standings), bar_column=5)


def _standing(standing: Standing) -> Sequence[Cell | Link]:
    card, counts, change = standing.card, standing.counts, standing.change
    remark = "" if change.same_scope else words("zh")("change.scope")
    if change.points is None:
        remark = words("zh")(f"change.{change.kind}")
    return (
        card.rank, card.name, card.agency_class, card.score, card.max, _fraction(card.percent), card.grade or "",
        card.coverage, counts["stale"], counts["blank"], counts["unknown"], change.points, remark,
        "；".join(card.vetoes),
    )  # fmt: skip


def _lines(night: Night) -> Sheet:
    heads = (
        Head("单位", 22), Head("任务", 8), Head("任务名称", 28, "wrap"), Head("栏目 / 类别", 22, "wrap"),
        Head("检查项", 14), Head("种类", 10), Head("结果", 12), Head("得分", 8, "points"), Head("满分", 8, "points"),
        Head("扣分", 8, "points"), Head("封顶前", 8, "points"), Head("试运行", 8), Head("期限", 12, "day"),
        Head("原因", 14), Head("说明", 46, "wrap"),
        Head("依据", 34, "wrap"), Head("取证网址", 36), Head("取证时间", 17, "moment"), Head("证据(文件#偏移)", 36),
        Head("SHA256", 24),
    )  # fmt: skip
    titles = {task.number: task.title for task in night.plan.tasks} if night.plan else {}
    return Sheet("得分明细", heads, _line_rows(night, titles), status_column=6, freeze_columns=1)


def _line_rows(night: Night, titles: dict[str, str]) -> Iterable[Sequence[Cell | Link]]:
    label = words("zh")
    for card in night.scorecards.agencies:
        for line in card.lines:
            yield (
                card.name, line.task, titles.get(line.task, ""), about(line, card), measure(line, label),
                label(f"mode.{line.mode}"), label(f"line.{line.status}"), line.points, line.max, lost(line),
                line.uncapped, _trial(line, label), line.due_on,
                label(f"cause.{line.cause}") if line.cause else "", explanation(line, card, label), line.clause,
                *_proof(night, line),
            )  # fmt: skip


def _trial(line: Line, label: Words) -> str:
    return label("line.unconfirmed") if line.unconfirmed else "是" if line.trial else ""


def _proof(night: Night, line: Line) -> Sequence[Cell | Link]:
    if not line.evidence:
        return (None, None, None, None)
    first = line.evidence[0]
    fetched = night.local(first.fetched_at) if first.fetched_at else None
    return (Link(first.url, first.url), fetched, first.record or first.issued_by, first.sha256)


def _columns(night: Night) -> Sheet:
    heads = (
        Head("单位", 22), Head("栏目", 22), Head("栏目类型", 12), Head("信息类别", 14), Head("状态", 9),
        Head("最近更新", 12, "day"), Head("已过天数", 9, "whole"), Head("限期天数", 9, "whole"),
        Head("超期天数", 9, "whole"), Head("最迟更新日", 12, "day"), Head("信息条数", 9, "whole"),
        Head("查看时间", 17, "moment"), Head("说明", 46, "wrap"), Head("链接", 48),
    )  # fmt: skip
    rows = (_column(night, card, column) for card in night.scorecards.agencies for column in card.columns)
    return Sheet("栏目", heads, rows, status_column=4)


def _column(night: Night, card: AgencyCard, column: ColumnCheck) -> Sequence[Cell | Link]:
    over = days_over(column) if column.status == "stale" else None
    seen = night.local(column.observed_at) if column.observed_at else None
    return (
        card.name, Link(column.name, column.url), column.kind, column.category,
        words("zh")(f"status.{column.status}"), column.newest, column.age_days, column.limit_days, over,
        # Of a stale column, the overrun in days says it; counted in months, the two may differ by a few days.
        column.due_on if column.status == "fresh" else None,
        column.items, seen, column.reason.text("zh"), Link(column.url, column.url),
    )  # fmt: skip


def _problem_sheet(night: Night) -> Sheet:
    widths: tuple[tuple[float, Style], ...] = (
        (6, "whole"), (22, "text"), (20, "wrap"), (36, "text"), (8, "text"), (34, "wrap"), (46, "wrap"), (14, "text"),
        (8, "points"), (12, "day"), (10, "whole"), (10, "whole"), (17, "moment"), (36, "text"), (24, "text"),
    )  # fmt: skip
    heads = [Head(title, width, style) for title, (width, style) in zip(PROBLEM_HEADERS, widths, strict=True)]
    return Sheet("问题清单", heads, (_problem(problem) for problem in problems(night)))


def _problem(problem: Problem) -> Sequence[Cell | Link]:
    newest = date.fromisoformat(problem.newest) if problem.newest else None
    return (
        problem.number, problem.agency, problem.column, Link(problem.url, problem.url), problem.task, problem.clause,
        problem.description, problem.cause, problem.lost, newest, problem.days_over, problem.limit_days,
        problem.found_at, problem.record, problem.sha256,
    )  # fmt: skip


def _warning_sheet(night: Night) -> Sheet:
    widths: tuple[tuple[float, Style], ...] = (
        (6, "whole"), (22, "text"), (22, "wrap"), (8, "text"), (14, "text"), (12, "text"), (12, "day"), (10, "whole"),
        (14, "text"), (8, "points"), (46, "wrap"), (22, "text"),
    )  # fmt: skip
    heads = [Head(title, width, style) for title, (width, style) in zip(WARNING_HEADERS, widths, strict=True)]
    return Sheet("到期提醒", heads, (astuple(row) for row in warning_rows(night)), status_column=5)


def _fraction(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent / 100)
