"""The commands of the house: ``python3 run.py``, then test, check, manage, wheelhouse.

Standard library only, because it runs before anything is installed. Standard output belongs to
the command called (``manage --format json``); every message of this file goes to standard error.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one file an older Python may be asked to read
    sys.exit("需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed")

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import settings
import words
from errors import SettingsError

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WHEELS = ROOT / "wheelhouse"
PRODUCT = "requirements.lock"
TOOLS = "requirements-dev.lock"
COMMANDS = ("test", "check", "manage", "wheelhouse")
HOST = "127.0.0.1"
STDERR = 2
DATA_ERROR, USAGE_ERROR = 1, 2


class HouseError(Exception):
    """A step failed; ``key`` and ``values`` say it, ``status`` is the exit code."""

    def __init__(self, key: str, status: int = DATA_ERROR, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.values = values


def both(key: str, **values: object) -> str:
    """The text in Chinese and English: nobody has chosen a language yet."""
    texts = (words.catalogue(language)[key] for language in ("zh_CN", "en"))
    return " / ".join(text.format(**values) for text in texts)


def tell(key: str, **values: object) -> None:
    """Print a message to standard error."""
    print(both(key, **values), file=sys.stderr, flush=True)


def call(command: Sequence[str | Path], *, stdout: int | None = STDERR, **more: str) -> int:
    """Run a command to its end and give its exit code.

    Args:
        command: program and arguments.
        stdout: where its standard output goes; None leaves it alone.
        more: environment variables on top of our own.
    """
    child = subprocess.Popen(
        [str(part) for part in command],
        stdout=stdout,
        env={**os.environ, "PYTHONUTF8": "1", **more},
    )
    try:
        return child.wait()
    except KeyboardInterrupt:
        return stop(child)


def stop(child: subprocess.Popen[bytes]) -> int:
    """End a child after Ctrl-C: it was told by the terminal too, so it gets time to tidy up."""
    for ask, patience in ((None, 2), (child.terminate, 10), (child.kill, None)):
        if ask is not None:
            ask()
        try:
            return child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    return DATA_ERROR


def stamp(lock: str) -> tuple[Path, str]:
    """The file that says what is installed, and what it must say for this lock."""
    return VENV / f"{lock}.sha256", hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def is_installed(lock: str) -> bool:
    """Whether ``.venv`` holds exactly this lock already."""
    file, wanted = stamp(lock)
    return PYTHON.exists() and file.exists() and file.read_text("utf-8") == wanted


def make_venv() -> None:
    """Make ``.venv`` unless this Python made the present one in this very folder.

    Raises:
        HouseError: the venv part of Python is missing, or venv failed.
    """
    origin = f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT}"
    mark = VENV / "made-by"
    if PYTHON.exists() and mark.exists() and mark.read_text("utf-8") == origin:
        return
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and shutil.which("uv") is None:
        raise HouseError("run.no_venv", version=origin.split()[0])
    bare = ["--without-pip"] if shutil.which("uv") else []
    if call([sys.executable, "-m", "venv", "--clear", *bare, VENV]) != 0:
        raise HouseError("run.venv_failed", folder=VENV)
    mark.write_text(origin, "utf-8")


def pip() -> list[str | Path]:
    """The pip of ``.venv``, put there when it is not."""
    if call([PYTHON, "-c", "import pip"]) != 0:
        call([PYTHON, "-m", "ensurepip"])
    return [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def install(lock: str) -> None:
    """Install a lock, every archive checked against its hash.

    Raises:
        HouseError: neither uv nor pip could.
    """
    source: list[str | Path] = []
    if WHEELS.is_dir():
        tell("run.offline")
        source = ["--no-index", "--find-links", WHEELS]
    wanted = ["install", "--require-hashes", "-r", ROOT / lock, *source]
    uv = shutil.which("uv")
    if uv is not None:
        if call([uv, "pip", *wanted, "--python", PYTHON]) == 0:
            return
        # uv does not read pip's configuration, where a site names its mirror.
        tell("run.uv_failed")
    if call([*pip(), *wanted]) != 0:
        raise HouseError("run.install_failed", file=lock)


def prepare(lock: str) -> None:
    """Bring ``.venv`` to a lock; nothing to do when its stamp says so."""
    if is_installed(lock):
        return
    started = time.monotonic()
    tell("run.preparing")
    make_venv()
    install(lock)
    # The tools' lock holds the product's lock, line by line: a house test sees to it.
    for file, text in {stamp(lock), stamp(PRODUCT)}:
        file.write_text(text, "utf-8")
    tell("run.installed", seconds=round(time.monotonic() - started))


def fill(chosen: settings.Settings) -> None:
    """Make the demo world where the data folder has no database.

    It is made in a folder of its own and its database moved in last, so that a demo cut short is
    made again and a database of somebody's own is never touched.

    Raises:
        HouseError: the demo could not be made.
    """
    database = chosen.data / "wusetu.db"
    if chosen.database_url or database.exists():
        return
    tell("run.demo", folder=chosen.data)
    making = chosen.data / ".making"
    shutil.rmtree(making, ignore_errors=True)
    command: list[str | Path] = [PYTHON, ROOT / "manage.py", "--data", making, "demo"]
    # Its last words name the folder it was made in, which is about to go.
    if call(command, stdout=subprocess.DEVNULL) != 0:
        raise HouseError("run.demo_failed")
    but_database = shutil.ignore_patterns(database.name)
    shutil.copytree(making, chosen.data, dirs_exist_ok=True, ignore=but_database)
    (making / database.name).replace(database)
    shutil.rmtree(making)


def refuse_busy(port: int) -> None:
    """Raises HouseError when another program answers on the port."""
    with socket.socket() as door:
        door.settimeout(1)
        if door.connect_ex((HOST, port)) == 0:
            raise HouseError("run.busy", port=port, next=port + 1)


def is_up(url: str) -> bool:
    """Whether the server answers its health question, with any status."""
    # No proxy: the question must not leave this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def announce(server: subprocess.Popen[bytes], url: str, with_browser: bool) -> None:
    """Print the address once the server answers, and open the browser if wanted."""
    while not is_up(url):
        if server.poll() is not None:
            return
        time.sleep(0.2)
    tell("run.address", url=url)
    if with_browser:
        webbrowser.open(url)


def streamlit(port: int) -> list[str]:
    """The command that serves; what must hold on any machine stands here, the look in config."""
    options = {
        "server.port": port,
        "server.address": HOST,
        # run.py opens the browser itself, once the page answers.
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
    }
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    return [str(PYTHON), "-m", "streamlit", "run", "dashboard.py", *flags]


def serve(options: argparse.Namespace) -> int:
    """Prepare, fill and serve; 0 when stopped by a signal, 1 when the server ended by itself."""
    chosen = settings.load(options.data)
    port = options.port or chosen.port
    refuse_busy(port)
    prepare(PRODUCT)
    fill(chosen)
    tell("run.starting")
    ours = {"WUSETU_DATA": str(chosen.data), "WUSETU_PORT": str(port), "PYTHONUTF8": "1"}
    server = subprocess.Popen(
        streamlit(port),
        cwd=ROOT,
        env={**os.environ, **ours},
        # Streamlit's English greeting; its log and our errors go to standard error.
        stdout=subprocess.DEVNULL,
    )
    news = (server, f"http://{HOST}:{port}", not options.no_browser)
    threading.Thread(target=announce, args=news, daemon=True).start()
    try:
        code = server.wait()
    except KeyboardInterrupt:
        stop(server)
        tell("run.stopped")
        return 0
    tell("run.died", code=code)
    return DATA_ERROR


def manage(options: argparse.Namespace, rest: list[str]) -> int:
    """Hand over to manage.py, its standard output untouched."""
    prepare(PRODUCT)
    data = ["--data", options.data] if options.data else []
    return call([PYTHON, ROOT / "manage.py", *data, *rest], stdout=None)


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Run pytest from the root of the repository; all of it on every core, up to four."""
    prepare(TOOLS)
    os.chdir(ROOT)
    data = {"WUSETU_DATA": str(options.data)} if options.data else {}
    wanted = rest or ["-n", "logical", "--maxprocesses", "4"]
    return call([PYTHON, "-m", "pytest", *wanted], stdout=None, **data)


