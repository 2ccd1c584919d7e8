"""Requests to Notion's API: which exist for us, how often each is tried, and what a refusal means to a person.

What does not belong here: which pages are wanted (`notion_place`), and what blocks and values say (`notion_blocks`, `notion_values`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
from notion_client import Client
from notion_client.errors import NotionClientErrorBase, RequestTimeoutError, is_http_response_error
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.nap import sleep
from tenacity.wait import wait_exponential_jitter

from assets.credentials import SecretError, secret
from assets.documents.markup import MAX_DEPTH
from assets.documents.notion_blocks import CHILDREN
from assets.documents.notion_values import Json
from assets.documents.reading import UnreadableError
from assets.house import NotionSource

VERSION = "2025-09-03"
"""The first with data sources, and the one that the client is made for; docs/decisions/sources.md says more."""
PAGE_SIZE = 100
"""The most that one answer holds."""
TIMEOUT_MS = 60_000
"""After 60 s Notion itself gives up."""
ATTEMPTS = 5
LONGEST_WAIT_S = 120
"""A connection's budget is renewed within 60 s; when a whole workspace has to wait longer, the next run does."""
_TOKEN = re.compile(r"[!-~]+")
_TRANSIENT = frozenset((408, 409, 429, 500, 502, 503, 504, 529))
_GENERAL = frozenset((401, 429))
_WITHOUT_ORDER = wait_exponential_jitter(max=30)
_OWN = ("child_page", "child_database")
"""Blocks whose inside is another page's."""


class NotionError(UnreadableError):
    """A request that failed for good. `is_general`: every other would fail too; `is_fault`: it may work some other time."""

    def __init__(self, observed: str, message: str, *, is_general: bool = False, is_fault: bool = False, status: int = 0) -> None:
        super().__init__(observed, message)
        self.is_general, self.is_fault, self.status = is_general, is_fault, status


def token_of(source: NotionSource) -> str:
    """The token, from the environment or a file. Raises `NotionError` where there is none; no message holds any of it."""
    try:
        token = secret(source.token_env)
    except SecretError as error:
        why = f"没有 Notion 集成的令牌，未读取；请设置环境变量 {source.token_env}（{error}）。"
        raise NotionError("没有令牌", why, is_general=True) from None
    if not _TOKEN.fullmatch(token):
        raise NotionError("令牌不对", f"环境变量 {source.token_env} 里不是令牌（有空格或非 ASCII 字符），未读取；请更正。", is_general=True)
    return token


class Notion:
    """The requests that reading needs. Each raises `NotionError`, and nothing else for whatever goes wrong on the way."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def page(self, page_id: str) -> Json:
        """A page without its blocks."""
        return _kept(self._call(self._client.pages.retrieve, page_id=page_id))

    def database(self, database_id: str) -> Json:
        """A database with the ids of its data sources."""
        return _kept(self._call(self._client.databases.retrieve, database_id=database_id))

    def rows(self, data_source_id: str) -> Iterator[Json]:
        """The pages of a data source, the oldest first. One query ends at 10,000; the next begins where it was cut off."""
        known: set[str] = set()
        last, since = "", ""
        while True:
            wanted: Json = {"timestamp": "created_time", "created_time": {"on_or_after": since}}
            is_cut = False
            for response in self._pages(
                self._client.data_sources.query,
                data_source_id=data_source_id,
                sorts=[{"timestamp": "created_time", "direction": "ascending"}],
                **({"filter": wanted} if since else {}),
            ):
                is_cut = is_cut or (response.get("request_status") or {}).get("type") == "incomplete"
                for row in response["results"]:
                    if row["object"] == "page" and not row.get("in_trash") and row["id"] not in known:
                        known.add(row["id"])
                        last = row["created_time"]
                        yield row
            if not is_cut or last == since:
                return
            since = last

    def tree(self, block_id: str) -> list[Json]:
        """The blocks of a page in order, those inside a block below its key `CHILDREN`, to any depth (the deepest laid flat)."""
        root = self._children(block_id)
        waiting: list[tuple[list[Json], Json, tuple[str, ...]]] = [(root, block, (block_id,)) for block in root]
        while waiting:
            siblings, block, above = waiting.pop()
            inside = _inside(block)
            if inside is None or inside in above:
                continue
            children = self._children(inside)
            if len(above) < MAX_DEPTH:
                block[CHILDREN] = siblings = children
            else:
                place = next(number for number, sibling in enumerate(siblings) if sibling is block) + 1
                siblings[place:place] = children
            waiting += [(siblings, child, (*above, inside)) for child in children]
        return root

    def _children(self, block_id: str) -> list[Json]:
        responses = self._pages(self._client.blocks.children.list, block_id=block_id)
        return [block for response in responses for block in response["results"]]

    def _pages(self, function: Callable[..., Any], **wanted: Any) -> Iterator[Json]:  # noqa: ANN401 - arguments of the API
        """The answers to a request, one after the other until there are no more."""
        cursor = None
        while True:
            response = self._call(function, **wanted, page_size=PAGE_SIZE, start_cursor=cursor)
            yield response
            before, cursor = cursor, response["next_cursor"]
            if not response["has_more"] or cursor in (None, before):
                return

    def _call(self, function: Callable[..., Any], **wanted: Any) -> Any:  # noqa: ANN401 - the API's JSON
        """One request, again where that may help."""
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception(_is_passing),
            sleep=sleep,
            reraise=True,
        )
        try:
            return retrying(function, **wanted)
        except (NotionClientErrorBase, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _told(error) from None


@contextmanager
def connected(source: NotionSource) -> Iterator[Notion]:
    """The API with the source's token; its connections are closed at the end. Raises `NotionError`."""
    client = Client(
        auth=token_of(source),
        base_url=source.url,
        notion_version=VERSION,
        timeout_ms=TIMEOUT_MS,
        retry=False,  # the client's own tries neither dropped connections, timeouts nor 502 and 529 again, nor queries after 503
        logger=logging.getLogger("weekhouse.notion"),
        log_level=logging.ERROR,
    )
    with closing(client):
        yield Notion(client)


