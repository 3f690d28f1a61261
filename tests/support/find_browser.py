"""Find a Chromium for the tests that open pages; run as a script, try to install one and say what happened.

`python tests/support/find_browser.py` always ends with 0: without a browser those tests are skipped, not failed.
"""

import os
import shutil
import subprocess
import sys

from scrapers.fetching.chromium import find_chromium

_PACKAGES = ("chromium", "fonts-noto-cjk")


def main() -> None:
    """Print where the browser is; with root rights and apt-get, install one first if there is none."""
    if find_chromium() is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"No Chromium found; installing {' and '.join(_PACKAGES)} with apt-get for the browser tests.")
        _install()
    found = find_chromium()
    print(f"Chromium: {found}" if found else "No Chromium found: the browser tests will be skipped.")


def _install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_PACKAGES]
    for step in (["apt-get", "update", "-qq"], command):
        try:
            done = subprocess.run(step, env=environment, capture_output=True, text=True, timeout=600, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{' '.join(step)}: {error}", file=sys.stderr)
            return
        if done.returncode:
            print(f"{' '.join(step)}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)


if __name__ == "__main__":
    main()
