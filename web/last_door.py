"""最后一道门: what nobody foresaw becomes a sentence with a number; the log keeps the trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from web import pages
from words import say

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
log = logging.getLogger(__name__)


def _answer(scope: Message, code: str) -> Response:
    text = say("web.failed", code=code)
    if b"text/html" in dict(scope["headers"]).get(b"accept", b""):
        return HTMLResponse(pages.failed(text), status_code=503)
    return JSONResponse({"error": "web.failed", "message": text}, status_code=503)


class LastDoor:
    """ASGI middleware around everything: no trace and no English sentence leaves the server."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        """Pass on; answer 503 in words when something was raised before the answer began."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if begun:
                raise
            code = secrets.token_hex(3)
            log.exception("request failed, number %s", code)
            await _answer(scope, code)(scope, receive, send)
