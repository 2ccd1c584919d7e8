"""The commands that stand beside what they do: a command line imports only the one that it names.

What does not belong here: the commands, and those that stand in `cli`.
"""

from __future__ import annotations

from importlib import import_module

import click

_ELSEWHERE = {
    "ack": "issues:ack",
    "alerts": "alerts.command:alerts",
    "backup": "backing_up:backup_command",
    "diff": "comparing:diff_command",
    "doctor": "health.command:doctor",
    "history": "history:history_command",
    "issues": "issues:issues",
    "mute": "issues:mute",
    "projects": "projects:projects",
    "purge": "purging:purge_command",
    "rebuild": "rebuilding:rebuild_command",
    "restore": "restoring:restore_command",
    "status": "health.command:status",
    "why": "why:why",
}
"""The commands that stand beside what they do, by module and name in it; each is imported when it is asked for."""


class Commands(click.Group):
    """The commands that are put into it and, once they are asked for, those that stand elsewhere."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all."""
        return sorted([*super().list_commands(ctx), *(_ELSEWHERE.keys() - self.commands.keys())])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, imported if it is not yet."""
        if cmd_name not in self.commands and cmd_name in _ELSEWHERE:
            module, _, name = _ELSEWHERE[cmd_name].partition(":")
            self.add_command(getattr(import_module(f"pipelines.{module}"), name))
        return super().get_command(ctx, cmd_name)
