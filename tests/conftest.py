"""In which order the files are tested, and how many examples Hypothesis tries.

What does not belong here: what tests share (a fixture stands in the file that uses it).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

LONGEST = ("test_crash.py", "test_cli.py", "test_rules.py", "test_suites.py", "test_rule_parts.py", "test_one_run.py")
"""Come first, so that no worker is left alone with one of them at the end; the others follow by name."""

settings.register_profile("test", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("test"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by file; within a file the order stays."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
