"""A Notion database, or the pages below a page, as a place that is scanned: which pages there are, which changed, what they say.

What does not belong here: requests and retries (`notion_api`), and how blocks and values are written (`notion_blocks`, `notion_values`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from assets import stages
from assets.documents import notion
from assets.documents.delivery import Document, as_document, is_row_table
from assets.documents.headers import kinds
from assets.documents.notion_api import Notion, NotionError, connected
from assets.documents.notion_blocks import as_markdown, is_list_of_pages, own_pages
from assets.documents.notion_pages import PageSeen, as_table, edited, path_of, plain_id, seen_page
from assets.documents.notion_values import UNTITLED, Json, name_of, plain
from assets.documents.reading import UnreadableError, too_large
from assets.documents.shelf import Scanned
from assets.house import House, NotionSource

DAY_NS = 24 * 60 * 60 * 10**9
OVERLAP_NS = 7 * DAY_NS
"""A page edited within the week before it was read is read again: the time of the edit is cut to the minute, and what is
edited over the API may leave it as it was. A week, because runs are weekly."""
TRUSTED_NS = 28 * DAY_NS
"""After four weeks any page is read again: a renamed person or a synced block changes it without a trace in its time."""
MOST_FAULTS = 3
"""So many pages in a row that fail on Notion's side are an outage: the others would wait as long, each in vain."""
_WRITERS = ("inline.py", "markup.py", "notion_blocks.py", "notion_pages.py", "notion_values.py", "pages.py")


