"""首页外壳 The shell that holds the pages, in our words: language, name, and browsers too old."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from services.workspace import current
from views.components import stylesheet
from views.components.markup import esc
from web.pages import MARK
from words import say, use

Message = MutableMapping[str, Any]
OLD = "/old-browser"
TAGS = {"zh_CN": "zh-CN", "en": "en"}
# Chrome and Edge 105, Safari 15.4, Firefox 121: the youngest things the pages cannot do without.
# Written so that any browser of the last twenty years can read it.
_GUARD = (
    "<script>if(!(window.structuredClone&&window.CSS&&CSS.supports&&"
    f'CSS.supports("selector(:has(a))")))location.replace("{OLD}");</script>'
)


def dressed(html: str, language: str) -> str:
    """The shell page in our language, with our name, mark and guard, and no font or address else.

    Args:
        html: as the page framework ships it.
        language: of the words, zh_CN or en.
    """
    use(language)
    html = html.replace('<html lang="en">', f'<html lang="{TAGS[language]}">', 1)
    html = re.sub(r"<title>.*?</title>", f"<title>{esc(say('ui.product'))}</title>", html, count=1)
    html = re.sub(r'<link\s[^>]*?as="font"[^>]*?>', "", html)
    html = re.sub(r'<link rel="service-desc"[^>]*>', "", html)
    without = f"<noscript><p>{esc(say('ui.page.no_script'))}</p></noscript>"
    html = re.sub(r"<noscript>.*?</noscript>", without, html, count=1, flags=re.DOTALL)
    # Asked for before the program, so that the first thing drawn stands where it will stay.
    style = f'<link rel="stylesheet" href="{stylesheet.address()}">'
    # The picture of the tab stands here once; of the page it would go over the line with every run.
    mark = f'<link rel="icon" type="image/svg+xml" href="{MARK}">'
    html = re.sub(r'<link rel="shortcut icon"[^>]*>', mark, html, count=1)
    return html.replace("<head>", f"<head>{_GUARD}{style}", 1)


class FrontPage:
    """ASGI middleware that dresses the shell page; every other answer passes as it is."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Hold an HTML answer of ours back until it is whole, then send it dressed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def held(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_shell(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _whole(start, body, send)

        await self.app(scope, receive, held)


def _is_shell(message: Message) -> bool:
    headers = dict(message["headers"])
    is_plain = b"content-encoding" not in headers
    is_page = headers.get(b"content-type", b"").startswith(b"text/html")
    return message["status"] == 200 and is_page and is_plain


async def _whole(start: Message, body: bytes, send: Any) -> None:
    text = body.decode("utf-8")
    if '<div id="root">' in text:
        body = dressed(text, current().settings.language).encode("utf-8")
    headers = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"etag")]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})