def _kept(answer: Json) -> Json:
    """The answer, unless it is of something that was thrown away."""
    if answer.get("in_trash"):
        raise NotionError("在回收站", "页面或数据库在 Notion 的回收站里，未读取；请恢复它，或从设置中去掉这个来源。")
    return answer


def _inside(block: Json) -> str | None:
    """The id whose children are inside this block: its own, or the original's of which it is a synced copy."""
    original = (block.get("synced_block") or {}).get("synced_from") or {}
    if original.get("block_id"):
        return str(original["block_id"])
    return str(block["id"]) if block.get("has_children") and block["type"] not in _OWN else None


def _retry_after(error: BaseException) -> float | None:
    """The seconds that the API asks to wait."""
    seconds = error.headers.get("retry-after", "") if is_http_response_error(error) else ""
    return float(seconds) if seconds.isdecimal() else None


def _is_passing(error: BaseException) -> bool:
    if is_http_response_error(error):
        return error.status in _TRANSIENT and (_retry_after(error) or 0) <= LONGEST_WAIT_S
    return isinstance(error, (RequestTimeoutError, httpx.TransportError, ValueError))


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    ordered = _retry_after(error) if error else None
    return _WITHOUT_ORDER(state) if ordered is None else ordered


def _told(error: Exception) -> NotionError:
    """What went wrong, for a person; of the error's own text nothing, since it may quote what was sent."""
    if not is_http_response_error(error):
        is_answer = isinstance(error, ValueError)
        what = "返回的不是 JSON" if is_answer else "请求超时" if isinstance(error, RequestTimeoutError) else "连接失败"
        message = f"Notion API {what}（{type(error).__name__}），试了 {ATTEMPTS} 次，未读取；下次运行会再试。"
        return NotionError(what, message, is_general=not is_answer, is_fault=True)
    status = error.status
    match status:
        case 401:
            message = "Notion 不认这个令牌（401），未读取；请检查环境变量里的令牌。"
        case 403:
            message = "集成没有读取权限（403），未读取；请在 Notion 里给集成开通「读取内容」。"
        case 404:
            message = "页面或数据库不存在，或没有与集成共享（404），未读取；请检查编号，并在 Notion 里把它连接到集成。"
        case 429:
            message = f"Notion API 限流（429），要求等待 {_retry_after(error) or 0:.0f} 秒，未读取；下次运行会再试。"
        case _ if status in _TRANSIENT:
            message = f"Notion 服务出错（{status}），试了 {ATTEMPTS} 次，未读取；下次运行会再试。"
        case _:
            message = f"Notion 拒绝了请求（{status}），未读取；请检查编号是不是页面或数据库。"
    return NotionError(f"HTTP {status}", message, is_general=status in _GENERAL, is_fault=status in _TRANSIENT, status=status)
