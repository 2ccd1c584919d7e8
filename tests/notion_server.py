"""A Notion that answers over HTTP as its API documents, with what a test puts into it.

What does not belong here: what is expected of the answers.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ntn_0123456789secretsecretsecret"
VERSION = "2025-09-03"
LONG_AGO = "2024-01-05T09:30:00.000Z"
Json = dict[str, Any]


def new_id() -> str:
    """An id as the API writes them."""
    return str(uuid.uuid4())


def rich(text: str, *marks: str, href: str | None = None) -> Json:
    """A run of text with its marks."""
    names = ("bold", "italic", "strikethrough", "underline", "code")
    return {
        "type": "text", "text": {"content": text, "link": {"url": href} if href else None}, "plain_text": text, "href": href,
        "annotations": {**{name: name in marks for name in names}, "color": "default"},
    }  # fmt: skip


def block(kind: str, text: str | list[Json] | None = None, children: list[Json] | None = None, **held: Any) -> Json:
    """A block with the blocks inside it, which the server keeps apart."""
    words = [rich(text)] if isinstance(text, str) else text
    return {
        "object": "block", "id": new_id(), "type": kind, "has_children": bool(children), "in_trash": False,
        "created_time": LONG_AGO, "last_edited_time": LONG_AGO,
        kind: {**({} if words is None else {"rich_text": words, "color": "default"}), **held}, "_children": children or [],
    }  # fmt: skip


def title(text: str) -> Json:
    """The title property of a page."""
    return {"id": "title", "type": "title", "title": [rich(text)] if text else []}


def value(kind: str, held: Any) -> Json:
    """A property of a page."""
    return {"id": "abcd", "type": kind, kind: held}


@dataclass
class Failure:
    """An answer in place of the real one, for the next `times` requests whose line matches; status 0 drops the connection."""

    pattern: str
    status: int
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    wait_s: float = 0


CODES = {400: "validation_error", 401: "unauthorized", 403: "restricted_resource", 404: "object_not_found", 429: "rate_limited",
         500: "internal_server_error", 503: "service_unavailable", 504: "gateway_timeout", 529: "service_overload"}  # fmt: skip


class FakeNotion:
    """Pages, databases and blocks; every request's line; failures to come."""

    def __init__(self) -> None:
        self.pages: dict[str, Json] = {}
        self.databases: dict[str, Json] = {}
        self.rows: dict[str, list[str]] = {}
        self.children: dict[str, list[Json]] = {}
        self.failures: list[Failure] = []
        self.requests: list[str] = []
        self.page_size = 100
        self.query_limit = 10_000
        self.url = ""

    def page(self, name: str, blocks: list[Json], properties: Json | None = None, edited: str = LONG_AGO, page_id: str = "") -> str:
        """A page, new or in place of the old one; its id."""
        page_id = page_id or new_id()
        self.pages[page_id] = {
            "object": "page", "id": page_id, "created_time": LONG_AGO, "last_edited_time": edited, "in_trash": False, "archived": False,
            "properties": {**(properties or {}), "Name": title(name)}, "url": f"https://www.notion.so/{page_id.replace('-', '')}",
        }  # fmt: skip
        self._keep(page_id, blocks)
        return page_id

    def database(self, name: str, rows: list[str], sources: int = 1) -> str:
        """A database with one data source (or several, the rows in the first)."""
        database_id = new_id()
        ids = [new_id() for _ in range(sources)]
        self.rows.update({source_id: [] for source_id in ids})
        self.rows[ids[0]] = list(rows)
        data_sources = [{"id": source_id, "name": name if not number else f"{name} {number}"} for number, source_id in enumerate(ids)]
        self.databases[database_id] = {
            "object": "database", "id": database_id, "title": [rich(name)], "in_trash": False, "data_sources": data_sources
        }  # fmt: skip
        return database_id

    def child(self, page_id: str) -> Json:
        """The block in a page that a subpage or database is."""
        if page_id in self.databases:
            found = block("child_database", title=self.databases[page_id]["title"][0]["plain_text"])
        else:
            page = self.pages[page_id]
            found = block("child_page", title=page["properties"]["Name"]["title"][0]["plain_text"])
            found["last_edited_time"], found["has_children"] = page["last_edited_time"], True
        found["id"] = page_id
        return found

    def fail(self, pattern: str, status: int, **options: Any) -> None:
        """Answer the next requests like this otherwise."""
        self.failures.append(Failure(pattern, status, **options))

    def asked(self, pattern: str) -> int:
        """How many requests so far match."""
        return sum(bool(re.search(pattern, line)) for line in self.requests)

    def _keep(self, above: str, blocks: list[Json]) -> None:
        self.children[above] = blocks
        for inside in blocks:
            if inside["_children"]:
                self._keep(inside["id"], inside["_children"])

    def failure_of(self, line: str) -> Failure | None:
        """The failure that is due for a request."""
        for failure in self.failures:
            if failure.times and re.search(failure.pattern, line):
                failure.times -= 1
                return failure
        return None

    def answer(self, method: str, path: str, query: Json, body: Json) -> tuple[int, Json]:
        """What the API answers."""
        match method, path.strip("/").split("/"):
            case "GET", ["v1", "pages", page_id]:
                return self._one(self.pages, page_id)
            case "GET", ["v1", "databases", database_id]:
                return self._one(self.databases, database_id)
            case "GET", ["v1", "blocks", block_id, "children"]:
                found = self.children.get(dashed(block_id))
                if found is None:
                    return error(404)
                return self._list([{k: v for k, v in b.items() if k != "_children"} for b in found], query)
            case "POST", ["v1", "data_sources", source_id, "query"]:
                return self._query(dashed(source_id), body)
        return error(400)

    def _query(self, source_id: str, body: Json) -> tuple[int, Json]:
        if source_id not in self.rows:
            return error(404)
        rows = [self.pages[page_id] for page_id in self.rows[source_id]]
        for sort in reversed(body.get("sorts", [])):
            rows.sort(key=lambda page: page[sort["timestamp"]], reverse=sort["direction"] == "descending")
        if wanted := body.get("filter"):
            name = wanted["timestamp"]
            rows = [page for page in rows if page[name] >= wanted[name]["on_or_after"]]
        is_cut = len(rows) > self.query_limit
        status, found = self._list([page for page in rows if not page["in_trash"]][: self.query_limit], body)
        if is_cut:
            found["request_status"] = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}
        return status, found

    def _list(self, items: list[Json], asked: Json) -> tuple[int, Json]:
        size = min(int(asked.get("page_size", 100)), self.page_size)
        start = int(asked.get("start_cursor", 0))
        rest = items[start + size :]
        return 200, {"object": "list", "results": items[start : start + size], "has_more": bool(rest),
                     "next_cursor": str(start + size) if rest else None}  # fmt: skip

    def _one(self, things: dict[str, Json], thing_id: str) -> tuple[int, Json]:
        found = things.get(dashed(thing_id))
        return (200, found) if found else error(404)


