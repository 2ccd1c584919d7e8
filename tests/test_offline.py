"""No telemetry: the whole job with every connection refused, and none attempted; by no dependency, in Python or below it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from assets import warehouse
from tests import once
from tests.guarding import ISOLATED, NOTES, guarded, has_network_of_its_own


@pytest.mark.parametrize(
    "attempt",
    [
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "import socket; socket.create_connection(('example.invalid', 443))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
    ],
)
def test_the_guard_notices_and_refuses(tmp_path: Path, attempt: str) -> None:
    done, attempts = guarded(tmp_path, "-c", attempt)
    assert done.returncode == 1 and "the guard refuses" in done.stderr
    assert len(attempts) == 1


def test_the_whole_job_attempts_no_connection(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = once.first_run(tmp_path_factory)
    assert not (made.folder / NOTES).exists()
    assert (made.folder / "home" / "published" / "index.html").is_file()
    if has_network_of_its_own():
        assert re.search(r"^attempts: 0$", made.err, re.MULTILINE), made.err


def test_the_kernel_counts_what_the_guard_cannot_see() -> None:
    reaching = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect_ex(('192.0.2.1', 53))"
    done = subprocess.run([sys.executable, "-c", ISOLATED, sys.executable, "-c", reaching], capture_output=True, text=True, check=False)
    if done.returncode == 99:
        pytest.skip("this machine gives no network namespace")
    assert re.search(r"^attempts: [1-9]", done.stderr, re.MULTILINE), done.stderr


def test_duckdb_fetches_no_extension() -> None:
    with warehouse.connect(":memory:") as db:
        settings = db.execute("select name, value from duckdb_settings() where name like 'auto%_known_extensions'").fetchall()
    assert sorted(settings) == [("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false")]
