"""SQL expressions that mask sensitive text on its way into the snapshot, by the type of the column.

What does not belong here: what counts as sensitive (`assets.quality.sensitive`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assets.dictionary import Column
from assets.quality.sensitive import prefilter_sql
from assets.warehouse import quoted

IS_SUSPICIOUS = "is_suspicious"
"""The column that says of a row whether any of its texts may hold something sensitive."""
_HASHED_KEY = "([a-z]+[-:_])?[0-9a-f]{12,64}"
"""Keys made by us are hashes, where digits are no telephone number (1 sha256 in 300 has such a run)."""


def suspicious_tables(tables: Mapping[str, tuple[str, Iterable[Column]]]) -> str:
    """The query for the names of those tables that may hold something sensitive, each given as a query and its columns.

    It is one statement, since it is made ready only once.
    """
    each = (f"select {quoted(name)} as name, {_texts(columns)} as texts from ({query})" for name, (query, columns) in tables.items())  # noqa: S608
    texts = " union all ".join(each)
    return f"select name from ({texts}) group by name having bool_or({prefilter_sql('texts')})"  # noqa: S608 - names of the dictionary


def with_suspicion(source: str, columns: Iterable[Column]) -> str:
    """The query of `source` with the column `is_suspicious`: one search in all texts of a row; one in each takes many times as long."""
    texts = f"select *, {_texts(columns)} as all_texts from ({source})"  # noqa: S608 - names of the dictionary
    return f"select *, {prefilter_sql('all_texts')} as {IS_SUSPICIOUS} from ({texts})"  # noqa: S608 - the same


def _texts(columns: Iterable[Column]) -> str:
    return f"concat_ws(chr(10), '', {', '.join(_as_text(column) for column in columns if _may_tell(column)) or 'null'})"


def masked(column: Column) -> str:
    """The expression that gives the column with its sensitive spans masked; columns without text as they are.

    The functions of `sensitive.register` and the column `is_suspicious` must be there: Python runs on suspicious rows only.
    """
    name = f'"{column.name}"'
    return f"case when {IS_SUSPICIOUS} then {_without_secrets(column)} else {name} end" if _may_tell(column) else name


def _may_tell(column: Column) -> bool:
    """Whether people's text may be in it; lists of keys hold hashes only."""
    return "VARCHAR" in column.type and not column.name.endswith("_ids")


def _as_text(column: Column) -> str:
    name = f'"{column.name}"'
    if column.type == "VARCHAR[]":
        return f"array_to_string({name}, chr(10))"
    if column.type != "VARCHAR":
        return f"{name}::varchar"
    return f"case when {_is_hash(name)} then null else {name} end" if column.name.endswith("_id") else name


def _is_hash(name: str) -> str:
    return f"regexp_full_match({name}, {quoted(_HASHED_KEY)})"


def _without_secrets(column: Column) -> str:
    name = f'"{column.name}"'
    if column.type == "VARCHAR[]":
        return f"list_transform({name}, lambda x: mask_sensitive(x))"
    if column.type != "VARCHAR":
        return f"mask_sensitive({name}::varchar)::{column.type}"
    if column.name.endswith("_id"):
        return f"case when {_is_hash(name)} then {name} else mask_sensitive({name}) end"
    return f"mask_sensitive({name})"
