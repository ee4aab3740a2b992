"""The PDF: archive form, tags, bookmarks, embedded faces, vector map, equal bytes."""

import re
import shutil
import subprocess
import zlib
from dataclasses import replace

import pytest

from reports import official, pdf_file, weekly
from reports.document import CourseFigure, MapFigure, Table, plain
from tests.reports import paper

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")


@pytest.fixture(scope="module")
def made():
    return paper.document()


@pytest.fixture(scope="module")
def body(made):
    return pdf_file.write(made)


@pytest.fixture(scope="module")
def file(body, tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "weekly.pdf"
    path.write_bytes(body)
    return path


def asked(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def streams(body):
    """Every stream of the file, unpacked."""
    found = []
    for piece in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        try:
            found.append(zlib.decompress(piece.group(1)))
        except zlib.error:
            found.append(piece.group(1))
    return found


def everything(body):
    return body + b"\n".join(streams(body))


def test_equal_documents_give_equal_bytes(made, body):
    assert pdf_file.write(made) == body
    assert pdf_file.write(replace(made, made_at=paper.MADE + 60)) != body


def test_it_says_that_it_is_an_archive_file_for_reading_aloud(body):
    text = everything(body)
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>", text)
    assert re.search(rb"<pdfaid:conformance>B</pdfaid:conformance>", text)
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>", text)


def test_it_holds_what_an_archive_file_must_and_nothing_it_must_not(body):
    text = everything(body)
    for needed in (rb"/OutputIntents", rb"/GTS_PDFA1", rb"/MarkInfo", rb"/StructTreeRoot", rb"/ID"):
        assert needed in text
    for banned in (rb"/Encrypt", rb"/JavaScript", rb"/EmbeddedFile\b", rb"/Launch", rb"/AcroForm"):
        assert not re.search(banned, text)
    assert body.startswith(b"%PDF-1.7")
    # The second line marks the file as binary: four bytes above 127.
    assert min(body.split(b"\n", 2)[1][1:5]) > 127
    assert body.rstrip().endswith(b"%%EOF")


def test_its_language_and_title_are_stated(made, body):
    text = everything(body)
    assert b"zh-CN" in text or b"zh-cn" in text.lower()
    assert made.masthead.title.encode("utf-16-be").hex().upper().encode() in text.upper() or (
        made.masthead.title.encode() in text
    )


def test_figures_say_what_they_show(made, body):
    text = everything(body)
    for block in made.blocks():
        if isinstance(block, MapFigure | CourseFigure):
            wanted = block.alt.encode("utf-16-be")
            assert (
                wanted in text or wanted.hex().encode() in text.lower() or _escaped(wanted) in text
            )


def _escaped(wanted):
    """As a literal string writes it: brackets and backslashes behind a backslash."""
    return re.sub(rb"([()\\])", rb"\\\1", wanted)


@poppler
def test_all_faces_are_embedded_subsets(file):
    lines = asked("pdffonts", file).splitlines()[2:]
    assert len(lines) >= 3
    for line in lines:
        assert re.match(r"[A-Z]{6}\+NotoSansSC", line), line
        assert re.search(r"Identity-H\s+yes yes yes", line), line


@poppler
def test_every_page_is_a4_and_numbered(file):
    info = asked("pdfinfo", file)
    assert "A4" in info and "Tagged:          yes" in info
    pages = int(re.search(r"Pages:\s+(\d+)", info).group(1))
    assert pages >= 4
    for page in range(1, pages + 1):
        text = asked("pdftotext", "-layout", "-f", str(page), "-l", str(page), file, "-")
        number = [line for line in text.splitlines() if line.strip()][-1]
        assert re.sub(r"\s", "", number) == f"—{page}—"
        is_right = len(number) - len(number.lstrip()) > 20
        assert is_right is (page % 2 == 1)


@poppler
def test_its_bookmarks_are_its_chapters(made, file):
    outline = asked("pdfinfo", "-struct-text", file)
    for chapter in made.chapters:
        assert chapter.title in outline
    assert outline.count("H1") >= len(made.chapters)


def test_there_are_as_many_bookmarks_as_chapters(made, body):
    text = everything(body)
    outline = re.search(rb"/Type/Outlines[^>]*?/Count (\d+)", text.replace(b"\n", b""))
    assert outline is not None
    assert int(outline.group(1)) == len(made.chapters)


@poppler
def test_the_map_is_drawn_not_painted(file):
    pictures = asked("pdfimages", "-list", file).splitlines()[2:]
    assert pictures == []


@poppler
def test_the_type_area_is_that_of_the_standard(file):
    boxes = asked("pdftotext", "-bbox", "-f", "1", "-l", "2", file, "-")
    corners = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    # A stop at the end of a line is set in half its width; its box is that of the whole.
    words = [word for word in re.findall(corners, boxes) if word[4][-1] not in "，。、；：）"]
    points = [[float(side) for side in word[:4]] for word in words]
    left, right = official.LEFT_MM * 72 / 25.4, (210 - official.RIGHT_MM) * 72 / 25.4
    assert min(box[0] for box in points) >= left - 1
    assert max(box[2] for box in points) <= right + 1
    bottom = (297 - official.BOTTOM_MM) * 72 / 25.4
    inside = [box for box in points if box[3] < bottom]
    assert min(box[1] for box in inside) >= official.TOP_MM * 72 / 25.4


@poppler
def test_every_number_of_the_model_is_in_the_text(made, body, tmp_path):
    text = paper.pdf_text(body, tmp_path)
    shown = set(paper.numbers(text))
    for value in made.values():
        for number in paper.numbers(value.text):
            assert number in shown, value
    packed = re.sub(r"\s", "", text)
    for block in made.blocks():
        if isinstance(block, Table):
            assert re.sub(r"\s", "", block.caption) in packed
            for row in block.rows:
                assert re.sub(r"\s", "", plain(row[0])) in packed


@poppler
def test_no_sign_is_missing_from_the_face(body, file):
    text = asked("pdftotext", file, "-")
    assert "\ufffd" not in text and "\u25a1" not in text
    assert "．" in text and "—" in text and "→" not in text


def test_demo_data_are_marked(made, body, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("no poppler here")
    assert "演示数据" in paper.pdf_text(body, tmp_path)
    assert "演示数据" not in paper.pdf_text(pdf_file.write(paper.demoless(made)), tmp_path)


def test_a_week_with_nothing_is_a_file_too():
    assert pdf_file.write(weekly.document(paper.empty())).startswith(b"%PDF-1.7")


def test_licensed_faces_of_a_folder_are_used(made, tmp_path):
    """A face that goes by an official name is set in place of the shipped one."""
    from fontTools.ttLib import TTFont

    from layers.backends.sheet import fonts

    source = next(fonts().glob("*.ttf"))
    face = TTFont(source)
    for record in face["name"].names:
        if record.nameID in (1, 4, 16):
            face["name"].setName("FangSong", record.nameID, *_where(record))
        if record.nameID == 6:
            face["name"].setName("FangSong-Regular", 6, *_where(record))
    face.save(tmp_path / "fangsong.ttf")
    body = pdf_file.write(made, [tmp_path])
    assert b"FangSong" in everything(body)
    assert b"FangSong" not in everything(pdf_file.write(made))


def _where(record):
    return record.platformID, record.platEncID, record.langID