class NotionPlace:
    """The pages of a database, or a page and those below it."""

    api: Notion

    def __init__(self, source: NotionSource, house: House, before: Mapping[str, list[Scanned]]) -> None:
        self.source, self.limits = source, house.limits
        self.zone, self.tables = ZoneInfo(house.timezone), kinds(house.headers)
        self.problems: dict[str, UnreadableError] = {}
        self.ignored = 0
        self.version = stages.fingerprint([house.limits, sorted(house.headers.items()), house.timezone, _writers()])
        self.folders_before = {str(folder) for rows in before.values() for row in rows for folder in PurePosixPath(row.source_file).parents}
        self.met: set[str] = set()
        self.broken: set[str] = set()
        self.faults = 0

    def items(self) -> Iterator[PageSeen]:
        """Its pages in the order of the API, a page before its subpages. Raises `NotionError` when no more can be had."""
        with connected(self.source) as self.api:
            if self.source.is_database:
                yield from self._database(self.source.root, "")
                return
            with _understood():
                root = seen_page(self.api.page(self.source.root), "", self.zone)
            yield from self._below(root, is_root=True)

    def is_unchanged(self, seen: PageSeen, rows: Sequence[Scanned]) -> bool:
        """By name and last edit, within the time for which that can be trusted. A table is at hand whole, and compared by content."""
        row = rows[0]
        if seen.content is not None or (row.source_file, row.mtime_ns) != (seen.source_file, seen.mtime_ns):
            return False
        return seen.mtime_ns < row.read_at_ns - OVERLAP_NS and time.time_ns() < row.read_at_ns + TRUSTED_NS

    def fetch(self, seen: PageSeen) -> Iterator[Document | tuple[str, UnreadableError]]:
        """The page as Markdown, or why not. Raises `NotionError` when there is no use in going on."""
        try:
            content = self._content(seen)
            if content is None:
                self.ignored += 1
                return
            if len(content) > self.limits.file_bytes:
                raise too_large(len(content), self.limits.file_bytes)
            document = as_document(seen.source_file, content)
        except UnreadableError as problem:
            self._blame(problem)
            yield seen.source_file, problem
        else:
            self.faults = 0
            if document:
                yield document

    def hides(self, row: Scanned) -> bool:
        """Whether it may be there all the same: the source failed, or it, or a page or database above it."""
        paths = [PurePosixPath(name) for name in self.problems]
        above = {str(path.with_name(notion.without_id(path.stem))) for path in paths if path.name}
        return "" in self.problems or row.file in self.broken or notion.is_below(row.source_file, above)

    def _content(self, seen: PageSeen) -> bytes | None:
        """The bytes of a document, None for a page that only lists others."""
        if seen.content is not None:
            return seen.content
        with _understood():
            seen.tree = self.api.tree(seen.file)
            if is_list_of_pages(seen.tree):
                return None
            return as_markdown(seen.title, seen.properties, seen.tree, self.zone).encode("utf-8", errors="replace")

    def _blame(self, problem: UnreadableError) -> None:
        """Raise a problem that is not of one page alone."""
        is_fault = isinstance(problem, NotionError) and problem.is_fault
        self.faults = self.faults + 1 if is_fault else 0
        if self.faults >= MOST_FAULTS or (isinstance(problem, NotionError) and problem.is_general):
            raise problem

    def _below(self, seen: PageSeen, *, is_root: bool = False) -> Iterator[PageSeen]:
        """A page and its subpages. One that is unchanged and had none is asked for none."""
        if seen.file in self.met:
            return
        self.met.add(seen.file)
        yield seen
        if is_root and seen.source_file in self.problems:
            raise self.problems.pop(seen.source_file)  # the way to all others
        if seen.tree is None and (seen.source_file in self.problems or not (is_root or seen.below in self.folders_before)):
            return
        try:
            with _understood():
                blocks, seen.tree = self.api.tree(seen.file) if seen.tree is None else seen.tree, None
                inside = [self._inside(block, "" if is_root else seen.below) for block in own_pages(blocks)]
        except NotionError as problem:
            self._blame(problem)
            if is_root:
                raise
            self.problems[seen.source_file] = problem
            return
        for page, database_id in inside:
            yield from self._database(database_id, page.folder, page.title) if database_id else self._below(page)

    def _inside(self, block: Json, folder: str) -> tuple[PageSeen, str | None]:
        """A page inside a page; the id of it when it is a database."""
        page_id, title = plain_id(block), block[block["type"]].get("title") or UNTITLED
        return PageSeen(page_id, title, folder, edited(block)), page_id if block["type"] == "child_database" else None

    def _database(self, database_id: str, folder: str, title: str = "") -> Iterator[PageSeen]:
        """The pages of a database, or the one table that it is. The root has no folder and no title."""
        try:
            with _understood():
                database = self.api.database(database_id)
                sources = [(source["id"], source.get("name") or plain(database["title"])) for source in database["data_sources"]]
                listed = [(source_id, name or UNTITLED, list(self.api.rows(source_id))) for source_id, name in sources]
        except NotionError as problem:
            if not title:
                raise
            self._blame(problem)
            if problem.status == 404:  # so a view is answered that a page shows of a database which is not shared
                self.ignored += 1
            else:
                self.problems[path_of(folder, f"{name_of(title)} {database_id}.csv")] = problem
            return
        below = path_of(folder, name_of(title)) if title else ""
        for source_id, name, rows in listed:
            yield from self._rows(PageSeen(source_id.replace("-", ""), name, folder, 0), rows, below)

    def _rows(self, table: PageSeen, rows: Sequence[Json], folder: str) -> Iterator[PageSeen]:
        """The rows of a data source: together when they are a roll-out table or incident log, else each as a page."""
        pages = []
        for row in rows:
            try:
                with _understood():
                    pages.append((row, seen_page(row, folder, self.zone)))
            except NotionError as problem:
                self.broken.add(plain_id(row))
                self.problems[path_of(folder, f"{plain_id(row)}.md")] = problem
        table.content = as_table([row for row, _ in pages], self.zone)
        if is_row_table(table.source_file, table.content, self.tables):
            self.ignored += len(pages)
            yield table
        else:
            for _, page in pages:
                yield from self._below(page)


@contextmanager
def _understood() -> Iterator[None]:
    """Answers of another shape than the API's documentation says are a refusal, not a crash."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        message = f"Notion API 的回答看不懂（{type(error).__name__}），未读取；请检查 Weekhouse 与 Notion API 的版本。"
        raise NotionError("回答看不懂", message) from error


def _writers() -> str:
    """Changes with the code that writes pages, so that none stays as an older one wrote it."""
    return stages.fingerprint(files(__package__).joinpath(name).read_text("utf-8") for name in _WRITERS)