def dashed(thing_id: str) -> str:
    """An id with its dashes; the API takes both."""
    return str(uuid.UUID(thing_id))


def error(status: int) -> tuple[int, Json]:
    """An error as the API words it."""
    return status, {
        "object": "error",
        "status": status,
        "code": CODES.get(status, "odd"),
        "message": f"error {status}",
        "request_id": new_id(),
    }


@contextmanager
def serving(notion: FakeNotion) -> Iterator[str]:
    """The address at which it answers, while it does."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 64 * 1024  # one packet an answer: two wait for one another's acknowledgement, 40 ms

        def do_GET(self) -> None:
            self._respond({})

        def do_POST(self) -> None:
            self._respond(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _respond(self, body: Json) -> None:
            split = urlsplit(self.path)
            line = f"{self.command} {self.path}"
            notion.requests.append(line)
            failure = notion.failure_of(line)
            if failure:
                threading.Event().wait(failure.wait_s)
                if not failure.status:
                    self.close_connection = True
                    return
                self._send(failure.status, failure.body or json.dumps(error(failure.status)[1]), failure.headers)
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._send(401, json.dumps(error(401)[1]))
            elif self.headers.get("Notion-Version") != VERSION:
                self._send(400, json.dumps(error(400)[1]))
            else:
                query = {name: values[0] for name, values in parse_qs(split.query).items()}
                status, found = notion.answer(self.command, split.path, query, body)
                self._send(status, json.dumps(found, ensure_ascii=False))

        def _send(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            for name, content_of in (headers or {}).items():
                self.send_header(name, content_of)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
