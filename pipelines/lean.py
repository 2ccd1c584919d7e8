"""The way into the `weekhouse` command: how much a process is burdened with before the command line is read.

Imports make many objects that stay, and a collector that looks through them again and again takes a tenth of a short command's time.
DuckDB (for any parameter) and pyarrow import pandas just to ask whether a value is of it, which takes longer than a question of ours.
What does not belong here: imports of our own, which stand in the functions that need them.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from types import ModuleType

_NEW_OBJECTS = 50_000
"""So many objects more than before are looked through for cycles; Python's 700 are for programs that start with nothing."""
_WITHOUT_PANDAS = frozenset(
    {"check", "query", "tables", "status", "issues", "ack", "mute", "why", "explain", "projects", "history", "diff"},
)
"""The commands that start neither Dagster nor Great Expectations, which want it."""


class _NoPandas:
    """Refuses the import as if pandas were not installed; both libraries are made to work without it."""

    @staticmethod
    def find_spec(name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is kept out of this process", name=name)


def main() -> int:
    """The command line, in a process that is nothing else. Returns the exit code."""
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    if set(sys.argv[1:2]) <= _WITHOUT_PANDAS:
        sys.meta_path.insert(0, _NoPandas)
    from pipelines.cli import main as command_line

    code = command_line()
    gc.freeze()  # at its end Python looks through all objects once more, module by module
    return code
