"""LibreOffice as a reader of Word files: what it complains about, and the PDF it makes."""

import shutil
import subprocess

import pytest

from layers.backends.sheet import fonts

needed = pytest.mark.office
absent = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="no office program here",
)
# The only faces it sees: the official ones are on no such machine, so the shipped one stands in.
FACES = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{faces}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def as_pdf(body, folder):
    """The PDF of a Word file, and every line the program said that is a complaint."""
    (folder / "fonts.conf").write_text(FACES.format(faces=fonts(), cache=folder / "cache"))
    file = folder / "given.docx"
    file.write_bytes(body)
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            folder,
            file,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "FONTCONFIG_FILE": f"{folder}/fonts.conf",
        },
    )
    said = [line for line in done.stderr.splitlines() if line and "javaldx" not in line]
    return folder / "given.pdf", said
