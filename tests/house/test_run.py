"""The commands before anything is installed; no test here installs or downloads."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import run
from settings import Settings
from tests.house import tree

# Serves a plain folder where run.py would serve the product, so that only run.py is tested.
STAND_IN = """
import sys, run
run.prepare = lambda lock: None
run.fill = lambda chosen: None
run.streamlit = lambda port: [sys.executable, "-m", "http.server", str(port), "--bind", run.HOST]
sys.exit(run.main(sys.argv[1:]))
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with locks, an empty environment and no wheelhouse."""
    venv = tmp_path / ".venv"
    venv.mkdir()
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", venv)
    monkeypatch.setattr(run, "PYTHON", venv / "python")
    monkeypatch.setattr(run, "WHEELS", tmp_path / "wheelhouse")
    (tmp_path / run.PRODUCT).write_text("a==1\n", "utf-8")
    (tmp_path / run.TOOLS).write_text("a==1\nb==2\n", "utf-8")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands run.py would have run; each ends well."""
    made: list[list[str]] = []

    def call(command: list[str | Path], **_: object) -> int:
        made.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(run, "call", call)
    return made


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Say whether this machine has uv."""
    return lambda uv: monkeypatch.setattr(run.shutil, "which", lambda _: uv)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ([], None, [])),
        (["--no-browser", "--port", "8599"], (["--no-browser", "--port", "8599"], None, [])),
        (["test", "-k", "crs"], ([], "test", ["-k", "crs"])),
        (["--data", "test", "check"], (["--data", "test"], "check", [])),
        (["--port=1", "manage", "--data", "x"], (["--port=1"], "manage", ["--data", "x"])),
        (["manage", "--help"], ([], "manage", ["--help"])),
    ],
)
def test_own_options_end_at_the_command(arguments, expected) -> None:
    assert run.split(arguments) == expected


@pytest.mark.parametrize("arguments", [["nonsense"], ["check", "twice"], ["wheelhouse", "-x"]])
def test_wrong_usage_is_2_and_said_in_both_languages(arguments, capfd) -> None:
    assert run.main(arguments) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert "没有这个命令" in said.err
    assert "no such command" in said.err


def test_a_wrong_setting_is_2(monkeypatch, capfd) -> None:
    monkeypatch.setenv("WUSETU_NONSENSE", "1")
    assert run.main(["--no-browser"]) == 2
    assert "nonsense" in capfd.readouterr().err


def test_a_second_start_installs_nothing(house, calls, programs) -> None:
    programs(None)
    run.prepare(run.PRODUCT)
    (run.VENV / "python").touch()
    first = len(calls)
    assert first > 0
    run.prepare(run.PRODUCT)
    assert len(calls) == first


def test_a_changed_lock_is_installed_again(house, calls, programs) -> None:
    programs(None)
    run.prepare(run.PRODUCT)
    (run.VENV / "python").touch()
    assert run.is_installed(run.PRODUCT)
    (house / run.PRODUCT).write_text("a==2\n", "utf-8")
    assert not run.is_installed(run.PRODUCT)


def test_tools_bring_the_product_with_them(house, calls, programs) -> None:
    programs(None)
    run.prepare(run.TOOLS)
    (run.VENV / "python").touch()
    assert run.is_installed(run.PRODUCT)


def test_the_environment_of_another_folder_is_made_anew(house, calls) -> None:
    (run.VENV / "python").touch()
    (run.VENV / "made-by").write_text("3.11 /somewhere/else", "utf-8")
    run.make_venv()
    assert any("--clear" in command for command in calls)
    calls.clear()
    run.make_venv()
    assert calls == []


def test_a_missing_venv_part_names_its_package(house, monkeypatch, programs, capfd) -> None:
    programs(None)
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda _: None)
    assert run.main(["check"]) == 1
    said = capfd.readouterr().err
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in said


def test_a_wheelhouse_means_offline(house, calls, programs) -> None:
    programs(None)
    run.WHEELS.mkdir()
    run.install(run.PRODUCT)
    assert calls[-1][-3:] == ["--no-index", "--find-links", str(run.WHEELS)]


@pytest.mark.parametrize("uv", [None, "/usr/bin/uv"])
def test_every_installation_checks_hashes_and_names_no_registry(house, calls, programs, uv) -> None:
    programs(uv)
    run.install(run.PRODUCT)
    assert "--require-hashes" in calls[-1]
    assert not [word for word in calls[-1] if "://" in word or "index" in word]
    assert (calls[-1][0] == "/usr/bin/uv") is (uv is not None)


def test_pip_takes_over_where_uv_fails(house, monkeypatch, programs) -> None:
    programs("/usr/bin/uv")
    made: list[str] = []

    def call(command: list[str | Path], **_: object) -> int:
        made.append(str(command[0]))
        return int(str(command[0]) == "/usr/bin/uv")

    monkeypatch.setattr(run, "call", call)
    run.install(run.PRODUCT)
    assert made[0] == "/usr/bin/uv"
    assert made[-1] == str(run.PYTHON)


def test_a_failed_installation_leaves_no_stamp(house, monkeypatch, programs, capfd) -> None:
    programs(None)
    monkeypatch.setattr(run, "call", lambda command, **_: int("install" in command))
    assert run.main(["check"]) == 1
    assert run.TOOLS in capfd.readouterr().err
    assert list(run.VENV.glob("*.sha256")) == []


@pytest.fixture
def demo_maker(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stands for ``manage.py demo``: makes the files, then ends with the codes of this list."""
    codes: list[int] = []

    def call(command: list[str | Path], **_: object) -> int:
        assert command[-1] == "demo"
        folder = Path(command[-2])
        (folder / "files").mkdir(parents=True)
        (folder / "files" / "events.csv").touch()
        (folder / "wusetu.db").write_text("demo", "utf-8")
        return codes.pop(0)

    monkeypatch.setattr(run, "call", call)
    return codes


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


