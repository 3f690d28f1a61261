"""What can be wrong in files that each fit their model: words nobody knows, doubles, names that lead nowhere."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from schemas.agencies import AgencyFile
from schemas.base import Code
from schemas.messages import CONFIG
from schemas.mistakes import Mistake
from schemas.office import Office
from schemas.rules import RuleSet
from schemas.vocabulary import Vocabulary
from schemas.work_plan import Duty, WorkPlan
from schemas.yaml_files import YamlFile

_CODE: TypeAdapter[str] = TypeAdapter(Code)


def known_categories(office: Office, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The office's own list of categories, or the general one."""
    return office.categories or tuple(vocabulary.categories)


def agency_mistakes(
    code: str, file: YamlFile[AgencyFile], office: Office, rules: RuleSet, vocabulary: Vocabulary, path: Path
) -> Iterator[Mistake]:
    agency = file.value
    if not agency.columns:
        yield Mistake(
            file=file.path,
            line=file.line("columns"),
            message=f"{agency.name} has no column",
            remedy="add its columns, or delete the file if nothing of it is watched",
        )
    codes = Counter(column.code for column in agency.columns)
    urls: dict[tuple[str, str | None], int] = {}
    categories = known_categories(office, vocabulary)
    minimums = {minimum.category for minimum in agency.minimums}
    for number, column in enumerate(agency.columns):

        def wrong(message: str, remedy: str, *, key: str = "", number: int = number) -> Mistake:
            place = ("columns", number, key) if key else ("columns", number)
            return Mistake(file=file.path, line=file.line(*place), message=message, remedy=remedy)

        if codes[column.code] > 1:
            yield wrong(
                f"column code {column.code!r} stands {codes[column.code]} times",
                "give each column its own code",
                key="code",
            )
        if vocabulary.kind(column.kind) != column.kind:
            meant = vocabulary.kind(column.kind)
            yield wrong(
                f"unknown kind {column.kind!r}",
                f"write {meant}" if meant else f"write one of: {', '.join(vocabulary.kinds)}",
                key="kind",
            )
        if column.category not in categories:
            yield wrong(
                f"unknown category {column.category!r}",
                f"write one of: {', '.join(categories)}; or add it to `categories` in office.yml",
                key="category",
            )
        if column.platform and column.platform not in (products := _known_platforms(path)):
            yield wrong(
                f"unknown platform {column.platform!r}",
                f"write one of: {', '.join(products)}; or leave it out; or describe a new one in platforms/",
                key="platform",
            )
        if column.looked_at and column.looked_at > datetime.now(office.tz).date():
            yield wrong(
                f"looked_at {column.looked_at} lies in the future: until then nobody would be told of another page",
                "write the day on which somebody looked",
                key="looked_at",
            )
        address = (column.url, column.issuer)
        if address in urls:
            yield wrong(
                f"the address {column.url} stands twice in {agency.name} "
                f"(first as {agency.columns[urls[address]].name!r})",
                "keep one of them, or give each its `issuer`",
                key="url",
            )
        urls.setdefault(address, number)
        if (
            column.own_limit is None
            and rules.limit_for(column.kind) is None
            and column.min_items is None
            and column.category not in minimums
        ):
            yield Mistake(
                file=file.path,
                line=file.line("columns", number),
                severity="warning",
                message=f"{column.name}: no limit and no minimum applies to kind {column.kind}",
                remedy="set max_age_days or min_items, or accept that only a blank column would be noticed",
            )
    for number, minimum in enumerate(agency.minimums):
        if minimum.category not in {column.category for column in agency.columns}:
            yield Mistake(
                file=file.path,
                line=file.line("minimums", number),
                message=f"a minimum for {minimum.category!r}, but no column has that category",
                remedy="correct the category, or add the column",
            )


