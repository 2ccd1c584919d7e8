"""Modules that a library imports at its start and uses for what nobody here asks of it: imported when they are used.

What does not belong here: imports of our own, which stand in the functions that need them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        found: object = getattr(import_module(self.__name__), name)
        return found


def put_off(*names: str) -> None:
    """Leave modules out of the imports that follow, if they are not imported yet."""
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            sys.modules[name] = module = _Later(name)
            module.__spec__ = spec
            package, _, child = name.rpartition(".")
            if package:
                setattr(sys.modules[package], child, module)
