"""A browser without a browser: asks the routes in this process, keeps cookies, follows nothing."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx

ADDRESS = "http://127.0.0.1"
Answer = TypeVar("Answer")


def finished(begin: Callable[[], Coroutine[None, None, Answer]]) -> Answer:
    """The result of a coroutine, run in a thread of its own.

    The browser tests leave an event loop running in the thread of pytest.
    """
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(lambda: asyncio.run(begin())).result()


class Door:
    def __init__(self, app) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **options) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options) -> httpx.Response:
        return self.ask("POST", path, **options)

    def ask(self, method: str, path: str, **options) -> httpx.Response:
        return finished(lambda: self._ask(method, path, options))

    async def _ask(self, method: str, path: str, options: dict) -> httpx.Response:
        # Faults of the app are raised here, not turned into a page.
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, cookies=self.cookies
        ) as client:
            return await client.request(method, path, **options)
