"""One ZIP with a manifest: right sums, nothing small, one audit row a kind, equal bytes."""

import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import NotAllowedError, NotFoundError, RefusedError
from services import access, export_kinds, exports, outgoing
from services.export_kinds import Kind, Shelf
from services.outgoing import Order
from services.workspace import opened
from settings import Settings
from store import audit
from words import say

TOWN = "330109106"
FAST = ("sheet", "xlsx", "shp")


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


@pytest.fixture(scope="module")
def bundle(ws, analyst):
    return exports.make(ws, analyst, Order(prefix=TOWN), FAST)


def opened_zip(body):
    return zipfile.ZipFile(io.BytesIO(body))


def kind_of(code, make, endings=("txt",)):
    return Kind(code=code, shelf=Shelf.DATA, endings=endings, make=make, kb=1, kb_per_grid=0)


def refusing(out, progress):
    raise NotFoundError("period.none")


def test_the_manifest_holds_the_sum_and_size_of_every_file(bundle):
    file = opened_zip(bundle.zipped())
    manifest = json.loads(file.read("manifest.json"))
    assert [one["kind"] for one in manifest["files"]].count("shp") == 22
    assert len(manifest["files"]) == len(file.namelist()) - 2
    for one in manifest["files"]:
        body = file.read(one["file"])
        assert hashlib.sha256(body).hexdigest() == one["sha256"]
        assert len(body) == one["bytes"]
        assert one["snapshot"] == bundle.out.seen.snapshot
        assert one["policy"] == bundle.out.seen.policy.hash


def test_the_manifest_says_who_when_and_of_what(bundle):
    told = bundle.manifest()
    assert told["week"] == "2026-11-10"
    assert told["cut_off"] == "2026-11-11T00:00:00+08:00"
    assert told["made_for"] == {"person": "analyst", "title": say("role.analyst")}
    assert told["made_at"] == bundle.out.made_at.isoformat()
    assert (told["scope"], told["place"], told["demo"]) == (TOWN, "义桥镇", True)
    assert told["left_out"] == []


def test_the_text_for_people_says_what_is_in_it_and_what_is_withheld(bundle):
    text = bundle.entries()["说明.txt"].decode("utf-8-sig")
    assert "\r\n" in text
    for code in FAST:
        assert say(f"export.kind.{code}.note") in text
    assert "义桥镇_2026-11-10_图幅.pdf" in text
    assert say("ui.demo") in text
    assert "小于 5" in text
    assert bundle.out.seen.snapshot in text
    # A folder of many files is named once.
    assert text.count("Shapefile") == 2


def test_equal_snapshots_are_equal_zips(bundle, ws, analyst):
    again = exports.make(ws, analyst, Order(prefix=TOWN, week="2026-11-10"), FAST)
    assert again.zipped() == bundle.zipped()
    entries = opened_zip(bundle.zipped()).infolist()
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_each_kind_is_one_row_of_the_audit(ws, analyst):
    exports.make(ws, analyst, Order(prefix=TOWN), FAST)
    with ws.store.read() as tx:
        rows = audit.listed(tx, action="export", limit=9)
    # Reading the surroundings of a venue is put on record by itself.
    rows = rows[rows["object"] != "perimeter"].head(3)
    assert list(rows["object"])[::-1] == ["sheet A4 pdf", "export xlsx", "export shp"]
    assert set(rows["by"]) == {"analyst"}
    assert all("2026-11-10" in text for text in rows["filter"])


def test_progress_rises_from_nothing_to_all(ws, analyst):
    shares = []
    exports.make(
        ws, analyst, Order(prefix=TOWN), ("xlsx", "shp"), lambda s, t: shares.append((s, t))
    )
    assert [share for share, _ in shares] == sorted(share for share, _ in shares)
    assert shares[0] == (0.0, say("export.kind.xlsx.title"))
    assert shares[-1] == (1.0, say("export.done"))


