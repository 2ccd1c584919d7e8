"""Secrets: a token or an address from an environment variable, else from the file that the variable with _FILE behind it names.

What does not belong here: which secrets there are, and what they are used for. No message holds any of one.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

FILE = "_FILE"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class SecretError(Exception):
    """A secret that is not there, or that others could read; the text says what to do."""


def secret(variable: str) -> str:
    """The secret of that name. Raises `SecretError` when it is not set, its file cannot be read, or others can read the file."""
    if value := os.environ.get(variable, "").strip():
        return value
    named = os.environ.get(variable + FILE, "").strip()
    if not named:
        raise SecretError(f"the environment variable {variable} is not set")
    try:
        value = _content(Path(named), variable)
    except OSError as error:
        raise SecretError(f"{variable}{FILE}: {named} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SecretError(f"{variable}{FILE}: {named} is no text") from None
    if not value:
        raise SecretError(f"{variable}{FILE}: {named} is empty")
    return value


def _content(file: Path, variable: str) -> str:
    with file.open(encoding="utf-8") as handle:
        mode = stat.S_IMODE(os.fstat(handle.fileno()).st_mode)
        if mode & _OTHERS and not _is_guarded(file):
            raise SecretError(f"{variable}{FILE}: others can read {file} (mode {mode:04o}), so it is not used: chmod 600 it")
        return handle.read().strip()


def _is_guarded(file: Path) -> bool:
    """Whether systemd keeps it: it lets the service in by an access list, which shows as a group's right."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    return bool(folder) and file.resolve().is_relative_to(Path(folder).resolve())
