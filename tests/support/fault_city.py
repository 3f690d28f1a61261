"""A city whose every column falls ill in its own way: one server a column, and an office that watches them all.

At first every column is well. `fall_ill` then lets each one's fault begin, while the columns of the second agency stay
in health: some publish, some do not, and what these owe must still be found.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.fault_certificates import certificate
from tests.support.fault_pages import PAGE_FAULTS, Pages, blank, december, listing, november, shown, two_pages
from tests.support.fault_server import FAULTS, Answer, FaultServer, RobotsMode, Seen

ROBOTS_FAULTS: Mapping[str, RobotsMode] = {
    "robots_forbids": "forbids",
    "robots_answers_500": "answers 500",
    "robots_hangs": "hangs",
    "robots_leads_away": "leads away",
}
TLS_FAULTS = (
    "certificate_expired",
    "certificate_of_another_host",
    "certificate_nobody_vouches_for",
    "no_tls_where_it_was",
)
LINE_FAULTS = ("name_not_known", "resolver_silent", "connection_refused")
MANNER_FAULTS = {"outside_its_hours": "hours: ['12:00-13:00']", "budget_spent": "budget: 1"}
"""What our own manners forbid: what stands in `politeness.hosts` from then on."""
HARMLESS = ("head_not_allowed",)
"""What looks like a fault and is none to us."""
ALL_FAULTS = (*FAULTS, *PAGE_FAULTS, *ROBOTS_FAULTS, *TLS_FAULTS, *LINE_FAULTS, *MANNER_FAULTS, *HARMLESS)

MINIMUM = 30
"""Items each column owes in the year: more than November had, fewer than November and December together."""


def _healthy() -> dict[str, tuple[Pages, Pages]]:
    """Columns without a fault: what they show on the first night and on the second."""
    old: Pages = {"index.html": shown(listing(november()))}
    empty: Pages = {"index.html": blank()}
    few: Pages = {"index.html": shown(listing([*december()[:3], *november()]))}
    return {
        "current": (old, two_pages()),
        "current_beside": (old, two_pages()),
        "not_updated": (old, old),
        "always_blank": (empty, empty),
        "too_few": (old, few),
    }


HEALTHY = tuple(_healthy())

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
      - {id: current, measure: updated_within, points: 60}
      - {id: there, measure: not_blank, points: 40}
      - {id: enough, measure: min_items, points: 20}
"""


