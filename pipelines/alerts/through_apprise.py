"""Feishu, DingTalk, Slack, e-mail and whatever else apprise knows, through apprise.

apprise takes every HTTP 200 for success, but the robots of Feishu and DingTalk refuse with 200 and a code: so the
answers are looked at here too. What does not belong here: limits (`channels`), pacing and repeating (`delivery`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.alerts.sending import (
    Outgoing,
    PassingError,
    RefusedError,
    check_status,
    quiet,
    without_secrets,
)

if TYPE_CHECKING:
    from apprise import NotifyBase
    from requests import PreparedRequest, Response

_SCHEMAS = {"feishu": ("feishu",), "dingtalk": ("dingtalk",), "slack": ("slack",), "email": ("mailto", "mailtos")}
_SHOWN_AS = {
    "feishu": (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), r"feishu://\1/"),
    "dingtalk": (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), r"dingtalk://\1/"),
}
"""The addresses that Feishu and DingTalk show for a robot; apprise knows only its own form of them."""
_TOO_OFTEN = {11232: 60.0, 130101: 600.0}
"""Feishu is busy; DingTalk blocks a robot for ten minutes after the 21st message of a minute. With the seconds to wait."""


@dataclass(frozen=True, slots=True)
class ThroughApprise:
    """One channel with an address that apprise understands: its own form, or the one that the service shows."""

    kind: str
    url: str
    mention: Sequence[str] = ()

    def send(self, message: Outgoing) -> None:
        """Send a message as text."""
        from apprise import NotifyFormat

        title, body = ("", message.body)
        if self.kind == "email":
            title, _, body = message.body.partition("\n")
        with quiet():
            service = self.service()
            if message.kind == "mention":
                body = self._calling(service, body)
            with _answers() as answers:
                is_sent = service.notify(body=body, title=title, body_format=NotifyFormat.TEXT)
        for answer in answers:
            self._check(answer)
        if not is_sent or (self.kind in ("feishu", "dingtalk") and not answers):
            raise PassingError("it was not accepted, or there was no answer")

    def service(self) -> NotifyBase:
        """What apprise makes of the address. Raises `RefusedError` when that is nothing, or something else."""
        from apprise import Apprise, AppriseAsset

        pattern, form = _SHOWN_AS.get(self.kind, (None, ""))
        url = pattern.sub(form, self.url) if pattern else self.url
        asset = AppriseAsset(app_id="Weekhouse", app_desc="Weekhouse", app_url="", async_mode=False, secure_logging=True)
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            raise RefusedError(f"its address is none that apprise knows for {self.kind}")
        schema = str(service.url(privacy=True)).partition("://")[0]  # type: ignore[no-untyped-call]
        if schema not in _SCHEMAS.get(self.kind, (schema,)):
            raise RefusedError(f"its address is one of {schema}, not of {self.kind}")
        service.request_rate_per_sec = 0  # paced by `delivery`
        for extra in ("include_image", "include_footer"):
            if hasattr(service, extra):
                setattr(service, extra, False)
        return service

    def _calling(self, service: NotifyBase, body: str) -> str:
        """The text that calls people: Feishu has them in the text, DingTalk beside it."""
        from apprise.plugins.dingtalk import NotifyDingTalk

        if isinstance(service, NotifyDingTalk):
            service.targets = [*self.mention]  # type: ignore[list-item]
            return body + "\n" + " ".join(f"@{mobile}" for mobile in self.mention)
        return body + "\n" + " ".join(f'<at user_id="{person.removeprefix("@")}"></at>' for person in self.mention)

    def _check(self, answer: Response) -> None:
        """Raise what an HTTP answer means, unless it is success."""
        check_status(answer.status_code, answer.headers.get("retry-after"))
        if self.kind not in ("feishu", "dingtalk"):
            return
        try:
            said = answer.json()
        except ValueError:
            raise PassingError("the answer is not that of a robot") from None
        code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
        if code != 0:
            reason = f"code {code}: {without_secrets(str(said.get('errmsg') or said.get('msg') or ''), self.url)}"
            raise PassingError(reason, _TOO_OFTEN[code]) if code in _TOO_OFTEN else RefusedError(reason)


@contextmanager
def _answers() -> Iterator[list[Response]]:
    """Every HTTP answer that arrives in the block. apprise keeps none, and makes its sessions where nobody can reach them."""
    import requests

    seen: list[Response] = []
    send = requests.Session.send

    def keeping(session: requests.Session, request: PreparedRequest, **options: Any) -> Response:  # noqa: ANN401 - passed on
        answer = send(session, request, **options)
        seen.append(answer)
        return answer

    requests.Session.send = keeping  # type: ignore[method-assign, assignment]
    try:
        yield seen
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
