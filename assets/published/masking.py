"""SQL expressions that mask sensitive text on its way into the snapshot, by the type of the column.

What does not belong here: what counts as sensitive (`assets.quality.sensitive`).
"""

from __future__ import annotations

from assets.dictionary import Column
from assets.quality.sensitive import mask_sql, prefilter_sql
from assets.warehouse import quoted

_HASHED_KEY = "([a-z]+[-:_])?[0-9a-f]{12,64}"
"""Keys made by us are hashes, where digits are no telephone number (1 sha256 in 300 has such a run)."""


def masked(column: Column) -> str:
    """The expression that gives the column with its sensitive spans masked; columns without text as they are.

    The functions of `sensitive.register` must be there. Python runs only on what the SQL prefilter catches.
    """
    name = f'"{column.name}"'
    if "VARCHAR" not in column.type or column.name.endswith("_ids"):
        return name
    if column.type == "VARCHAR[]":
        some_item = prefilter_sql(f"array_to_string({name}, chr(10))")
        return f"case when {some_item} then list_transform({name}, lambda x: mask_sensitive(x)) else {name} end"
    if column.type != "VARCHAR":
        return f"({mask_sql(f'{name}::VARCHAR')})::{column.type}"
    if column.name.endswith("_id"):
        is_hash = f"regexp_full_match({name}, {quoted(_HASHED_KEY)})"
        return f"case when {is_hash} then {name} else {mask_sql(name)} end"
    return mask_sql(name)
