"""WeCom's group robot, by our own code: libraries report success on an `errcode`, and count characters for bytes.

The protocol is developer.work.weixin.qq.com/document/path/91770, the codes path/90313. What does not belong here:
the limits (`channels`), pacing and repeating (`delivery`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.alerts.sending import (
    TIMEOUT_SECONDS,
    Outgoing,
    PassingError,
    RefusedError,
    TooLongError,
    check_status,
    quiet,
    without_secrets,
)

if TYPE_CHECKING:
    import httpx

TOO_LONG, TOO_OFTEN = 40058, 45009
_PASSING = (-1, 45033)
"""The system is busy; too many calls at once."""
_MOBILE = re.compile(r"1\d{10}")


@dataclass(frozen=True, slots=True)
class WeCom:
    """One robot. `mention` has user ids, mobile numbers or @all."""

    url: str
    mention: Sequence[str] = ()
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, message: Outgoing) -> None:
        """Send a digest as Markdown, a mention as text with the people beside it."""
        import httpx

        try:
            with quiet():
                response = _client().post(self.url, json=self._payload(message), timeout=self.timeout_seconds)
        except httpx.TimeoutException:
            raise PassingError(f"no answer in {self.timeout_seconds:g} s") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise RefusedError("its address is no URL") from None
        except httpx.HTTPError as error:
            raise PassingError(f"the connection failed ({type(error).__name__})") from None
        check_status(response.status_code, response.headers.get("retry-after"))
        try:
            answer = response.json()
        except ValueError:
            raise PassingError("the answer is not that of a robot") from None
        self._check(answer)

    def _payload(self, message: Outgoing) -> dict[str, Any]:
        if message.kind == "digest":
            return {"msgtype": "markdown", "markdown": {"content": message.body}}
        mobiles = [person for person in self.mention if _MOBILE.fullmatch(person)]
        people = [person for person in self.mention if person not in mobiles]
        text = {"content": message.body, "mentioned_list": people, "mentioned_mobile_list": mobiles}
        return {"msgtype": "text", "text": text}

    def _check(self, answer: object) -> None:
        """Raise what the code means, unless it is 0. What follows `hint` in a message names our own address."""
        if not isinstance(answer, dict) or "errcode" not in answer:
            raise PassingError("the answer is not that of a robot")
        code = answer["errcode"]
        if code == 0:
            return
        said = without_secrets(str(answer.get("errmsg", "")).partition(", hint")[0], self.url)
        reason = f"errcode {code}: {said}"
        if code == TOO_OFTEN:
            raise PassingError(reason, wait_seconds=60.0)
        if code in _PASSING:
            raise PassingError(reason)
        raise TooLongError(reason) if code == TOO_LONG else RefusedError(reason)


@cache
def _client() -> httpx.Client:
    """One for all robots, since reading the certificates takes a tenth of a second.

    Connections are not kept: the other side may close one while a message waits for its turn.
    """
    import httpx

    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
