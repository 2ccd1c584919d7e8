"""Dagster's asset checks: one for each expectation and each rule, on the core table that it concerns.

A check blocks where a table as a whole is wrong; a single bad entry never does. What does not belong here:
running the suites (`suites`). Annotations are not postponed: Dagster looks at that of the context itself.
"""

from collections.abc import Iterator

import dagster as dg

from assets.house import House
from assets.quality import catalogue, suites
from assets.quality.suites import CheckResult


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(table.split("."))


def _specs() -> list[dg.AssetCheckSpec]:
    """The check of every expectation and rule, in the order of the files."""
    return [
        dg.AssetCheckSpec(
            name=item.name,
            asset=_key(suite.table),
            blocking=item.blocking,
            description=item.reason,
            metadata={"owner": suite.owner, "severity": item.severity},
        )
        for suite in catalogue.suites().values()
        for item in suite.items
    ]


@dg.multi_asset_check(specs=_specs(), name="core_checks", description="The suites of `expectations/`.")
def core_checks(context: dg.AssetCheckExecutionContext, house: dg.ResourceParam[House]) -> Iterator[dg.AssetCheckResult]:
    """Run the suites, or show the last results where nothing changed since."""
    with house.open() as db:
        results = suites.check(db, context.run.run_id, house)
    found = {(result.table_name, result.expectation): result for result in results}
    for key in _wanted():
        yield _as_check_result(*key, found.get(key))


def _wanted() -> list[tuple[str, str]]:
    return [(suite.table, item.name) for suite in catalogue.suites().values() for item in suite.items]


def _as_check_result(table: str, name: str, result: CheckResult | None) -> dg.AssetCheckResult:
    """What Dagster shows; a rule that the settings switch off has passed and says so."""
    if result is None:
        return dg.AssetCheckResult(asset_key=_key(table), check_name=name, passed=True, metadata={"is_off": True})
    metadata: dict[str, dg.MetadataValue | int | str] = {
        "failed_rows": result.failed_rows,
        "checked_rows": result.checked_rows,
        "checked_at": result.checked_at.isoformat(" "),
    }
    if result.preview:
        metadata["rows"] = dg.MetadataValue.md(result.preview)
    return dg.AssetCheckResult(
        asset_key=_key(table),
        check_name=name,
        passed=result.success,
        severity=dg.AssetCheckSeverity.ERROR if result.severity == "error" else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
