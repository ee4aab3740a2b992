"""The shell page: our language and name, and the door for browsers too old."""

from pathlib import Path

import pytest
import streamlit

from tests.web.door import finished
from web import front_page

SHIPPED = Path(streamlit.__file__).parent / "static" / "index.html"


@pytest.fixture
def shell() -> str:
    return SHIPPED.read_text(encoding="utf-8")


def test_the_shell_speaks_our_language(shell):
    made = front_page.dressed(shell, "zh_CN")
    assert '<html lang="zh-CN">' in made
    assert "<title>五色图</title>" in made
    assert "Streamlit</title>" not in made
    assert "enable JavaScript" not in made and "允许 JavaScript" in made
    assert '<html lang="en">' in front_page.dressed(shell, "en")
    front_page.dressed(shell, "zh_CN")


def test_the_guard_stands_before_every_script(shell):
    made = front_page.dressed(shell, "zh_CN")
    assert made.index(front_page.OLD) < made.index('type="module"')
    assert made.index(front_page.OLD) < made.index("window.prerenderReady")


def test_no_font_is_fetched_that_is_not_ours(shell):
    made = front_page.dressed(shell, "zh_CN")
    assert 'as="font"' in shell and 'as="font"' not in made
    assert "openapi.json" not in made


def test_what_the_pages_need_is_still_there(shell):
    made = front_page.dressed(shell, "zh_CN")
    assert '<div id="root"></div>' in made
    assert made.count("<script") == shell.count("<script") + 1
    assert made.count("modulepreload") == shell.count("modulepreload")


def answered(status: int, kind: bytes, parts: list[bytes]) -> list[dict[str, object]]:
    """What a browser receives when the inner app answers like this."""
    sent: list[dict[str, object]] = []

    async def app(scope, receive, send):
        headers = [(b"content-type", kind), (b"etag", b"1")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for at, part in enumerate(parts):
            more = at + 1 < len(parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})

    async def send(message):
        sent.append(message)

    finished(lambda: front_page.FrontPage(app)({"type": "http"}, None, send))
    return sent


def test_a_shell_sent_in_parts_arrives_whole(shell):
    raw = shell.encode()
    start, body = answered(200, b"text/html; charset=utf-8", [raw[:100], raw[100:]])
    headers = dict(start["headers"])
    assert int(headers[b"content-length"]) == len(body["body"])
    assert b"etag" not in headers
    assert "五色图".encode() in body["body"]


@pytest.mark.parametrize(
    ("status", "kind", "parts"),
    [(200, b"application/json", [b"{}"]), (404, b"text/html", [b"<p>", b"</p>"])],
)
def test_other_answers_pass_as_they_are(status, kind, parts):
    sent = answered(status, kind, parts)
    assert [one.get("body") for one in sent[1:]] == parts
    assert dict(sent[0]["headers"])[b"etag"] == b"1"


def test_a_page_that_is_not_the_shell_keeps_its_words():
    _, body = answered(200, b"text/html", [b"<html lang='zh-CN'>1</html>"])
    assert body["body"] == b"<html lang='zh-CN'>1</html>"
