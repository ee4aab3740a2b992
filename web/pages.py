"""Plain pages outside the app (登录与提示页): sign-in, no such page, browser too old.

Pure functions, text in, HTML out; every value is escaped. The only addresses in them are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from layers.theme import Ground, family, font_face, variables
from views.components.icons import PEN, brand, icon
from views.components.markup import esc
from views.components.sheet import demo_tag
from words import say

PICTURE = "/assets/signin.svg"
MARK = "/assets/mark.svg"

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--panel);color:var(--t1);font-size:16px;line-height:1.45;
font-feature-settings:"tnum","lnum"}
.left{position:fixed;inset:0 43% 0 0;background:#0F151C;color:#F1F4F6;display:flex;
flex-direction:column}
.left>img{flex:1;min-height:0;width:100%;object-fit:cover;display:block}
.left footer{padding:28px 48px 40px}.left footer p{margin:12px 0 0;color:#B4BFC9}
.ws-brand{display:flex;align-items:flex-end;gap:18px;font-size:34px;line-height:1.2}
.ws-brand b{font-weight:600}.ws-brand img{width:46px;height:46px}
main{margin-left:57%;min-height:100vh;display:flex;flex-direction:column;align-items:center;
justify-content:center;padding:48px 32px 96px;position:relative}
section{width:100%;max-width:400px}
h1{font-size:34px;line-height:1.25;font-weight:700;margin:0 0 6px}
.note{color:var(--t2);margin:0 0 32px}h2{font-size:16px;font-weight:600;margin:0 0 12px}
form{margin:0 0 10px}
button{width:100%;min-height:58px;display:flex;align-items:center;gap:14px;text-align:left;
padding:8px 16px;border:1px solid var(--edge);border-radius:4px;background:var(--panel);
color:var(--t1);font:inherit;cursor:pointer}
button:hover{background:#17202A;border-color:#17202A;color:#fff}
button:focus-visible{outline:3px solid var(--t1);outline-offset:1px}
button b{font-weight:600;display:block}button small{font-size:13px;color:var(--t3);display:block}
button:hover small{color:#C3CBD2}button svg:last-child{margin-left:auto}
.error{border-left:4px solid var(--t1);padding:6px 14px;display:flex;gap:12px;
align-items:center;margin:0 0 20px}
.foot{position:absolute;bottom:32px;left:0;right:0;margin:auto;max-width:400px;display:flex;
justify-content:space-between;align-items:center;color:var(--t3);font-size:14px}
.ws-demo{border:1.5px solid var(--t1);border-radius:3px;padding:1px 8px;font-weight:600;
color:var(--t1);font-size:14px}
.ws-icon{flex:none}
.only{margin:0;max-width:none}.only section{max-width:640px}
.only a{color:var(--t1);font-weight:600;text-underline-offset:4px}
@media(max-width:900px){.left{position:static;height:34vh}main{margin:0;min-height:66vh;
padding:32px 24px 88px}.left footer{padding:16px 24px}.ws-brand{font-size:24px}}
"""


class Person(Protocol):
    """Somebody offered at sign-in: id, shown name, role (a key of words ``role.*``)."""

    @property
    def person(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...


def _page(title: str, body: str) -> str:
    style = font_face() + f":root{{{variables(Ground.LIGHT)}}}"
    style += f"body,button{{font-family:{family()}}}" + _STYLE + PEN
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{esc(title)}</title><link rel="icon" href="{MARK}" type="image/svg+xml">'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def _choice(person: Person) -> str:
    role = say(f"role.{person.role}")
    below = "" if role == person.title else f"<small>{esc(role)}</small>"
    return (
        '<form method="post" action="/session">'
        f'<input type="hidden" name="person" value="{esc(person.person)}">'
        f'<button type="submit">{icon("person", 22)}<span><b>{esc(person.title)}</b>{below}</span>'
        f"{icon('right', 18)}</button></form>"
    )


def sign_in(persons: Sequence[Person], error: str | None, demo: bool) -> str:
    """登录 The fixed picture at the left, the persons of the demo as buttons at the right.

    Args:
        persons: who may be chosen; empty on real data, where only the operator's link enters.
        error: one sentence of what went wrong, or None.
        demo: whether the folder holds synthetic data; then it says 演示数据.
    """
    fault = f'<div class="error">{icon("warning", 24)}<span>{esc(error)}</span></div>'
    body = fault if error else ""
    if persons:
        body += f"<h2>{esc(say('ui.sign_in.choose'))}</h2>" + "".join(map(_choice, persons))
    else:
        body += f"<p>{esc(say('ui.sign_in.links_only'))}</p>"
    tag = demo_tag() if demo else ""
    html = (
        f'<div class="left"><img src="{PICTURE}" alt="">'
        f"<footer>{brand(say('ui.product'))}<p>{esc(say('ui.sign_in.about'))}</p>"
        f"</footer></div><main><section><h1>{esc(say('ui.sign_in.title'))}</h1>"
        f'<p class="note">{esc(say("ui.sign_in.note"))}</p>{body}</section>'
        f'<div class="foot"><span>{esc(say("ui.sign_in.forgot"))}</span>{tag}</div></main>'
    )
    return _page(say("ui.sign_in.title"), html)


def _sentence(title: str, text: str) -> str:
    home = f'<a href="/">{esc(say("ui.page.home"))}</a>'
    body = f"<h1>{esc(title)}</h1><p class=note>{esc(text)}</p><p>{home}</p>"
    return _page(title, f'<main class="only"><section>{body}</section></main>')


def not_found() -> str:
    """没有这一页 One sentence and the way back."""
    return _sentence(say("ui.page.missing_title"), say("ui.page.missing_text"))


def failed(text: str) -> str:
    """没有回答 What happened in one sentence, and the way back."""
    return _sentence(say("ui.page.failed_title"), text)


def old_browser() -> str:
    """浏览器太旧 What to use instead; the data is safe."""
    return _sentence(say("ui.page.old_title"), say("ui.page.old_text"))