def code_mistakes(files: Mapping[str, object], folder: Path) -> Iterator[Mistake]:
    """An agency's file is named by its code, which stands in addresses, plans and answers."""
    for code in files:
        try:
            _CODE.validate_python(code)
        except ValidationError:
            yield Mistake(
                file=folder / f"{code}.yml",
                message=f"{code!r} cannot be an agency code",
                remedy="rename the file to ASCII letters and digits, and write that code in the work plan",
            )


def shared_addresses(files: Mapping[str, YamlFile[AgencyFile]]) -> Iterator[Mistake]:
    """The same address under several agencies is fetched once and attributed by issuer: worth a warning."""
    first: dict[str, str] = {}
    for code, file in files.items():
        for number, column in enumerate(file.value.columns):
            owner = first.setdefault(column.url, code)
            if owner != code and column.issuer is None:
                yield Mistake(
                    file=file.path,
                    line=file.line("columns", number, "url"),
                    severity="warning",
                    message=f"{column.url} also belongs to {files[owner].value.name}",
                    remedy="set `issuer` on both, so that each agency's own items count",
                )


def handover_mistakes(files: Mapping[str, YamlFile[AgencyFile] | None]) -> Iterator[Mistake]:
    """Successors and continued columns that are not in the register, or that lead back to where they began.

    `files`: by agency code; of one that cannot be read only the code is known.
    """
    read = {code: file for code, file in files.items() if file}
    successors = {code: file.value.successor for code, file in read.items() if file.value.successor}
    sources = {
        f"{code}/{column.code}": column.continues
        for code, file in read.items()
        for column in file.value.columns
        if column.continues
    }
    for code, file in read.items():
        successor = file.value.successor
        if successor is not None and (successor not in files or _leads_back(code, successors)):
            known = successor in files
            yield Mistake(
                file=file.path,
                line=file.line("successor"),
                message=f"{file.value.name} is succeeded by {successor!r}, "
                + ("whose successors lead back to it" if known else "which is not in agencies/"),
                remedy="write the code of the agency that took its duties over, or leave `successor` out",
            )
        for number, column in enumerate(file.value.columns):
            place = column.continues
            if place is None:
                continue
            agency, _, name = place.partition("/")
            owner = files.get(agency)
            unknown = agency not in files or (owner is not None and name not in {c.code for c in owner.value.columns})
            if unknown or _leads_back(f"{code}/{column.code}", sources):
                yield Mistake(
                    file=file.path,
                    line=file.line("columns", number, "continues"),
                    message=f"{column.name} continues {place!r}, "
                    + ("which is not in the register" if unknown else "which leads back to it"),
                    remedy="write it as <agency>/<column>, both codes as in agencies/; a column that was handed over "
                    "stays there, with `until`",
                )


def _leads_back(start: str, onward: Mapping[str, str]) -> bool:
    """Going from one to the next, one comes to `start` again."""
    seen: set[str] = set()
    place = onward.get(start)
    while place is not None and place not in seen:
        seen.add(place)
        place = onward.get(place)
    return start in seen


def plan_mistakes(
    file: YamlFile[WorkPlan],
    agencies: Collection[str],
    office: Office,
    vocabulary: Vocabulary,
    measures: Mapping[str, type[BaseModel]],
) -> Iterator[Mistake]:
    if file.path.stem != str(file.value.year):
        yield Mistake(
            file=file.path,
            line=file.line("year"),
            message=f"the file is {file.path.name}, its year {file.value.year}",
            remedy="make them agree",
        )
    ids = Counter(obligation.id for task in file.value.tasks for obligation in task.obligations)
    numbers = Counter(task.number for task in file.value.tasks)
    for t, task in enumerate(file.value.tasks):
        if numbers[task.number] > 1:
            yield Mistake(
                file=file.path,
                line=file.line("tasks", t, "number"),
                message=f"task number {task.number!r} stands {numbers[task.number]} times",
                remedy="number each task once",
            )
        for role in ("lead", "assisting"):
            for a, code in enumerate(getattr(task, role)):
                if code != "*" and code not in agencies:
                    yield Mistake(
                        file=file.path,
                        line=file.line("tasks", t, role, a),
                        message=f"task {task.number} names the agency {code!r}, which is not in agencies/",
                        remedy=f"write one of: {', '.join(agencies)}; or '*' for all"
                        if len(agencies) <= 20
                        else "write an agency's code, or '*' for all",
                    )
        for o, obligation in enumerate(task.obligations):
            at = ("tasks", t, "obligations", o)
            if ids[obligation.id] > 1:
                yield Mistake(
                    file=file.path,
                    line=file.line(*at, "id"),
                    message=f"obligation id {obligation.id!r} stands {ids[obligation.id]} times",
                    remedy="give each obligation its own id",
                )
            yield from duty_mistakes(file, at, obligation.measure, obligation, office, vocabulary, measures)
            by = obligation.params.get("by")
            if isinstance(by, date) and by.year != file.value.year:
                yield Mistake(
                    file=file.path,
                    line=file.line(*at, "params", "by"),
                    severity="warning",
                    message=f"{obligation.id}: the last day {by} does not lie in {file.value.year}",
                    remedy="correct the day; one of last year's plan finds last year's document, or misses it",
                )


