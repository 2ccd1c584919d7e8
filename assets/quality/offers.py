"""What a rule is given to read: all of core, or only the rows of the reports or projects that changed.

A rule whose `rests_on` names either promises that what it finds in one rests on the rows of that one alone; tables that it reads `as ever`
decide only what it says of a row that it finds. `tests/test_rule_parts.py` holds the promises against random histories. What does not
belong here: which parts changed (`differences`).
"""

from __future__ import annotations

import re

import duckdb

from assets import dictionary
from assets.quality import differences
from assets.quality.catalogue import Rule

READS = re.compile(r"\b(from|join) (core\.\w+)\b(?! as ever\b)")
"""What a query reads, but as ever."""


class Offers:
    """The rows of the changed parts, copied once for all rules that read them. The connection has `changed_parts`.

    `since` are the inputs of the rules with which the parts were compared.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection, since: str) -> None:
        self.since = since
        self._db = db
        self._made: set[str] = set()

    def narrowed(self, sql: str, rests_on: str) -> str:
        """A query that reads the changed parts only; what has no parts it reads whole."""
        return READS.sub(lambda read: f"{read[1]} {self._offered(read[2], rests_on)}", sql)

    def _offered(self, name: str, rests_on: str) -> str:
        return self.table(name, rests_on) if differences.has_part(dictionary.tables()[name]) else name

    def table(self, name: str, rests_on: str) -> str:
        """The temporary table with a table's rows of the changed parts."""
        offered = f"changed_{rests_on}s_of_{name.replace('.', '_')}"
        if offered not in self._made:
            part = differences.part_of(dictionary.tables()[name], rests_on)
            self._db.execute(
                f"create or replace temp table {offered} as select * from {name}"  # noqa: S608 - names of the dictionary
                f" where {part} in ({differences.changed(rests_on)})"
            )
            self._made.add(offered)
        return offered

    def kept(self, rule: Rule, rests_on: str) -> str:
        """What the rule found last in the parts that did not change."""
        return f"select * from ops.found_rows where rule = '{rule.name}' and part not in ({differences.changed(rests_on)})"  # noqa: S608

    def renew(self) -> None:
        """Copy the rows anew: other parts count as changed now."""
        self._made.clear()
