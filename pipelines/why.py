"""`weekhouse why`: why an entry is bad (ID), or where a value of a trend comes from (TABLE KEY…).

What does not belong here: gathering what is known of a bad entry (`why_page`) and the lineage of trends (`lineage`).
"""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from assets import dictionary
from pipelines.issues import config_option, find, home_option, opened
from pipelines.problems import UnusableError
from pipelines.settings import load

_TRENDS = "trends"


@click.command("why")
@click.argument("args", nargs=-1, required=True, metavar="ID | TABLE KEY...")
@click.option("--correct", "is_correction", is_flag=True, help="Only print the correction of ID, ready for corrections/.")
@home_option
@config_option
def why(args: tuple[str, ...], is_correction: bool, home: Path | None, config: Path | None) -> None:
    """Show why an entry is bad: the lines, the values compared and their reports, the rule, what to do.

    With a TABLE of trends and the KEY of a row: where its value comes from. An ID may be abbreviated.
    """
    settings = load(config, home)
    if (table := trend_of(args[0])) is not None:
        if is_correction:
            raise UnusableError("--correct goes with the ID of a bad entry")
        from pipelines import lineage

        lineage.show(settings, table, list(args[1:]))
        return
    if len(args) > 1:
        near = difflib.get_close_matches(f"{_TRENDS}.{args[0].removeprefix(f'{_TRENDS}.')}", dictionary.tables(), n=1)
        hint = f" (is {near[0]} meant?)" if near else ""
        raise UnusableError(f"{args[0]} is no table of trends{hint}, and of bad entries one ID is shown at a time")
    from pipelines import why_page

    with opened(settings) as db:
        bad_entry_id = find(db, args[0])
        text = why_page.correction(db, bad_entry_id) if is_correction else why_page.page(db, settings, bad_entry_id)
    click.echo(text)


def trend_of(given: str) -> str | None:
    """The table of trends that is meant, `trends.<name>`; None where none is."""
    name = given if given.startswith(f"{_TRENDS}.") else f"{_TRENDS}.{given}"
    return name if name in dictionary.tables() else None
