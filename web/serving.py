"""Start the server for one data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import settings
from services import access, accounts
from services.access import Viewer
from services.workspace import Workspace
from words import say


def link(workspace: Workspace, viewer: Viewer, port: int | None = None) -> str:
    """An address that signs this person in, for ten minutes."""
    ticket = accounts.ticket(workspace, viewer)
    return f"http://127.0.0.1:{port or workspace.settings.port}/session?ticket={ticket}"


def tell_operator(workspace: Workspace) -> None:
    """On real data nobody is offered at sign-in: print the operator's own link."""
    if not accounts.is_demo(workspace):
        address = link(workspace, access.OPERATOR)
        sys.stderr.write(say("serve.ticket", link=address) + "\n")
        sys.stderr.flush()


def serve(workspace: Workspace, port: int | None = None) -> dict[str, Any]:
    """Serve until interrupted; prints the address."""
    chosen = port or workspace.settings.port
    address = f"http://127.0.0.1:{chosen}"
    sys.stderr.write(say("serve.address", address=address) + "\n")
    own = {"WUSETU_DATA": str(workspace.settings.data), "WUSETU_PORT": str(chosen)}
    environment = os.environ | own
    command = [sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "dashboard.py")]
    command += ["--server.port", str(chosen), "--server.headless", "true"]
    try:
        code = subprocess.run(command, env=environment, cwd=settings.ROOT, check=False).returncode
    except KeyboardInterrupt:
        code = 0
    return {"served": address, "exit": code}
