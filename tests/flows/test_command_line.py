"""The commands as an office's scripts see them: exit codes, one clear message, nothing fetched that should not be."""

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from flows import visiting
from flows.command_line import app
from tests.schemas.small_office import spoil, write_office
from warehouse import connect
from warehouse.connect import open_warehouse

COMMANDS = [
    "init",
    "check",
    "nightly",
    "crawl",
    "validate",
    "score",
    "publish",
    "reread",
    "probe",
    "deploy",
    "serve",
    "demo",
]
ON_THE_WAREHOUSE = ["nightly", "crawl", "validate", "score", "publish"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_prefect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


@pytest.fixture
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any request fails the test."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(visiting, "Client", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "office")


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        yield port


def gongkai(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def one_message(result: Result, exit_code: int) -> str:
    """The single message on stderr; a traceback is none."""
    assert result.exit_code == exit_code, (result.output, result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("gongkai: ")
    assert sum(line.startswith("gongkai: ") for line in result.stderr.splitlines()) == 1
    return result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = gongkai(command, "--help")
    assert result.exit_code == 0
    assert f"Example: gongkai {command}" in result.stdout


def test_no_command_is_without_this_test() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert known >= set(COMMANDS)
    for command in sorted(known):
        assert "Example: gongkai" in gongkai(command, "--help").stdout


def test_help_answers_without_the_slow_packages() -> None:
    program = (
        "import sys; from flows.command_line import main; sys.argv = ['gongkai', '--help']\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code\n"
        "slow = {'prefect', 'great_expectations', 'pandas', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(f'{code} {slow}' if code or slow else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "nightly" in done.stdout


def test_the_program_itself_ends_with_the_exit_code(tmp_path: Path) -> None:
    program = "from flows.command_line import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "check", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "this is no office folder" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["check"], ["crawl", "x", "--slowly"], ["init", "x", "--register"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert gongkai(*arguments).exit_code == 2


# init


def test_init_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    register = tmp_path / "登记表.csv"
    register.write_text(
        "单位代码,单位名称,单位类别,栏目,网址,栏目类型,信息类别\nslj,市水利局,部门,工作动态,http://127.0.0.1:8123/,动态要闻,工作信息\n",
        encoding="utf-8",
    )
    result = gongkai("init", tmp_path / "office", "--register", register)
    assert result.exit_code == 0, result.output
    assert f"wrote {tmp_path / 'office/agencies/slj.yml'}" in result.stdout
    assert "note: 127.0.0.1:8123 is a private address" in result.stdout
    assert result.stdout.endswith(f"next: gongkai check {tmp_path / 'office'}\n")
    again = gongkai("init", tmp_path / "office", "--register", register)
    assert not again.stdout.startswith("wrote")
    assert "1 agencies, 1 columns" in again.stdout


def test_init_without_its_register_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    told = one_message(gongkai("init", tmp_path / "office", "--register", tmp_path / "没有.xlsx"), 2)
    assert "没有.xlsx: error: there is no such file" in told
    assert not (tmp_path / "office").exists()


def test_init_tells_every_mistake_of_the_register(tmp_path: Path) -> None:
    register = tmp_path / "登记表.csv"
    register.write_text("单位代码,栏目,电话\n", encoding="utf-8")
    told = one_message(gongkai("init", tmp_path / "office", "--register", register), 2)
    assert told.count("登记表.csv:1: error:") == 6


def test_init_where_nothing_can_be_written_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file", encoding="utf-8")
    assert "cannot be written" in one_message(gongkai("init", tmp_path / "office"), 3)


# check


def test_check_of_an_office_without_mistakes_ends_with_0(office: Path) -> None:
    result = gongkai("check", office)
    assert (result.exit_code, result.stdout) == (0, f"{office}: 0 errors, 0 warnings\n")


def test_check_of_an_office_with_warnings_only_ends_with_0(office: Path) -> None:
    spoil(office, "agencies/xqz.yml", "动态, kind: 动态要闻", "动态, kind: 其他")
    result = gongkai("check", office)
    assert result.exit_code == 0
    assert "warning: 动态: no limit" in result.stdout
    assert result.stdout.endswith("0 errors, 1 warnings\n")


def test_check_tells_all_mistakes_and_ends_with_2(office: Path) -> None:
    line = spoil(office, "agencies/slj.yml", "kind: 动态要闻", "kind: 动态新文")
    spoil(office, "work_plans/2026.yml", "measure: updated_within", "measure: updated")
    result = gongkai("check", office)
    assert result.exit_code == 2
    assert f"agencies/slj.yml:{line}: error: unknown kind '动态新文'\n    -> write one of:" in result.stdout
    assert "unknown measure 'updated'" in result.stdout
    assert result.stdout.endswith("2 errors, 0 warnings\n")


def test_check_reads_what_people_decided_as_well(office: Path) -> None:
    (office / "reviews").mkdir()
    (office / "reviews/answers.csv").write_text(
        "单位代码,事项编号,结论,理由,依据,审核人,日期\nslj,staff,未完成,无专人,,李敏,2026-03-01\n", encoding="utf-8"
    )
    result = gongkai("check", office)
    assert result.exit_code == 2
    assert "reviews/answers.csv:2: error: 未完成 needs its 依据" in result.stdout


# every command on an office


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", [*ON_THE_WAREHOUSE, "deploy", "serve"])
def test_a_folder_that_is_no_office_ends_with_2(tmp_path: Path, command: str) -> None:
    assert "this is no office folder" in one_message(gongkai(command, tmp_path / "nowhere"), 2)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ON_THE_WAREHOUSE)
def test_an_office_with_mistakes_ends_with_2_and_tells_all_of_them(office: Path, command: str) -> None:
    spoil(office, "agencies/slj.yml", "kind: 动态要闻", "kind: 动态新文")
    spoil(office, "office.yml", "30 2 * * *", "2:30")
    told = one_message(gongkai(command, office), 2)
    assert "2:30" in told
    assert not (office / "var").exists()


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ON_THE_WAREHOUSE)
def test_a_monitoring_point_that_is_nonsense_ends_with_2(office: Path, command: str) -> None:
    assert "neither a date nor a date-time" in one_message(gongkai(command, office, "--as-of", "gestern"), 2)


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ["nightly", "crawl"])
def test_no_delay_is_refused_for_anybody_elses_server_before_it_is_asked(office: Path, command: str) -> None:
    spoil(office, "agencies/xqz.yml", "http://xqz.test/dt/", "http://127.0.0.1:9/dt/")
    told = one_message(gongkai(command, office, "--as-of", "2026-11-20", "--no-delay"), 2)
    assert "--no-delay is refused: slj.test is not this machine" in told


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("url", ["http://10.0.0.8/dt/", "http://localhost.example.test/", "http://127.0.0.1.test/"])
def test_a_private_or_look_alike_server_is_not_this_machine(office: Path, url: str) -> None:
    (office / "agencies/slj.yml").unlink()
    spoil(office, "work_plans/2026.yml", "lead: [slj]", "lead: [xqz]")
    spoil(office, "agencies/xqz.yml", "http://xqz.test/dt/", url)
    assert "is not this machine" in one_message(gongkai("crawl", office, "--no-delay"), 2)


def test_a_crawl_that_saw_nothing_is_done_but_needs_a_person(office: Path, closed_port: int) -> None:
    (office / "agencies/slj.yml").unlink()
    spoil(office, "work_plans/2026.yml", "lead: [slj]", "lead: [xqz]")
    spoil(office, "office.yml", '"10.0.0.8:80"', f'"127.0.0.1:{closed_port}"')
    spoil(office, "agencies/xqz.yml", "http://xqz.test/dt/", f"http://127.0.0.1:{closed_port}/dt/")
    result = gongkai("crawl", office, "--as-of", "2026-11-20", "--no-delay")
    assert result.exit_code == 1, (result.output, result.exception)
    assert result.stdout == "0 of 1 columns read, 0 of them in the second pass\n"


# the warehouse


def in_warehouse(office: Path, statement: str) -> None:
    file = office / "var/warehouse.sqlite"
    with open_warehouse(f"sqlite:///{file}"):
        pass
    with sqlite3.connect(file) as database:
        database.execute(statement)
    database.close()


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ON_THE_WAREHOUSE)
def test_a_newer_warehouse_ends_with_3(office: Path, command: str) -> None:
    in_warehouse(office, "UPDATE alembic_version SET version_num = '9999'")
    assert "has schema revision 9999" in one_message(gongkai(command, office), 3)


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ON_THE_WAREHOUSE)
def test_a_corrupt_warehouse_ends_with_3(office: Path, command: str) -> None:
    (office / "var").mkdir()
    (office / "var/warehouse.sqlite").write_bytes(b"not a database at all " * 200)
    assert "restore the latest backup" in one_message(gongkai(command, office), 3)


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ON_THE_WAREHOUSE)
def test_a_locked_warehouse_ends_with_3(office: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.1)
    in_warehouse(office, "SELECT 1")
    holder = sqlite3.connect(office / "var/warehouse.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        told = one_message(gongkai(command, office, "--as-of", "2026-11-20"), 3)
    finally:
        holder.close()
    assert "Close the other program" in told


@pytest.mark.usefixtures("nobody_is_asked")
@pytest.mark.parametrize("command", ["nightly", "crawl"])
def test_a_second_night_at_once_ends_with_3(office: Path, command: str) -> None:
    with open_warehouse(f"sqlite:///{office.resolve()}/var/warehouse.sqlite") as held, held.exclusive():
        assert "another night is being written" in one_message(gongkai(command, office), 3)


@pytest.mark.usefixtures("nobody_is_asked")
def test_a_warehouse_address_that_is_none_is_a_mistake_in_office_yml(office: Path) -> None:
    spoil(office, "office.yml", "sqlite:///var/warehouse.sqlite", "mysql://db.test/gongkai")
    assert "mysql is not supported" in one_message(gongkai("score", office), 2)


@pytest.mark.usefixtures("nobody_is_asked")
def test_a_secret_missing_from_the_environment_ends_with_2(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GK_SECRET", raising=False)
    spoil(office, "office.yml", "sqlite:///var/warehouse.sqlite", "postgresql://g:${GK_SECRET}@db.test/gongkai")
    assert "the environment has no GK_SECRET" in one_message(gongkai("score", office), 2)


# deploy and serve


@pytest.mark.usefixtures("nobody_is_asked")
def test_deploy_without_a_prefect_server_ends_with_2(office: Path) -> None:
    assert "PREFECT_API_URL is not set" in one_message(gongkai("deploy", office), 2)


@pytest.mark.usefixtures("nobody_is_asked")
def test_serve_without_a_time_ends_with_2(office: Path) -> None:
    spoil(office, "office.yml", '{nightly: "30 2 * * *"}', "{nightly: null}")
    assert "no time is set" in one_message(gongkai("serve", office), 2)


def test_serve_on_a_taken_port_ends_with_2(office: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "name a free one with --port" in one_message(
            gongkai("serve", office, "--port", taken.getsockname()[1]), 2
        )
