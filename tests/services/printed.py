"""What a printed document says, read back by another program."""

import shutil
import subprocess

import pytest

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")


def kept(body, folder, name="one.pdf"):
    file = folder / name
    file.write_bytes(body)
    return file


def told(program, *given):
    return subprocess.run([program, *map(str, given)], capture_output=True, check=True).stdout


def flat(text):
    return text.replace(" ", "").replace("　", "").replace("\n", "")


def pages(body, folder, how="-layout"):
    """The words of each page, without spaces; ``-raw`` in the order they were written."""
    return [flat(text) for text in laid_out(body, folder, how)]


def laid_out(body, folder, how="-layout"):
    """The text of each page with its lines and spaces."""
    file = kept(body, folder)
    return told("pdftotext", how, file, "-").decode().split("\f")[:-1]


def boxes(body, folder, page=1):
    """Every word of a page: (west, north, east, south, text) in points."""
    file = kept(body, folder)
    lines = told("pdftotext", "-bbox", "-f", page, "-l", page, file, "-").decode().splitlines()
    found = []
    for line in lines:
        if "<word " in line:
            parts = line.split('"')
            sides = tuple(float(parts[k]) for k in (1, 3, 5, 7))
            found.append((*sides, line.split(">")[1].split("<")[0]))
    return found


def fonts(body, folder):
    """Rows of pdffonts: name and the three words emb, sub, uni."""
    rows = told("pdffonts", kept(body, folder)).decode().splitlines()[2:]
    return [(row.split()[0], row.split()[-5:-2]) for row in rows]
