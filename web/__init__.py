"""ASGI routes beside the pages: sign-in, health, geometry and JSON, each behind services/access."""
