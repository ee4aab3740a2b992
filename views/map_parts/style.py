"""The style sheet of the map page: a file the browser fetches once, named by its content."""

from __future__ import annotations

from views.components.program import address

CSS = f'<style>@import url("{address("map.css")}");</style>'
