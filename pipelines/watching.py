"""Progress on a terminal, nothing elsewhere.

What does not belong here: the summary at the end (`summary`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assets.house import Progress


def _silent(_what: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


@contextmanager
def shown(*, is_wanted: bool) -> Iterator[Progress]:
    """A callback that shows what is being done on stderr, while the block runs, if stderr is a terminal."""
    if not (is_wanted and sys.stderr.isatty()):
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {"": bars.add_task("start", total=None)}

        def show(what: str, done: int, total: int | None) -> None:
            if "" in tasks:
                bars.remove_task(tasks.pop(""))
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show
