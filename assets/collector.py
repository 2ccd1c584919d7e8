"""When Python looks for cycles of objects that hold each other: not while much is made that stays, or that holds none.

What does not belong here: how often it looks in a command as a whole (`pipelines.lean`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_A_LIBRARY = 100
"""Modules."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Within the block Python does not look: a million cells hold no cycles, and to look takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def importing() -> Iterator[None]:
    """The same while libraries are imported; what is there then is never looked through again. It was a tenth of a run's time."""
    before = len(sys.modules)
    with uncollected():
        yield
        if len(sys.modules) > before + _A_LIBRARY:  # in a process that has them already there may be cycles by now
            gc.freeze()
