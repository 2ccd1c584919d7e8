"""Keeps pandas out of a process that has no use for it.

DuckDB (for any parameter) and pyarrow import it just to ask whether a value is of it: a seventh of the time of `weekhouse check`.
What does not belong here: imports of our own, which stand in the functions that need them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType


class _NoPandas:
    """Refuses the import as if pandas were not installed; both libraries are made to work without it."""

    @staticmethod
    def find_spec(name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is kept out of this process", name=name)


def start(arguments: Sequence[str] | None) -> None:
    """For the rest of a process that is `weekhouse check`; not where the command line is called with `arguments`, as tests do."""
    if arguments is None and sys.argv[1:2] == ["check"]:
        sys.meta_path.insert(0, _NoPandas)
