"""How the tests run: where what they write lies, in which order their files come, and how many examples Hypothesis tries.

What does not belong here: what tests share (a fixture stands in the file that uses it, what many files use in `tests/once.py`).
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

LONGEST = tuple(
    f"test_{name}.py"
    for name in (
        "crash", "trends", "check", "compare", "publication_parts", "page", "cli", "purge", "rule_parts", "rules", "one_run", "rebuild",
        "workbook", "alerts", "publish", "reader_properties", "issues", "consistency", "parquet", "suites", "corrections", "doctor",
        "reader_gold", "history", "backup", "sources", "trend_parts", "reader_patterns", "reader_layouts", "notion_api", "security",
    )
)  # fmt: skip
"""Come first, so that no worker is left alone with one of them at the end; the others follow by name."""
MEMORY = Path("/dev/shm")
"""Files that lie in memory, where a machine has that: the runs of the tests wait for a disk a thousand times."""
ROOM_BYTES = 4_000_000_000
"""Several times what all tests leave until they end."""

settings.register_profile("test", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("test"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def pytest_configure() -> None:
    """Write into memory where there is room; look for cycles as seldom as a run does (`pipelines.lean`): it took a fifth of the time."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
    gc.set_threshold(50_000, 20, 20)


def _has_room() -> bool:
    if not os.access(MEMORY, os.W_OK):
        return False
    available = re.search(r"^MemAvailable: +(\d+) kB$", Path("/proc/meminfo").read_text(), re.M)
    return available is not None and min(shutil.disk_usage(MEMORY).free, int(available[1]) * 1024) > ROOM_BYTES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by file; within a file the order stays."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """The tests themselves are no rubbish."""
    gc.collect()
    gc.freeze()
