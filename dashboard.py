"""The served product: pages and routes in one process. ``streamlit run dashboard.py`` starts it."""

import streamlit as st

import web.routes

app = st.App(
    "views/shell.py",
    routes=web.routes.ROUTES,
    middleware=web.routes.MIDDLEWARE,
    lifespan=web.routes.lifespan,
)
