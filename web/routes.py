"""Every route of the server in one list."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

import settings
from errors import NotFoundError
from layers.theme import palette
from services import (
    fonts,
    geometry,
    importing,
    map_export,
    map_layers,
    periods,
    situation,
    tiling,
    week_json,
)
from services.access import Viewer
from services.map_layers import Asked
from services.workspace import Workspace, current
from views.components import stylesheet
from views.components.chips import chip_picture
from views.kept import tidy
from vocab import State
from web import front_page, pages, serving, session, sockets
from web.last_door import LastDoor
from words import say, use

YEAR_SECONDS = 31_536_000
TILE = "application/vnd.mapbox-vector-tile"
# Another one after every start, so that a screen nobody touches fetches a new version of the page.
BUILD = secrets.token_hex(4)


def health(request: Request) -> Response:
    """Whether the database answers; never anything about its content but the last cut-off."""
    state = situation.pulse(current()) | {"build": BUILD}
    return JSONResponse(state, status_code=200 if state["status"] == "ok" else 503)


def shapes(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """Geometry of one boundary version and area, fetched once by a browser and kept."""
    body = geometry.layer(
        workspace,
        viewer,
        version=int(request.path_params["version"]),
        name=request.path_params["layer"],
        prefix=request.query_params.get("area", ""),
    )
    headers = {
        "Cache-Control": f"private, max-age={YEAR_SECONDS}, immutable",
        "Content-Encoding": "gzip",
        "Vary": "Cookie",
    }
    return Response(body, media_type="application/json", headers=headers)


def tiles(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """One vector tile of a boundary version, with the micro-grids of the viewer's own area."""
    asked = request.path_params
    place = (asked["z"], asked["x"], asked["y"])
    body = tiling.one(workspace, viewer, asked["version"], place)
    headers = {
        "Cache-Control": f"private, max-age={YEAR_SECONDS}, immutable",
        "Content-Encoding": "gzip",
        "Vary": "Cookie",
    }
    # A tile without anything in it is an answer, not a fault.
    return Response(body, media_type=TILE, headers=headers) if body else Response(status_code=204)


def _asked(request: Request, version: int) -> Asked:
    query = request.query_params
    return Asked(version=version, prefix=query.get("area", ""), week=query.get("week", "latest"))


def layer(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """The rows of one layer, or the points of its texts (``part=labels``)."""
    code = request.path_params["code"]
    asked = _asked(request, int(request.path_params["version"]))
    part = request.query_params.get("part", "rows")
    body = map_layers.file(workspace, viewer, code=code, asked=asked, part=part)
    # The address names the data it was made for; without that nobody may keep it.
    keeps = f"private, max-age={YEAR_SECONDS}, immutable"
    headers = {
        "Cache-Control": keeps if "stamp" in request.query_params else "no-store",
        "Content-Encoding": "gzip",
        "Vary": "Cookie",
    }
    return Response(body, media_type="application/json", headers=headers)


def layer_week(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """A week of one layer: a digit per row of its geometry."""
    asked = replace(
        _asked(request, int(request.path_params["version"])),
        indicator=request.query_params.get("indicator", ""),
    )
    answer = map_layers.week_values(
        workspace, viewer, code=request.path_params["code"], asked=asked
    )
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def map_page(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """The week's map with its layers as one HTML file to take along."""
    query = request.query_params
    order = map_export.Order(
        week=query.get("week", "latest"),
        prefix=query.get("area", ""),
        layers=tuple(code for code in query.get("layers", "").split(",") if code),
        is_twin=query.get("palette") == "twin",
    )
    made = map_export.make(workspace, viewer, order)
    name = f"map-{periods.shown(made.seen.period)}.html"
    return Response(
        made.text,
        media_type="text/html",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def colours(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """The same object as ``manage.py colours``, for the asking person."""
    query = request.query_params
    answer = week_json.colours(
        workspace, viewer, week=query.get("week", "latest"), prefix=query.get("scope", "")
    )
    return Response(
        json.dumps(answer, ensure_ascii=False),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def faults(request: Request, workspace: Workspace, viewer: Viewer) -> Response:
    """The refused rows of one batch as a spreadsheet."""
    number = int(request.path_params["batch"])
    body = importing.faults_file(workspace, viewer, number)
    return Response(
        body,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="faults-{number}.xlsx"'},
    )


def font(request: Request) -> Response:
    """The browser font, made on first run; public, it holds no data."""
    return FileResponse(
        fonts.browser_font(current()),
        media_type="font/woff2",
        headers={"Cache-Control": f"public, max-age={YEAR_SECONDS}"},
    )


def chip(request: Request) -> Response:
    """The fill of a level or the hatch of a state as a small picture, for cells of tables."""
    name = request.path_params["name"]
    colours = palette(twin=request.path_params["palette"] == "twin")
    known = {str(level): (level, State.OK) for level in range(1, 6)}
    known |= {state.value: (0, state) for state in State if state is not State.OK}
    if name not in known:
        return JSONResponse({"error": "web.bad_request", "message": say("web.bad_request")}, 404)
    return Response(
        chip_picture(*known[name], colours),
        media_type="image/svg+xml",
        headers={"Cache-Control": f"public, max-age={YEAR_SECONDS}"},
    )


def style(request: Request) -> Response:
    """The style sheet every page shares; public, it holds no data."""
    use(current().settings.language)
    return Response(
        stylesheet.sheet(),
        media_type="text/css",
        headers={"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"},
    )


def asset(request: Request) -> Response:
    """A shipped static file; public, none holds data."""
    folder = (settings.ROOT / "static").resolve()
    file = (folder / request.path_params["path"]).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        return JSONResponse({"error": "web.bad_request", "message": say("web.bad_request")}, 404)
    return FileResponse(file)


def old_browser(request: Request) -> Response:
    """What a browser too old for the pages is shown instead."""
    return HTMLResponse(pages.old_browser())


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Open the folder once, make what the pages need, and freeze what will never be freed."""
    # An empty folder still serves its pages and says what to do.
    with contextlib.suppress(NotFoundError):
        fonts.browser_font(current())
        serving.tell_operator(current())
    sockets.look_far_back()
    gc.collect()
    gc.freeze()
    tidying = asyncio.create_task(tidy())
    yield {}
    tidying.cancel()


ROUTES = [
    Route("/healthz", health),
    Route("/sign-in", session.sign_in),
    Route("/session", session.start, methods=["GET", "POST"]),
    Route("/sign-out", session.end),
    Route(front_page.OLD, old_browser),
    Route("/geometry/{version:int}/{layer}.json", session.guarded(shapes)),
    Route("/tiles/{version:int}/{z:int}/{x:int}/{y:int}.mvt", session.guarded(tiles)),
    Route("/geometry/{version:int}/layers/{code}.json", session.guarded(layer)),
    Route("/api/layers/{version:int}/{code}.json", session.guarded(layer_week)),
    Route("/api/map.html", session.guarded(map_page)),
    Route("/api/colours", session.guarded(colours)),
    Route("/api/batches/{batch:int}/faults.xlsx", session.guarded(faults)),
    Route("/assets/font/NotoSansSC.woff2", font),
    Route("/assets/chips/{palette}/{name}.svg", chip),
    Route(stylesheet.PATH, style),
    Route("/assets/{path:path}", asset),
]
MIDDLEWARE = [
    Middleware(LastDoor),
    Middleware(session.SignInFirst),
    Middleware(front_page.FrontPage),
]
