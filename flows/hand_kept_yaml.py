"""YAML files that people edit: read with their comments, and brought up to date without disturbing the rest."""

from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from schemas.yaml_files import Model, YamlFile, plain, read_yaml


def read_checked(path: Path, model: type[Model]) -> CommentedMap:
    """A file's nodes. Raises `ConfigError` naming every mistake in it: only what fits can be brought up to date."""
    YamlFile(path, model)
    node: CommentedMap = read_yaml(path)
    return node


def write_back(path: Path, node: CommentedMap, was: object) -> str:
    """The node as YAML; a file in which nothing changed keeps the very characters a person wrote."""
    return path.read_text(encoding="utf-8") if was is not None and plain(node) == was else as_yaml(node)


def as_yaml(node: CommentedMap) -> str:
    """The node as the office's files are written: lists indented, Chinese as it is, no line broken."""
    yaml = YAML(typ="rt")
    yaml.width = 4096
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(node, stream)
    return stream.getvalue()


def in_one_line(values: Iterable[str]) -> CommentedSeq:
    """A short list that stays on its key's line."""
    sequence = CommentedSeq(values)
    sequence.fa.set_flow_style()
    return sequence
