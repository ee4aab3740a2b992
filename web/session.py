"""Sign-in (登录): a signed cookie, set by a form or by the operator's own link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from errors import NotAllowedError, NotFoundError, WusetuError
from services import access, accounts, wording
from services.access import Viewer
from services.workspace import Workspace, current
from views import navigation
from web import pages
from words import say

COOKIE = "wusetu_session"
Message = MutableMapping[str, Any]
Guarded = Callable[[Request, Workspace, Viewer], Response]


def viewer_of(request: Request) -> Viewer | None:
    """Whoever the request's cookie stands for."""
    return access.holder(current(), request.cookies.get(COOKIE))


def _refusal(error: WusetuError, status: int) -> Response:
    return JSONResponse(
        {"error": error.code, "message": wording.sentence(error)}, status_code=status
    )


def guarded(answer: Guarded) -> Callable[[Request], Response]:
    """A route that only signed-in people reach: anonymous 401, not allowed 403, unknown 404."""

    def endpoint(request: Request) -> Response:
        viewer = viewer_of(request)
        if viewer is None:
            return _refusal(NotAllowedError("access.anonymous"), 401)
        try:
            return answer(request, current(), viewer)
        except NotAllowedError as error:
            return _refusal(error, 403)
        except NotFoundError as error:
            return _refusal(error, 404)
        except (WusetuError, ValueError) as error:
            known = error if isinstance(error, WusetuError) else WusetuError("web.bad_request")
            return _refusal(known, 400)

    return endpoint


def sign_in(request: Request) -> Response:
    """The sign-in page: demo persons to choose from; on real data only the operator's link."""
    workspace = current()
    error = say("access.sign_in_failed") if "failed" in request.query_params else None
    people = accounts.offered(workspace)
    return HTMLResponse(pages.sign_in(people, error, demo=accounts.is_demo(workspace)))


def _with_cookie(viewer: Viewer) -> Response:
    response = RedirectResponse("/", status_code=303)
    seconds = access.lasts(viewer)
    response.set_cookie(
        COOKIE,
        access.token(current(), viewer, seconds),
        max_age=seconds,
        httponly=True,
        samesite="strict",
    )
    return response


async def start(request: Request) -> Response:
    """Begin a session: a demo person by form (POST), or the operator's ticket by link (GET)."""
    workspace = current()
    if request.method == "GET":
        holder = access.holder(workspace, request.query_params.get("ticket"))
        if holder is None:
            return RedirectResponse("/sign-in?failed", status_code=303)
        accounts.signed_in(workspace, holder)
        return _with_cookie(holder)
    form = await request.form()
    person = str(form.get("person", ""))
    if person not in {entry.person for entry in accounts.offered(workspace)}:
        return RedirectResponse("/sign-in?failed", status_code=303)
    viewer = access.viewer_of(workspace, person)
    accounts.signed_in(workspace, viewer)
    return _with_cookie(viewer)


def end(request: Request) -> Response:
    """End the session and go back to the sign-in page."""
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE)
    return response


class SignInFirst:
    """ASGI middleware for page addresses: unknown ones end in words, strangers at the sign-in."""

    OPEN = (
        "/sign-in",
        "/session",
        "/old-browser",
        "/assets/",
        "/static/",
        "/healthz",
        "/_stcore/",
        "/app/static",
    )
    PAGES = frozenset(["", *(f"/{entry.name}" for entry in navigation.PAGES)])
    # The page that opens has the plain address; its name would show "Page not found" first.
    FIRST = f"/{navigation.PAGES[0].name}"

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Pass everything on but page requests that end here."""
        answer = self._ends(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _ends(self, scope: Message) -> Response | None:
        path = str(scope["path"])
        wants_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        is_route = path.startswith((*self.OPEN, "/geometry/", "/tiles/", "/api/", "/sign-out"))
        if not wants_page or is_route:
            return None
        if path.rstrip("/") not in self.PAGES:
            return HTMLResponse(pages.not_found(), status_code=404)
        if path.rstrip("/") == self.FIRST:
            return RedirectResponse(str(Request(scope).url.replace(path="/")), status_code=307)
        if viewer_of(Request(scope)) is None:
            return RedirectResponse("/sign-in", status_code=303)
        return None