def empty_scopes(file: YamlFile[WorkPlan], agencies: Collection[AgencyFile]) -> Iterator[Mistake]:
    """Column codes and agency classes in a plan that no agency has: their obligations would quietly ask nothing."""
    words = {
        ("scope", "columns"): {column.code for agency in agencies for column in agency.columns},
        ("classes",): {agency.class_ for agency in agencies},
    }
    for t, task in enumerate(file.value.tasks):
        for o, obligation in enumerate(task.obligations):
            named = {("scope", "columns"): obligation.scope.columns, ("classes",): obligation.classes}
            for place, used in named.items():
                for n, word in enumerate(used):
                    if word not in words[place]:
                        yield Mistake(
                            file=file.path,
                            line=file.line("tasks", t, "obligations", o, *place, n),
                            severity="warning",
                            message=f"{obligation.id}: no agency has {place[-1]} {word!r}",
                            remedy="correct the word, or leave it for when there is one",
                        )


def duty_mistakes(
    file: YamlFile[Any],
    at: tuple[int | str, ...],
    measure: str,
    duty: Duty,
    office: Office,
    vocabulary: Vocabulary,
    measures: Mapping[str, type[BaseModel]],
) -> Iterator[Mistake]:
    """An unknown measure, parameters it does not take, kinds and categories nobody knows: in a plan or a rule set."""
    if measure not in measures:
        yield Mistake(
            file=file.path,
            line=file.line(*at, "measure"),
            message=f"unknown measure {measure!r}",
            remedy=f"write one of: {', '.join(sorted(measures))}",
        )
    else:
        try:
            measures[measure].model_validate(duty.params)
        except ValidationError as error:
            for detail in error.errors():
                name = ".".join(str(part) for part in detail["loc"])
                yield Mistake(
                    file=file.path,
                    line=file.line(*at, "params", *detail["loc"]),
                    message=f"{measure}: parameter {name}: {detail['msg'].removeprefix('Value error, ')}",
                    remedy=f"its parameters are: {', '.join(measures[measure].model_fields) or 'none'}",
                )
    for k, kind in enumerate(duty.scope.kinds):
        if kind not in vocabulary.kinds:
            yield Mistake(
                file=file.path,
                line=file.line(*at, "scope", "kinds", k),
                message=f"unknown kind {kind!r}",
                remedy=f"write one of: {', '.join(vocabulary.kinds)}",
            )
    categories = known_categories(office, vocabulary)
    for c, category in enumerate(duty.scope.categories):
        if category not in categories:
            yield Mistake(
                file=file.path,
                line=file.line(*at, "scope", "categories", c),
                message=f"unknown category {category!r}",
                remedy=f"write one of: {', '.join(categories)}",
            )


def _known_platforms(office: Path) -> list[str]:
    """The website products of the program and of the office, by name."""
    return sorted({file.stem for folder in (CONFIG, office) for file in (folder / "platforms").glob("*.yml")})
