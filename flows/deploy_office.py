"""Put an office's times in place: the deployments of `prefect.yaml`, with the cron lines of `office.yml`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from schemas.mistakes import ConfigError, Mistake
from schemas.office_folder import OfficeFolder, load_office
from scorecards.measures import PARAMS

HOME = Path(__file__).resolve().parent.parent
"""The checkout: workers start flows in it."""


def deploy_office(folder: Path, *, pool: str) -> list[str]:
    """Deploy every flow of `prefect.yaml` for the office in `folder` to the process work pool `pool`.

    A flow whose name stands under `schedule:` in office.yml gets that cron line in the office's zone. Returns the
    deployments' names. Raises `ConfigError` without PREFECT_API_URL, or if Prefect refuses.
    """
    office = load_office(folder.resolve(), measures=PARAMS)
    if not os.environ.get("PREFECT_API_URL"):
        raise _refused("PREFECT_API_URL is not set", "export it: http://HOST:PORT/api of the Prefect server")
    filled = fill_deployments(office, pool=pool)
    path = office.var / "prefect.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(filled, file)
    _prefect("work-pool", "create", pool, "--type", "process", "--overwrite")
    _prefect("--no-prompt", "deploy", "--prefect-file", str(path), "--all")
    return [
        f"{deployment['entrypoint'].rpartition('.')[2]}: {deployment['name']}" for deployment in filled["deployments"]
    ]


def fill_deployments(office: OfficeFolder, *, pool: str) -> dict[str, Any]:
    """`prefect.yaml` with this office's folder, work pool and times filled in."""
    with (HOME / "prefect.yaml").open(encoding="utf-8") as file:
        filled: dict[str, Any] = YAML(typ="safe").load(file)
    filled["pull"] = [{"prefect.deployments.steps.set_working_directory": {"directory": str(HOME)}}]
    times = office.office.schedule.model_dump()
    for deployment in filled["deployments"]:
        deployment["parameters"] = {"office": str(office.path)}
        deployment["work_pool"] = {"name": pool}
        deployment["tags"] = [office.office.name]
        cron = times.get(deployment["name"])
        deployment["name"] = f"{deployment['name']}-{office.path.name}"
        if cron:
            deployment["schedules"] = [{"cron": cron, "timezone": office.office.zone, "active": True}]
    return filled


def _prefect(*arguments: str) -> None:
    done = subprocess.run(  # noqa: S603  (our own interpreter and words of ours)
        [sys.executable, "-m", "prefect", *arguments], cwd=HOME, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise _refused(
            f"prefect {arguments[0]} failed: {said[-1] if said else done.returncode}", "see `prefect server start`"
        )


def _refused(message: str, remedy: str) -> ConfigError:
    return ConfigError([Mistake(file=Path("prefect.yaml"), message=message, remedy=remedy)])
