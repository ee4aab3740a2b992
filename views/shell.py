"""The frame of every page (外壳): who is signed in, navigation, the title block."""

from __future__ import annotations

import logging
import secrets
from zoneinfo import ZoneInfo

import streamlit as st

from errors import WusetuError
from services import accounts, wording
from services.access import Viewer
from services.workspace import current as workspace
from views import cache, session
from views.components import format as fmt
from views.components.crumbs import short
from views.components.drawing import show
from views.components.sheet import TitleBlock, title_block
from views.components.states import error
from views.components.stylesheet import css, here
from views.kept import settle
from views.navigation import PAGES, Entry, is_in_menu, menus, place
from views.one_run import one_run
from words import say, use, use_period

log = logging.getLogger(__name__)


def _made(viewer: Viewer, entry: Entry) -> st.Page:
    return st.Page(
        f"{entry.name}.py",
        title=say(entry.title),
        url_path=entry.name,
        default=entry is PAGES[0],
        visibility="visible" if entry.offered(viewer) else "hidden",
    )


def _pages(viewer: Viewer) -> dict[str, list[st.Page]]:
    """The menus, made once for a browser session: a page knows whether it was drawn."""
    kept = st.session_state.get("pages")
    if kept is None or kept[0] != viewer:
        made = {
            say(f"nav.group.{group}") if group else "": [_made(viewer, entry) for entry in entries]
            for group, entries in menus(viewer).items()
        }
        kept = st.session_state["pages"] = (viewer, made)
    found: dict[str, list[st.Page]] = kept[1]
    return found


def _title(viewer: Viewer) -> TitleBlock:
    ws = workspace()
    state = session.MapState.from_address()
    time = fmt.moment(ws.clock.now().astimezone(ZoneInfo("Asia/Shanghai")))
    common = {
        "person": viewer.title,
        "demo_time": time if ws.clock.is_fixed else "",
    }
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        return TitleBlock(place=say("ui.product"), is_demo=accounts.is_demo(ws), **common)
    home = cache.home(data, known[-1].boundary_set_id, viewer.scope.prefix)
    prefix = state.prefix(home, viewer.scope.prefix)
    try:
        seen = cache.week(viewer, data, state.week, prefix)
    except WusetuError:
        # The page says what is wrong with the address; the sheet goes on saying its age.
        prefix = home
        seen = cache.week(viewer, data, "latest", home)
    areas = cache.areas(data, seen.boundary_set, viewer.scope.prefix)
    name = next((title for code, title, _ in areas if code == prefix), "")
    status = say(f"ui.run.{seen.status}")
    rule = say("ui.run.rule", version=seen.policy.version)
    return TitleBlock(
        place=f"{short(name)}{say('ui.product')}",
        cut_off=fmt.cut_off(seen.period),
        run=say("ui.run.revision", status=status, revision=seen.revision),
        rule=say("page.trial", rule=rule) if seen.trial else rule,
        is_demo=seen.demo,
        mark=cache.standing().mark,
        **common,
    )


def _page(viewer: Viewer) -> None:
    use_period(cache.standing().kind.value)
    chosen = st.navigation(_pages(viewer), position="top")
    name = chosen.url_path or PAGES[0].name
    if is_in_menu(viewer, name):
        st.html(here(place(viewer, name)))
    show(title_block(_title(viewer)), key="title")
    try:
        chosen.run()
    except WusetuError as failure:
        _failed(wording.sentence(failure).splitlines())
    settle()


def _failed(sentences: list[str]) -> None:
    show(error(say("page.failed"), sentences, [(say("page.kept"), say("page.kept_note"))]))


def _signed_out() -> None:
    note = [(say("page.next"), say("page.sign_in_again"))]
    show(error(say("page.signed_out"), [say("access.anonymous")], note, "lock"))
    st.link_button(say("ui.sign_in.title"), "/sign-in", type="primary")


def main() -> None:
    """Draw the page of the signed-in person."""
    use(workspace().settings.language)
    st.set_page_config(page_title=say("ui.product"), layout="wide")
    st.html(css(twin=session.MapState.from_address().is_twin))
    try:
        with one_run():
            viewer = session.viewer()
            if viewer is None:
                _signed_out()
            else:
                _page(viewer)
    except Exception:
        # The last door of a page: the reader gets words and a number, the log keeps the trace.
        number = secrets.token_hex(3)
        log.exception("page failed, number %s", number)
        _failed([say("page.unforeseen", code=number)])


main()