def test_a_kind_that_cannot_be_made_is_left_out_with_its_reason(ws, analyst, monkeypatch):
    good = kind_of("xlsx", lambda out, progress: {"txt": b"1"})
    bad = kind_of("shp", refusing)
    monkeypatch.setattr(export_kinds, "KINDS", (good, bad))
    made = exports.make(ws, analyst, Order(prefix=TOWN), ("xlsx", "shp"))
    (gone,) = made.left_out
    assert gone.reason == say("period.none")
    assert made.manifest()["left_out"] == [{"kind": "shp", "reason": say("period.none")}]
    assert say("period.none") in made.entries()["说明.txt"].decode("utf-8-sig")
    with pytest.raises(NotFoundError):
        exports.make(ws, analyst, Order(prefix=TOWN), ("shp",))


def test_orders_that_cannot_be_are_refused(ws, analyst):
    with pytest.raises(RefusedError) as caught:
        exports.make(ws, analyst, Order(), ("docx",))
    assert caught.value.code == "export.no_kind"
    with pytest.raises(RefusedError) as caught:
        exports.make(ws, analyst, Order(), ())
    assert caught.value.code == "export.nothing"
    with pytest.raises(NotAllowedError):
        exports.make(ws, access.viewer_of(ws, "leader"), Order(prefix=TOWN), ("xlsx",))
    with pytest.raises(NotFoundError):
        exports.make(ws, analyst, Order(week="2031-01-07"), ("xlsx",))


def test_files_are_written_into_a_folder_or_one_zip(bundle, tmp_path):
    told = exports.write(bundle, tmp_path / "out")
    written = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*")}
    assert written == set(bundle.entries())
    assert told["files"] == bundle.manifest()["files"]
    exports.write(bundle, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == bundle.zipped()


def test_one_kind_alone_leaves_the_manifest_of_all_alone(ws, analyst, tmp_path):
    made = exports.make(ws, analyst, Order(prefix=TOWN), ("xlsx",))
    exports.write(made, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["义桥镇_2026-11-10_电子表格.xlsx"]


def test_a_place_that_cannot_be_written_is_refused(bundle, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RefusedError) as caught:
        exports.write(bundle, tmp_path / "file" / "a.zip")
    assert caught.value.code == "sheet.not_written"


def test_every_kind_has_words_a_size_and_a_code_of_its_own():
    assert len(set(export_kinds.CODES)) == len(export_kinds.KINDS)
    for one in export_kinds.KINDS:
        assert one.title
        assert one.note
        assert 0 < one.bytes_for(560) < 60_000_000
        assert export_kinds.kind(one.code) is one
    assert any(one.is_usual for one in export_kinds.KINDS)


@pytest.mark.parametrize("one", export_kinds.KINDS, ids=lambda one: one.code)
def test_the_size_told_before_is_about_the_size_after(one, ws, analyst):
    # A card for each of 560 grids takes a minute: those of a village do.
    area = f"{TOWN}001" if one.code == "cards" else TOWN
    out = outgoing.of(ws, analyst, Order(prefix=area))
    made = sum(map(len, one.make(out, lambda share, text: None).values()))
    assert made / 2 < one.bytes_for(len(out.seen.grids)) < made * 2


@given(
    st.dictionaries(st.text("abc123_.", min_size=1, max_size=9), st.binary(max_size=50), min_size=1)
)
def test_a_zip_gives_back_what_was_put_in(files):
    one = kind_of("xlsx", refusing, endings=())
    out = _OUT[0]
    made = exports.Bundle(out=out, files=files, kind_of=dict.fromkeys(files, one), left_out=())
    read = opened_zip(made.zipped())
    assert {name: read.read(name) for name in files} == files
    assert read.testzip() is None


_OUT = []


@pytest.fixture(autouse=True, scope="module")
def _an_order(ws, analyst):
    _OUT.append(outgoing.of(ws, replace(analyst), Order(prefix=TOWN)))
