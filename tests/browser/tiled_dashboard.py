"""The server of ``tiled_page.py``: the product's routes, one page."""

from pathlib import Path

import streamlit as st

from web import routes

app = st.App(str(Path(__file__).with_name("tiled_page.py")), routes=routes.ROUTES)
