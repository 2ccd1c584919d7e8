"""`[[sources]]`, `[limits]`, `[headers]` and `[sections]` of the settings: what is read, how much of it, and by which words.

What does not belong here: reading (`assets.documents`, `assets.facts`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from assets.documents.reading import Limits
from assets.house import AnySource, NotionSource, Source

_NOTION = NotionSource("", is_database=False)
_ID = re.compile(r"[0-9a-f]{32}$", re.IGNORECASE)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOKEN = re.compile(r"(?:ntn|secret)_")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_WORD = 30


def near(name: str, known: Iterable[str]) -> str:
    """What is meant by a name that is not known, or all that are."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; {close[0]} is meant?" if close else f"; known: {', '.join(known)}"


def _notion_id(text: str) -> str:
    """The id in what people copy from Notion: the address of a page or database, or the id itself."""
    found = _ID.search(urlsplit(text).path.rsplit("/", 1)[-1].replace("-", ""))
    if not found:
        raise ValueError(f"{text!r} is neither a Notion id (32 hexadecimal digits) nor the address of a page or database")
    return found[0].lower()


def _variable(name: str) -> str:
    if _TOKEN.match(name):
        raise ValueError("this looks like a token; write the name of the environment variable that holds it")
    if not _VARIABLE.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an environment variable (example: {_NOTION.token_env})")
    return name


def _api(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError(f"{address!r} must begin with https://, because the token is sent there")
    return address.rstrip("/")


NotionId = Annotated[str, AfterValidator(_notion_id)]
Name = Annotated[str, Field(min_length=1)]


class SourceSettings(BaseModel):
    """One `[[sources]]`: a directory or file, or a Notion database or page; `team` overrides every other way to tell the team."""

    model_config = ConfigDict(extra="forbid")

    path: Path | None = None
    notion_database: NotionId | None = None
    notion_page: NotionId | None = None
    team: Name | None = None
    name: Name | None = None
    token_env: Annotated[str, AfterValidator(_variable)] = _NOTION.token_env
    notion_url: Annotated[str, AfterValidator(_api)] = _NOTION.url

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        kinds = ("path", "notion_database", "notion_page")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a source has one of {', '.join(kinds)}; this one has {' and '.join(given) or 'none'}")
        if given == ["path"] and (beside := self.model_fields_set & {"token_env", "notion_url"}):
            raise ValueError(f"{', '.join(sorted(beside))} belongs to a Notion source, and this one is a path")
        return self

    @property
    def source(self) -> AnySource:
        """The source as runs know it."""
        if self.path is not None:
            return Source(self.path, self.team, self.name)
        root = self.notion_database or self.notion_page or ""
        return NotionSource(root, self.notion_database is not None, self.team, self.name, self.token_env, self.notion_url)


def _named_once(sources: list[SourceSettings]) -> list[SourceSettings]:
    names = [settings.source.name for settings in sources]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"two sources are {twice[0]}; give each its own `name`, or remove one")
    return sources


Sources = Annotated[list[SourceSettings], AfterValidator(_named_once)]
Count = Annotated[int, Field(ge=1)]
_LIMITS = Limits()
_MB = 1024 * 1024


class LimitSettings(BaseModel):
    """`[limits]`: how much a file or archive may hold before it is refused."""

    model_config = ConfigDict(extra="forbid")

    file_mb: Count = _LIMITS.file_bytes // _MB
    archive_mb: Count = _LIMITS.total_bytes // _MB
    archive_files: Count = _LIMITS.members
    archive_ratio: Count = _LIMITS.ratio
    archive_depth: Count = _LIMITS.depth

    @property
    def limits(self) -> Limits:
        """The limits as readers know them."""
        return Limits(
            file_bytes=self.file_mb * _MB,
            total_bytes=self.archive_mb * _MB,
            members=self.archive_files,
            ratio=self.archive_ratio,
            depth=self.archive_depth,
        )


Words = dict[str, tuple[str, ...]]


def _headers(given: Words) -> Words:
    """Headers of tables by column: a column that there is, and no header that means another one."""
    from assets.documents.headers import kinds, plain

    _check_words(given, dict.fromkeys(column for kind in kinds() for column in kind.labels), "column")
    for kind in kinds():
        meant = dict(kind.column_of)
        for column in kind.labels:
            for name in given.get(column, ()):
                if (other := meant.setdefault(plain(name), column)) != column:
                    raise ValueError(f"{name!r} cannot mean {column}: it means {other}")
    return given


def _sections(given: Words) -> Words:
    """Words of headings by the role of a section."""
    from assets.facts.words import ROLES

    _check_words(given, ROLES, "role of a section")
    return given


def _check_words(given: Words, known: Iterable[str], what: str) -> None:
    for name, words in given.items():
        if name not in known:
            raise ValueError(f"there is no {what} {name}{near(name, known)}")
        for word in words:
            if not 0 < len(word.strip()) <= LONGEST_WORD:
                raise ValueError(f"{name}: {word!r} is no word of 1 to {LONGEST_WORD} characters")


Headers = Annotated[Words, AfterValidator(_headers)]
Sections = Annotated[Words, AfterValidator(_sections)]