@dataclass
class FaultCity:
    """The servers by the name of their column, and the office's folder."""

    folder: Path
    ill: tuple[str, ...]
    """The faults of this city."""
    servers: dict[str, FaultServer]
    certificates: Mapping[str, ssl.SSLContext]
    elsewhere: FaultServer
    """A private server that the office has allowed for a column of its own, and nobody else may lead to."""

    def url(self, name: str) -> str:
        """Address of a column."""
        scheme = "https" if name in TLS_FAULTS else "http"
        host = "localhost" if name in ("name_not_known", "resolver_silent") else "127.0.0.1"
        return f"{scheme}://{host}:{self.servers[name].port}/{name}/index.html"

    def write_office(self, **manners: float) -> None:
        """An office of two agencies: `ill` has a column for each fault (if any), `well` has the healthy ones."""
        allowed = [self.url(name).split("/")[2] for name in self.servers] + [self.elsewhere.server]
        lines = "".join(f"  {key}: {value}\n" for key, value in manners.items())
        files = {
            "office.yml": f"name: 云溪市\nallowed_private: {allowed}\ncrawl: {{documents_per_night: 1}}\n"
            f"politeness:\n  contact: office@example.test\n{lines}",
            "work_plans/2026.yml": PLAN,
            "agencies/well.yml": self._agency("市林业局", HEALTHY),
        }
        if self.ill:
            files["agencies/ill.yml"] = self._agency("市水利局", self.ill)
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _agency(self, name: str, columns: tuple[str, ...]) -> str:
        lines = "".join(
            f"  - {{code: {code}, name: 工作动态, kind: 动态要闻, category: 工作信息, url: '{self.url(code)}', "
            f"max_age_days: 14, min_items: {12_000 if code == 'capped_at_10000' else MINIMUM}}}\n"
            for code in columns
        )
        return f"name: {name}\nclass: 部门\ncolumns:\n{lines}"

    def fall_ill(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every fault begins, and the healthy columns show what they show on the second night."""
        for name in self.ill:
            server = self.servers[name]
            if name in FAULTS:
                server.pages = {}
                server.elsewhere = self.elsewhere.url("/inner/index.html")
            elif name in PAGE_FAULTS:
                server.pages = at(name, PAGE_FAULTS[name]())
            elif name in ROBOTS_FAULTS:
                server.pages = at(name, two_pages())
                server.robots = ROBOTS_FAULTS[name]
                server.elsewhere = self.elsewhere.url("/robots.txt")
            elif name in HARMLESS or name in MANNER_FAULTS:
                server.pages = at(name, two_pages())
            else:
                self._reopen(name, self.certificates.get(name))
        for name, (_, later) in _healthy().items():
            self.servers[name].pages = at(name, later)
        hosts = "".join(
            f"    {self.servers[name].server}: {{{manner}}}\n"
            for name, manner in MANNER_FAULTS.items()
            if name in self.ill
        )
        if hosts:
            office = self.folder / "office.yml"  # politeness stands last in it
            office.write_text(f"{office.read_text(encoding='utf-8')}  hosts:\n{hosts}", encoding="utf-8")
        errors = {"name_not_known": socket.EAI_NONAME, "resolver_silent": socket.EAI_AGAIN}
        _let_names_fail(monkeypatch, {self.servers[name].port: errors[name] for name in errors if name in self.ill})

    def _reopen(self, name: str, tls: ssl.SSLContext | None) -> None:
        old = self.servers[name]
        old.stop()
        if name != "connection_refused":
            self.servers[name] = FaultServer(pages=at(name, two_pages()), tls=tls, port=old.port)
            self.servers[name].start()


@contextlib.contextmanager
def fault_city(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, ill: tuple[str, ...] = ALL_FAULTS
) -> Iterator[FaultCity]:
    """The city in health; its certificates are trusted, except the one that nobody vouches for.

    `ill`: the faults that are to come; with none there are the healthy columns alone.
    """
    good = certificate(folder / "tls/good")
    bad = {
        "certificate_expired": certificate(folder / "tls/expired", days=-3),
        "certificate_of_another_host": certificate(folder / "tls/other", host="127.0.0.2"),
        "certificate_nobody_vouches_for": certificate(folder / "tls/nobody"),
    }
    trusted = [folder / f"tls/{name}/cert.pem" for name in ("good", "expired", "other")]
    (folder / "trusted.pem").write_bytes(b"".join(path.read_bytes() for path in trusted))
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(folder / "trusted.pem"))
    first = {name: {"index.html": shown(listing(november()))} for name in ill}
    first |= {name: before for name, (before, _) in _healthy().items()}
    servers = {
        name: FaultServer(pages=at(name, pages), tls=good if name in TLS_FAULTS else None)
        for name, pages in first.items()
    }
    elsewhere = FaultServer(pages={"/inner/index.html": shown(listing(november()))})
    city = FaultCity(folder / "office", ill, servers, bad, elsewhere)
    for server in (*servers.values(), elsewhere):
        server.start()
    try:
        yield city
    finally:
        with ThreadPoolExecutor(32) as hands:
            list(hands.map(FaultServer.stop, [*city.servers.values(), elsewhere]))


def at(name: str, pages: Pages) -> dict[str, Answer | Callable[[Seen], Answer]]:
    """The pages at their paths on the column's server: no two columns show the same page or the same items."""
    return {
        f"/{name}/{path}": replace(
            page,
            body=page.body.replace(b"/item/", f"/item/{name}/".encode()).replace(
                b"</body>", f"<!-- {name} --></body>".encode()
            ),
        )
        for path, page in pages.items()
    }


def _let_names_fail(monkeypatch: pytest.MonkeyPatch, errors: Mapping[int, int]) -> None:
    """The machine's resolver fails with this error where a server with this port is looked for."""
    real = socket.getaddrinfo

    def failing(host: object, port: object, *args: object, **kwargs: object) -> object:
        if isinstance(port, int) and port in errors:
            raise socket.gaierror(errors[port], "no answer for this name")
        return real(host, port, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", failing)
