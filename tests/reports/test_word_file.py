"""The Word file: layout of the standard, real styles, repeated heads, alt texts, equal bytes."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from reports import official, weekly, word_file
from reports.document import Heading, MapFigure, Table, plain
from tests.reports import office, paper

POINTS_PER_TWIP = 20


@pytest.fixture(scope="module")
def made():
    return paper.document()


@pytest.fixture(scope="module")
def body(made):
    return word_file.write(made)


@pytest.fixture(scope="module")
def word(body):
    return docx.Document(io.BytesIO(body))


def val(element, name, attribute="val"):
    return element.find(qn(f"w:{name}")).get(qn(f"w:{attribute}"))


def test_equal_documents_give_equal_bytes(made, body):
    assert word_file.write(made) == body
    later = replace(made, made_at=paper.MADE + 60)
    assert word_file.write(later) != body


def test_no_time_but_the_snapshots_is_in_the_file(body):
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2025, 11, 18, 3, 0, 0)}
        assert file.testzip() is None
    core = paper.part(body, "docProps/core.xml")
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2025-11-18T03:00:00Z"] * 2
    assert "python" not in core and "0a" * 32 in core


def test_the_page_is_that_of_the_standard(word):
    section = word.sections[0]
    sides = [round(side.mm) for side in (section.page_width, section.page_height)]
    assert sides == [210, 297]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]
    pitch = int(val(word.styles["Normal"].element.pPr, "spacing", "line"))
    assert pitch * official.LINES <= 225 / 25.4 * 1440 < pitch * (official.LINES + 1)
    assert val(section._sectPr, "docGrid", "linePitch") == str(pitch)


def test_a_line_holds_twenty_eight_characters(word):
    properties = word.styles["Normal"].element.rPr
    size, squeeze = int(val(properties, "sz")) / 2, int(val(properties, "spacing")) / 20
    width = 156 / 25.4 * 72
    assert size == 16
    assert (size + squeeze) * 28 <= width < (size + squeeze) * 29


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Caption", "黑体", 12),
    ],
)
def test_styles_name_the_official_faces(word, style, face, points):
    properties = word.styles[style].element.rPr
    assert val(properties, "rFonts", "eastAsia") == face
    assert int(val(properties, "sz")) == 2 * points
    assert properties.find(qn("w:color")) is None
    assert not [key for key in list(properties.find(qn("w:rFonts")).attrib) if "Theme" in key]


def test_every_face_has_names_to_fall_back_to(body):
    table = paper.part(body, "word/fontTable.xml")
    for face in official.FACES.values():
        assert f'w:name="{face.name}"' in table
        for other in face.families[1:]:
            assert other in table


def test_page_numbers_stand_outside_between_dashes(body, word):
    assert word.settings.odd_and_even_pages_header_footer
    section = word.sections[0]
    sides = {}
    for name, footer in (("odd", section.footer), ("even", section.even_page_footer)):
        (paragraph,) = footer.paragraphs
        sides[name] = val(paragraph._p.pPr, "jc")
        assert paragraph.text.replace(" ", "") == "—1—"
        assert "PAGE" in paragraph._p.xml
        assert {int(val(run._r.rPr, "sz")) for run in paragraph.runs} == {28}
    assert sides == {"odd": "right", "even": "left"}


def test_headings_are_headings_and_captions_captions(made, word):
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert heads == [chapter.title for chapter in made.chapters]
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert captions[:3] == ["表1　五色网格数", "图1　清渚镇微网格五色风险图", "表2　变色网格"]
    assert word.paragraphs[4].style.name == "Title"


def test_lower_headings_keep_their_level(made):
    chapter = replace(
        made.chapters[0], blocks=(Heading(text="（一）甲"), Heading(text="1．乙", level=3))
    )
    read = docx.Document(io.BytesIO(word_file.write(replace(made, chapters=(chapter,)))))
    assert [p.style.name for p in read.paragraphs[-2:]] == ["Heading 2", "Heading 3"]


def test_the_head_of_every_table_comes_again(made, word):
    tables = [block for block in made.blocks() if isinstance(block, Table)]
    assert len(word.tables) == len(tables) + 1, "and the facts of the masthead"
    for block, table in zip(tables, word.tables[1:], strict=True):
        first, *rest = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rest)
        assert [cell.text for cell in first.cells] == [column.title for column in block.columns]
        assert val(table._tbl.tblPr, "tblCaption") == block.caption
        for row, cells in zip(rest, block.rows, strict=True):
            shown = [cell.text.removeprefix("■") for cell in row.cells]
            assert shown == [plain(cell) for cell in cells]


def test_swatches_carry_the_colours_of_the_map(word):
    fills = [
        run.font.color.rgb
        for row in word.tables[1].rows[1:]
        for run in row.cells[0].paragraphs[0].runs[:1]
    ]
    assert [str(fill) for fill in fills] == ["B8242F", "DA7C1B", "FCD935", "4894D8", "AEDDB8"]


def test_pictures_say_what_they_show_and_fit_the_text(made, word):
    found = list(word.element.body.iter(qn("wp:inline")))
    figures = [block for block in made.blocks() if hasattr(block, "alt")]
    assert len(found) == len(figures) == 2
    for inline, figure in zip(found, figures, strict=True):
        assert inline.find(qn("wp:docPr")).get("descr") == figure.alt
        assert int(inline.find(qn("wp:extent")).get("cx")) == 156 * 36000
        assert inline.get("distL") == "0"


def test_demo_data_are_marked_and_real_data_are_not(made, body):
    assert "演示数据" in paper.word_text(body)
    assert "演示数据" not in paper.word_text(word_file.write(paper.demoless(made)))


def test_every_text_of_the_model_stands_in_order(made, body):
    text = paper.word_text(body)
    at = 0
    for chapter in made.chapters:
        for block in chapter.blocks:
            if isinstance(block, MapFigure) or hasattr(block, "panels"):
                continue
            rows = (
                [block.runs] if hasattr(block, "runs") else [c for row in block.rows for c in row]
            )
            for runs in rows:
                at = text.index(plain(runs), at) + len(plain(runs))
    assert at > 1000


def test_what_is_typed_is_escaped(made):
    wild = replace(made.masthead, title='<甲> & "乙"')
    read = docx.Document(io.BytesIO(word_file.write(replace(made, masthead=wild))))
    assert read.paragraphs[4].text == '<甲> & "乙"'


def test_a_week_with_nothing_is_a_file_too():
    read = docx.Document(io.BytesIO(word_file.write(weekly.document(paper.empty()))))
    assert "没有登记场馆" in "".join(p.text for p in read.paragraphs)


@office.needed
@office.absent
def test_an_office_program_opens_it_without_a_complaint(made, body, tmp_path):
    file, complaints = office.as_pdf(body, tmp_path)
    assert complaints == []
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    text = re.sub(r"\s", "", done.stdout.decode())
    for chapter in made.chapters:
        assert re.sub(r"\s", "", chapter.title) in text
    for value in made.values():
        assert value.text.replace(" ", "") in text
    assert "—1—" in text and "—2—" in text