LINT = "from importlinter.cli import lint_imports as go; raise SystemExit(go(no_cache=True))"
STEPS: dict[str, list[str]] = {
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "ruff check": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", LINT],
}


def check() -> int:
    """All checks, one after the other; a bad one does not hide the next."""
    prepare(TOOLS)
    os.chdir(ROOT)
    results: list[tuple[str, bool, int]] = []
    for name, arguments in STEPS.items():
        started = time.monotonic()
        is_good = call([PYTHON, *arguments], stdout=None) == 0
        results.append((name, is_good, round(time.monotonic() - started)))
    for name, is_good, seconds in results:
        tell(f"run.step_{'good' if is_good else 'bad'}", name=name, seconds=seconds)
    return 0 if all(is_good for _, is_good, _ in results) else DATA_ERROR


def wheelhouse() -> int:
    """Fetch every locked package for this system and Python into ``wheelhouse/``.

    Raises:
        HouseError: a package could not be fetched.
    """
    make_venv()
    wanted: list[str | Path] = ["download", "--require-hashes", "-r", ROOT / TOOLS, "-d", WHEELS]
    if call([*pip(), *wanted, "--only-binary", ":all:"]) != 0:
        raise HouseError("run.wheels_failed")
    tell("run.wheels_ready", folder=WHEELS)
    return 0


