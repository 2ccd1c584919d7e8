"""SQL expressions that mask sensitive text on its way into the snapshot, by the type of the column.

What does not belong here: what counts as sensitive (`assets.quality.sensitive`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assets.dictionary import Column
from assets.quality.sensitive import mask_sql, prefilter_sql
from assets.warehouse import quoted

_HASHED_KEY = "([a-z]+[-:_])?[0-9a-f]{12,64}"
"""Keys made by us are hashes, where digits are no telephone number (1 sha256 in 300 has such a run)."""


IS_SUSPICIOUS = "is_suspicious"
"""The column that says of a row whether any of its plain texts may hold something sensitive."""


def suspicion(columns: Iterable[Column]) -> str:
    """The expression of `is_suspicious`: one search in all texts of a row takes a third of the time of one in each."""
    texts = ", ".join(f'"{column.name}"' for column in columns if _is_plain_text(column))
    return prefilter_sql(f"concat_ws(chr(10), {texts})") if texts else "false"


def _is_plain_text(column: Column) -> bool:
    return column.type == "VARCHAR" and not column.name.endswith(("_id", "_ids"))


def masked(column: Column) -> str:
    """The expression that gives the column with its sensitive spans masked; columns without text as they are.

    The functions of `sensitive.register` and the column `is_suspicious` must be there. Python runs only on what the SQL
    prefilter catches.
    """
    name = f'"{column.name}"'
    if "VARCHAR" not in column.type or column.name.endswith("_ids"):
        return name
    if _is_plain_text(column):
        return f"case when {IS_SUSPICIOUS} then {mask_sql(name)} else {name} end"
    if column.type == "VARCHAR[]":
        some_item = prefilter_sql(f"array_to_string({name}, chr(10))")
        return f"case when {some_item} then list_transform({name}, lambda x: mask_sensitive(x)) else {name} end"
    if column.type != "VARCHAR":
        return f"({mask_sql(f'{name}::VARCHAR')})::{column.type}"
    is_hash = f"regexp_full_match({name}, {quoted(_HASHED_KEY)})"
    return f"case when {is_hash} then {name} else {mask_sql(name)} end"