WHOLE = ["files", "files/events.csv", "settings.toml", "wusetu.db"]


def test_a_folder_without_database_gets_the_demo_once(house, demo_maker) -> None:
    chosen = Settings(data=house / "data")
    chosen.data.mkdir()
    (chosen.data / "settings.toml").touch()
    demo_maker.append(0)
    run.fill(chosen)
    assert _names(chosen.data) == WHOLE
    # A second making would ask the empty list for a code.
    run.fill(chosen)


def test_a_database_of_ones_own_is_left_alone(house, demo_maker) -> None:
    chosen = Settings(data=house / "data")
    chosen.data.mkdir()
    (chosen.data / "wusetu.db").write_text("mine", "utf-8")
    run.fill(chosen)
    run.fill(Settings(data=house / "none", database_url="postgresql+psycopg://server/wusetu"))
    assert (chosen.data / "wusetu.db").read_text("utf-8") == "mine"


def test_a_demo_cut_short_is_made_again(house, demo_maker) -> None:
    chosen = Settings(data=house / "data")
    demo_maker += [1, 0]
    with pytest.raises(run.HouseError, match="demo_failed"):
        run.fill(chosen)
    assert not (chosen.data / "wusetu.db").exists()
    run.fill(chosen)
    assert [name for name in WHOLE if name != "settings.toml"] == _names(chosen.data)


def test_manage_keeps_arguments_output_and_exit_code(house, monkeypatch, capfd) -> None:
    monkeypatch.setattr(run, "prepare", lambda lock: run.tell("run.preparing"))
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    program = "import json, sys; print(json.dumps(sys.argv[1:])); sys.exit(2)"
    (house / "manage.py").write_text(program, "utf-8")
    assert run.main(["--data", str(house), "manage", "colours", "--format", "json"]) == 2
    said = capfd.readouterr()
    assert json.loads(said.out) == ["--data", str(house), "colours", "--format", "json"]
    assert "Preparing" in said.err


def test_a_killed_child_is_a_failure(monkeypatch) -> None:
    monkeypatch.setattr(run, "dispatch", lambda _: -9)
    assert run.main([]) == 1


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((run.HOST, 0))
        return int(door.getsockname()[1])


def test_a_taken_port_is_said(capfd) -> None:
    with socket.socket() as door:
        door.bind((run.HOST, 0))
        door.listen()
        port = door.getsockname()[1]
        assert run.main(["--port", str(port), "--no-browser"]) == 1
    assert f"--port {port + 1}" in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_ends_the_server_too(tmp_path, stop) -> None:
    port = _free_port()
    command = [sys.executable, "-c", STAND_IN, "--port", str(port), "--no-browser"]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path)],
        cwd=tree.ROOT,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell starts in the background does not hear SIGINT, nor would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as started:
        assert started.stderr is not None
        heard = ""
        while f"http://{run.HOST}:{port}" not in heard:
            heard = started.stderr.readline()
            assert heard, "ended before it gave its address"
        started.send_signal(stop)
        assert started.wait(30) == 0
    with socket.socket() as door:
        assert door.connect_ex((run.HOST, port)) != 0
