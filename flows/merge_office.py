"""Make `office.yml`, or bring it up to date with the register's categories and servers."""

import ipaddress
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from flows.hand_kept_yaml import in_one_line, read_checked, write_back
from schemas.office import Office
from schemas.register import RegisterRow
from schemas.vocabulary import load_vocabulary
from schemas.yaml_files import plain

OFFICE_HEAD = """\
# The office: who it is, which rules it follows, where it keeps things, how politely it asks.
# Editors with YAML support read the keys' meanings from config/json_schemas/office.schema.json.
"""


def merge_office(
    folder: Path, rows: Iterable[RegisterRow], known: dict[str, Any], *, name: str | None, rules: str, notes: list[str]
) -> str:
    """The text of `office.yml`; `notes` gets what a person should know.

    `known`: the servers of the last register. What a person took out of the file about them stays out.
    """
    path = folder / "office.yml"
    was = None
    if path.exists():
        node = read_checked(path, Office)
        was = plain(node)
        if name is not None:
            node["name"] = name
    else:
        node = CommentedMap(name=name or "政府信息公开办公室", zone="Asia/Shanghai", rules=rules)
        node["warehouse"] = "sqlite:///var/warehouse.sqlite"
        node["schedule"] = CommentedMap(nightly="30 2 * * *", probe="10 * * * *")
        node["politeness"] = CommentedMap(contact="", delay_seconds=2.0)
        node.yaml_set_start_comment(OFFICE_HEAD.replace("# ", "").rstrip())
        node["politeness"].yaml_add_eol_comment("mail or telephone a webmaster can reach; please fill in", "contact")
    _add_categories(node, rows)
    _add_sites(node, rows, known)
    _allow_private(node, [row for row in rows if _server(row) not in known], notes)
    return write_back(path, node, was)


def owners_of_servers(rows: Iterable[RegisterRow]) -> dict[str, list[str]]:
    """The register's servers, each with the codes of the agencies that have columns there."""
    owners: dict[str, list[str]] = {}
    for row in rows:
        codes = owners.setdefault(_server(row), [])
        if row.agency_code not in codes:
            codes.append(row.agency_code)
    return owners


def _add_categories(node: CommentedMap, rows: Iterable[RegisterRow]) -> None:
    general = tuple(load_vocabulary().categories)
    listed = node.get("categories") or general
    new = [category for category in dict.fromkeys(row.category for row in rows) if category not in listed]
    if new:
        node["categories"] = CommentedSeq([*listed, *new])


def _server(row: RegisterRow) -> str:
    return urlsplit(row.url).netloc.lower()


def _add_sites(node: CommentedMap, rows: Iterable[RegisterRow], known: dict[str, Any]) -> None:
    """A site per host, owned by the agencies that have columns there."""
    homes = {_server(row): f"{urlsplit(row.url).scheme}://{_server(row)}/" for row in rows}
    sites = node.get("sites") or CommentedSeq()
    listed = {site["host"]: site for site in sites}
    for host, codes in owners_of_servers(rows).items():
        new = [code for code in codes if code not in known.get(host, [])]
        if host in listed:
            agencies = listed[host].setdefault("agencies", CommentedSeq())
            agencies.extend(code for code in new if code not in agencies)
        elif new:
            sites.append(CommentedMap(host=host, home=homes[host], agencies=in_one_line(codes)))
    if sites:
        node["sites"] = sites


def _allow_private(node: CommentedMap, rows: Iterable[RegisterRow], notes: list[str]) -> None:
    """The register's own private servers may be visited; no name is resolved to find them."""
    allowed = node.get("allowed_private") or CommentedSeq()
    for host, port in dict.fromkeys(_host_port(row.url) for row in rows):
        private, loopback = _private(host)
        key = f"{host}:{port}"
        if not private or key in allowed:
            continue
        allowed.append(key)
        notes.append(f"{key} is a private address; office.yml now allows it, because the register uses it")
        if loopback:
            politeness = node.setdefault("politeness", CommentedMap())
            politeness.setdefault("hosts", CommentedMap())[key] = CommentedMap(delay_seconds=0.0)
            notes.append(f"{key} is this machine itself; it is asked without delay")
    if allowed:
        node["allowed_private"] = allowed


def _host_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def _private(host: str) -> tuple[bool, bool]:
    """Whether the host is a private address, and whether it is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True, True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False, False
    return not address.is_global, address.is_loopback
