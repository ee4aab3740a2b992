"""Programs of the desk as files: their address changes with them, and they load what they name."""

import zlib

import pytest

import settings
from views.components.program import address, loader

FOLDER = settings.ROOT / "static" / "desk"


def test_the_address_carries_the_content():
    for file in sorted(FOLDER.iterdir()):
        stamp = zlib.crc32(file.read_bytes())
        assert address(file.name) == f"/assets/desk/{file.name}?v={stamp:08x}"


def test_a_file_that_is_not_there_is_no_address():
    with pytest.raises(OSError, match="nothing"):
        address("nothing.js")


@pytest.mark.parametrize("name", ["map_tools.js", "week_band.js"])
def test_the_lines_of_a_component_are_few_and_load_its_program(name):
    text = loader(name)
    assert address(name) in text and len(text) < 400
    assert "export default function (" in (FOLDER / name).read_text(encoding="utf-8")
