"""Data and code agree: every YAML fits its model, every sentence has both languages, every name leads somewhere."""

import ast
import importlib
import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from demo.city import build_city
from demo.wording import wording
from flows.init_office import STARTER_CLAUSE, STARTER_PLAN
from schemas.json_schema import MODELS, json_schemas
from schemas.messages import CONFIG, catalogue
from schemas.platforms import Platform
from schemas.proposals import Proposals
from schemas.reviews import read_answers
from schemas.rules import RuleSet
from schemas.unit_words import UnitWords
from schemas.vocabulary import Vocabulary, load_vocabulary
from schemas.work_plan import Obligation, WorkPlan
from schemas.yaml_files import YamlFile
from scorecards.measure_index import with_table
from scorecards.measures import MEASURES
from scrapers.pages.platforms import load_platforms

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("schemas", "scrapers", "warehouse", "expectations", "scorecards", "publishing", "flows", "demo")
MODEL_OF: dict[str, type[BaseModel]] = {
    "categories.yml": Vocabulary,
    "proposals.yml": Proposals,
    "units.yml": UnitWords,
    "plans/*/*.yml": WorkPlan,
    "rules/*.yml": RuleSet,
    "platforms/*.yml": Platform,
}
"""The files of `config/` that are one model each; the others have loaders of their own."""
MEASURE_PAGES = ROOT / "docs" / "measures"


def plain_yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def sentences(language: str, *, prefix: str = "") -> dict[str, str]:
    return {str(key): str(text) for key, text in plain_yaml(CONFIG / f"messages/{prefix}{language}.yml").items()}


