"""How Python functions become SQL functions of the rules.

What does not belong here: the functions (`repairs`, `sensitive`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling

Function = tuple[str, Callable[..., Any], list[str], str]
"""Name in SQL, function, types of its arguments, type of its result."""


def register(db: duckdb.DuckDBPyConnection, functions: tuple[Function, ...]) -> None:
    """Give the database functions that belong together, once: every connection to the same database sees them.

    As in SQL, a function of NULL is NULL.
    """
    if functions and not _has(db, functions[0]):
        for name, function, taken, returned in functions:
            db.create_function(name, _strict(function), [*taken], returned, null_handling=FunctionNullHandling.SPECIAL)


def _has(db: duckdb.DuckDBPyConnection, function: Function) -> bool:
    """Whether the database has a function; asking for it takes a tenth of the time that a list of all takes."""
    name, _, taken, _ = function
    try:
        db.execute(f"select {name}({', '.join(f'null::{kind}' for kind in taken)})")
    except duckdb.CatalogException:
        return False
    return True


@cache
def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as DuckDB calls it, made once and never freed.

    The database keeps a bare pointer to it, also after the connection that registered it is closed.
    """

    @wraps(function)
    def called(*arguments: object) -> object:
        return None if any(argument is None for argument in arguments) else function(*arguments)

    return called