def split(arguments: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Our own options, the command, and what belongs to the command untouched."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in {"--port", "--data"} else 1
    own, rest = arguments[:at], arguments[at:]
    return own, (rest[0] if rest else None), rest[1:]


def parser() -> argparse.ArgumentParser:
    """The options before the command."""
    made = argparse.ArgumentParser(
        prog="run.py",
        usage=f"run.py [--port N] [--data DIR] [--no-browser] [{' | '.join(COMMANDS)}] ...",
        description=both("run.about"),
        epilog=both("run.help_command"),
    )
    made.add_argument("--port", type=int, metavar="N", help=both("run.help_port"))
    # Absolute at once: the commands run in other folders.
    made.add_argument(
        "--data",
        type=lambda text: Path(text).expanduser().resolve(),
        metavar="DIR",
        help=both("run.help_data"),
    )
    made.add_argument("--no-browser", action="store_true", help=both("run.help_no_browser"))
    return made


def dispatch(arguments: list[str]) -> int:
    """Do what the command line asks and give the exit code.

    Raises:
        HouseError: a step failed.
        SettingsError: a setting is unknown or impossible.
    """
    own, command, rest = split(arguments)
    options = parser().parse_args(own)
    if command is None:
        return serve(options)
    if command == "manage":
        return manage(options, rest)
    if command == "test":
        return test(options, rest)
    if command not in COMMANDS or rest:
        raise HouseError("run.bad_command", USAGE_ERROR, name=" ".join([command, *rest]))
    return check() if command == "check" else wheelhouse()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """A stop signal ends us as Ctrl-C does, so that no child is left behind."""
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    """Run and turn failures into a message and an exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = dispatch(arguments)
    except HouseError as error:
        tell(error.key, **error.values)
        return error.status
    except SettingsError as error:
        tell(error.code, **error.values)
        return USAGE_ERROR
    except KeyboardInterrupt:
        tell("run.stopped")
        return DATA_ERROR
    # A child ended by a signal has a negative code, which the shell would show as 2xx.
    return code if code >= 0 else DATA_ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