def figures(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


# config/


def test_every_yaml_in_config_is_read_by_its_own_loader() -> None:
    left = {path.relative_to(CONFIG).as_posix() for path in CONFIG.rglob("*.yml")}
    assert left
    for pattern, model in MODEL_OF.items():
        for path in CONFIG.glob(pattern):
            data = plain_yaml(path)
            assert model.model_validate({"name": path.stem, **data} if model is Platform else data)
            left.discard(path.relative_to(CONFIG).as_posix())
    left -= {f"messages/{prefix}{language}.yml" for prefix in ("", "site.") for language in ("zh", "en")}
    assert build_city(date(2026, 11, 20)).agencies
    assert wording()
    left -= {"demo/city.yml", "demo/wording.yml"}
    assert left == set(), "files that nothing reads"


def test_a_rule_set_and_a_platform_are_called_as_their_files() -> None:
    for path in (CONFIG / "rules").glob("*.yml"):
        assert YamlFile(path, RuleSet).value.name == path.stem
    files = {path.stem for path in (CONFIG / "platforms").glob("*.yml")}
    assert {platform.name for platform in load_platforms()} == files


def test_rules_speak_of_kinds_that_exist_and_name_each_once() -> None:
    kinds = load_vocabulary().kinds
    for path in (CONFIG / "rules").glob("*.yml"):
        rules = YamlFile(path, RuleSet).value
        ruled = [kind for rule in rules.freshness for kind in rule.kinds]
        assert set(ruled) <= set(kinds)
        assert len(ruled) == len(set(ruled))
        assert len({rule.code for rule in rules.freshness}) == len(rules.freshness)


@pytest.mark.parametrize("words", ["kinds", "categories"])
def test_a_word_means_one_thing(words: str) -> None:
    known: dict[str, tuple[str, ...]] = getattr(load_vocabulary(), words)
    said = Counter(word for name, others in known.items() for word in (name, *others))
    assert [word for word, times in said.items() if times > 1] == []


def test_the_json_schemas_are_those_of_the_models() -> None:
    expected = json_schemas()
    assert {path.name for path in (CONFIG / "json_schemas").iterdir()} == {path.name for path in expected}
    for path, text in expected.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run `make schemas`"
    assert set(MODELS) == {path.name.partition(".")[0] for path in expected}


def test_the_starter_plan_is_one_and_names_measures_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "2026.yml"
    path.write_text(STARTER_PLAN.format(year=2026, clause=STARTER_CLAUSE), encoding="utf-8")
    plan = YamlFile(path, WorkPlan).value
    assert plan.year == 2026
    assert {duty.measure for task in plan.tasks for duty in task.obligations} <= set(MEASURES)


# sentences


@pytest.mark.parametrize("prefix", ["", "site."])
def test_both_languages_say_the_same_things_with_the_same_figures(prefix: str) -> None:
    zh, en = sentences("zh", prefix=prefix), sentences("en", prefix=prefix)
    assert set(zh) == set(en)
    for key in zh:
        assert set(figures(zh[key])) == set(figures(en[key])), key
        assert zh[key].strip()
        assert en[key].strip()


@pytest.mark.parametrize("prefix", ["", "site."])
def test_no_sentence_stands_twice(prefix: str) -> None:
    for language in ("zh", "en"):
        text = (CONFIG / f"messages/{prefix}{language}.yml").read_text(encoding="utf-8")
        keys = Counter(re.findall(r"^([a-z][\w.]*):", text, flags=re.MULTILINE))
        assert [key for key, times in keys.items() if times > 1] == []


def said_in_code(function: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of `function` with a key written in the code, whole or with gaps."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                    yield path, node


def key_patterns(node: ast.expr) -> list[str]:
    """The keys an argument may be, as regular expressions."""
    match node:
        case ast.Constant(value=str(key)):
            return [re.escape(key)]
        case ast.JoinedStr(values=parts):
            return ["".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.]+" for p in parts)]
        case ast.IfExp(body=one, orelse=other):
            return key_patterns(one) + key_patterns(other)
    return []


def test_every_sentence_the_code_says_exists() -> None:
    known = set(catalogue("zh"))
    calls = [(path, call) for path, call in said_in_code("say") if path.name != "messages.py"]
    assert calls
    for path, call in calls:
        patterns = key_patterns(call.args[0])
        assert patterns, f"{path}:{call.lineno}: which sentence is meant cannot be seen"
        for pattern in patterns:
            assert [key for key in known if re.fullmatch(pattern, key)], f"{path}:{call.lineno}: {pattern}"


def test_every_sentence_gets_the_figures_it_shows() -> None:
    for path, call in said_in_code("say"):
        named = [keyword.arg for keyword in call.keywords]
        if not isinstance(call.args[0], ast.Constant) or None in named:
            continue
        shown = set(figures(catalogue("zh")[str(call.args[0].value)]))
        assert shown <= set(named), f"{path}:{call.lineno}"


def test_every_sentence_is_said_somewhere() -> None:
    patterns = [pattern for _, call in said_in_code("say") for pattern in key_patterns(call.args[0])]
    assert [key for key in catalogue("zh") if not any(re.fullmatch(pattern, key) for pattern in patterns)] == []


def test_every_measure_and_every_state_has_a_label() -> None:
    labels = sentences("zh", prefix="site.")
    assert {f"measure.{name}" for name in MEASURES} <= set(labels)
    for status in ("fresh", "stale", "blank", "unknown", "unlimited"):
        assert f"status.{status}" in labels


# prefect.yaml


def deployments() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = plain_yaml(ROOT / "prefect.yaml")["deployments"]
    return listed


@pytest.mark.parametrize("deployment", deployments(), ids=lambda one: str(one["name"]))
def test_every_deployment_leads_to_a_flow_of_its_name(deployment: dict[str, Any]) -> None:
    flows = importlib.import_module("prefect.flows")
    module, _, name = deployment["entrypoint"].rpartition(".")
    flow = getattr(importlib.import_module(module), name)
    assert isinstance(flow, flows.Flow)
    assert flow.name == deployment["name"]
    assert "office" in flow.parameters.properties


def test_deployments_carry_no_times_of_their_own() -> None:
    assert not [one["name"] for one in deployments() if "schedules" in one or "schedule" in one]


def test_no_flow_file_is_called_as_a_package() -> None:
    assert not {path.stem for path in (ROOT / "flows").glob("*.py")} & set(PACKAGES)


# docs/measures/


def test_every_measure_has_its_page_and_every_page_its_measure() -> None:
    assert {path.stem for path in MEASURE_PAGES.glob("*.md")} == {*MEASURES, "README"}
    index = (MEASURE_PAGES / "README.md").read_text(encoding="utf-8")
    assert index == with_table(index), "run `python -m scorecards.measure_index`"


@pytest.mark.parametrize("name", MEASURES)
def test_a_measures_page_says_what_its_version_and_parameters_are(name: str) -> None:
    page = (MEASURE_PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert page.splitlines()[0] == f"# {sentences('zh', prefix='site.')[f'measure.{name}']} · `{name}`"
    assert f"Version {MEASURES[name].version}." in page
    for parameter in MEASURES[name].params.model_fields:
        assert f"`{parameter}`" in page
    for part in ("**参数**", "**依据**", "## In English"):
        assert part in page


@pytest.mark.parametrize("name", MEASURES)
def test_the_examples_on_a_measures_page_are_right(name: str) -> None:
    page = (MEASURE_PAGES / f"{name}.md").read_text(encoding="utf-8")
    examples = [
        duty for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) for duty in YAML(typ="safe").load(block)
    ]
    assert examples
    vocabulary = load_vocabulary()
    for example in examples:
        duty = Obligation.model_validate(example)
        assert duty.measure == name
        MEASURES[name].params.model_validate(duty.params)
        assert set(duty.scope.kinds) <= set(vocabulary.kinds)
        assert set(duty.scope.categories) <= set(vocabulary.categories)


def test_the_example_of_an_answer_is_one(tmp_path: Path) -> None:
    page = (MEASURE_PAGES / "human.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    (tmp_path / "answers.csv").write_text(block, encoding="utf-8")
    (answer,) = read_answers(tmp_path)
    assert (answer.obligation, answer.verdict) == ("interpretation-quality", "met")
