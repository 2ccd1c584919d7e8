"""Local servers that behave as a channel documents: WeCom's group robot, any other that takes JSON, and a mail server.

Real sockets, so that timeouts and dropped connections are real; the clock is the test's, so that minutes are not.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

KEY = "693a91f6-7c2e-4bc4-97a0-0ec2sifa5aaa"
OK = {"errcode": 0, "errmsg": "ok"}
PER_MINUTE, MARKDOWN_BYTES, TEXT_BYTES = 20, 4096, 2048


@dataclass(frozen=True)
class Arrived:
    """A request: when (the test's clock), its JSON, and whether its sender was told that it went well."""

    at: float
    payload: dict[str, Any]
    is_accepted: bool

    @property
    def content(self) -> str:
        """Its text."""
        return str(self.payload[self.payload["msgtype"]]["content"])

    @property
    def mentioned(self) -> list[str]:
        """Who is called: the lists beside a text, and <@user> in any content."""
        text = self.payload.get("text", {})
        beside = [*text.get("mentioned_list", []), *text.get("mentioned_mobile_list", [])]
        return beside + re.findall(r"<@([^>]+)>", self.content)


@dataclass
class Robot:
    """A robot that takes JSON. Each fault meets one request, in order, then all is well.

    A fault is a code to answer with (nothing was shown), `status 500`, `html`, `slow` (no answer while the test
    lasts), `drop` (shown, but the connection breaks before the answer) or a function that is called first.
    """

    clock: Callable[[], float] = time.monotonic
    faults: list[int | str | Callable[[], None]] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    url: str = ""
    plain_answer: bytes | None = None
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def shown(self) -> list[Arrived]:
        """What the people of the group see."""
        return [message for message in self.arrived if message.is_accepted]

    def answer(self, _path: str, _payload: dict[str, Any]) -> dict[str, Any]:
        """What it says to a request; a code other than 0 is a refusal."""
        return {"code": 0, "errcode": 0, "msg": "success"}

    def refusal(self, code: int) -> dict[str, Any]:
        """How it says no."""
        return {"code": code, "errcode": code, "msg": "refused", "errmsg": "refused"}

    def take(self, path: str, payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The fault that the request meets, and the answer to it."""
        with self.lock:
            fault = self.faults.pop(0) if self.faults else ""
            if callable(fault):
                fault()
                fault = ""
            answer = self.refusal(fault) if isinstance(fault, int) else self.answer(path, payload)
            is_shown = fault in ("", "drop") and not (answer.get("errcode") or answer.get("code"))
            self.arrived.append(Arrived(self.clock(), payload, is_shown))
            return str(fault), answer


@dataclass
class WeCom(Robot):
    """The group robot of developer.work.weixin.qq.com/document/path/91770."""

    markdown_bytes: int = MARKDOWN_BYTES

    def refusal(self, code: int) -> dict[str, Any]:
        """A code with the words and the hint that WeCom adds."""
        said = {45009: "api freq out of limit", 40058: "content exceed max length", 93000: "invalid webhook url", -1: "system busy"}
        hint = "hint: [1700000000123456789012345], from ip: 10.1.2.3, more info at https://open.work.weixin.qq.com/devtool"
        return {"errcode": code, "errmsg": f"{said.get(code, 'refused')}, {hint}"}

    def answer(self, path: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The documented checks: key, 20 messages a minute, type, bytes."""
        if parse_qs(urlsplit(path).query).get("key") != [KEY]:
            return self.refusal(93000)
        recent = [message for message in self.arrived if message.at > self.clock() - 60]
        if len(recent) >= PER_MINUTE:
            return self.refusal(45009)
        kind = payload.get("msgtype")
        if kind not in ("markdown", "text"):
            return self.refusal(40008)
        limit = self.markdown_bytes if kind == "markdown" else TEXT_BYTES
        return self.refusal(40058) if len(payload[kind]["content"].encode()) > limit else OK


RobotT = TypeVar("RobotT", bound=Robot)


@contextmanager
def serving(robot: RobotT) -> Iterator[RobotT]:
    """The robot at a free local port, its `url` set."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault, answer = robot.take(self.path, json.loads(body.decode("utf-8")))
            if fault == "slow":
                robot.over.wait()
            if fault in ("slow", "drop"):
                self.close_connection = True
                return
            status = int(fault.split()[1]) if fault.startswith("status") else 200
            content = b"<html>gateway</html>" if fault == "html" else robot.plain_answer or json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    robot.url = f"http://127.0.0.1:{server.server_port}/cgi-bin/webhook/send?key={KEY}"
    with _running(server):
        yield robot
        robot.over.set()


@dataclass
class Mail:
    """A mail server that takes everything."""

    port: int = 0
    letters: list[str] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Mail]:
    """A mail server at a free local port."""
    mail = Mail()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                command = line[:4].upper()
                if command == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    mail.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mail.port = server.server_address[1]
    with _running(server):
        yield mail


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
