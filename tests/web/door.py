"""A browser without a browser: asks the routes in this process, keeps cookies, follows nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx

ADDRESS = "http://127.0.0.1"


class Door:
    def __init__(self, app) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **options) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options) -> httpx.Response:
        return self.ask("POST", path, **options)

    def ask(self, method: str, path: str, **options) -> httpx.Response:
        # A thread of its own: the browser tests leave an event loop running in this one.
        with ThreadPoolExecutor(max_workers=1) as apart:
            return apart.submit(lambda: asyncio.run(self._ask(method, path, options))).result()

    async def _ask(self, method: str, path: str, options: dict) -> httpx.Response:
        # Faults of the app are raised here, not turned into a page.
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, cookies=self.cookies
        ) as client:
            return await client.request(method, path, **options)
