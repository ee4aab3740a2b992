"""Start the server for one data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import settings
from services import access, accounts
from services.workspace import Workspace
from words import say


def serve(workspace: Workspace, port: int | None = None) -> dict[str, Any]:
    """Serve until interrupted; prints the address, and on real data the operator's link."""
    chosen = port or workspace.settings.port
    address = f"http://127.0.0.1:{chosen}"
    sys.stderr.write(say("serve.address", address=address) + "\n")
    if not accounts.is_demo(workspace):
        ticket = accounts.ticket(workspace, access.OPERATOR)
        sys.stderr.write(say("serve.ticket", link=f"{address}/session?ticket={ticket}") + "\n")
    environment = os.environ | {"WUSETU_DATA": str(workspace.settings.data)}
    command = [sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "dashboard.py")]
    command += ["--server.port", str(chosen), "--server.headless", "true"]
    try:
        code = subprocess.run(command, env=environment, cwd=settings.ROOT, check=False).returncode
    except KeyboardInterrupt:
        code = 0
    return {"served": address, "exit": code}
