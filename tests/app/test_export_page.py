"""导出: what is offered, what is withheld, one ZIP, and the states without one."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

import settings
from errors import RefusedError
from services import access, export_kinds, exports
from services.access import OPERATOR
from services.export_kinds import KINDS
from services.workspace import opened
from tests.app.reading import assert_clean, drawings
from views.export_parts import go_panel, kinds_panel
from words import say

TOWN = "330109106"


def light(monkeypatch):
    """Kinds that are made at once; the real ones have tests of their own."""

    def body(out, progress):
        progress(0.5, "")
        return {"txt": out.week.encode()}

    def refuse(out, progress):
        raise RefusedError("export.nothing", known="")

    made = {"weekly": refuse}
    kinds = tuple(replace(one, make=made.get(one.code, body), endings=("txt",)) for one in KINDS)
    monkeypatch.setattr(export_kinds, "KINDS", kinds)
    monkeypatch.setattr(kinds_panel, "KINDS", kinds)


@pytest.fixture
def page(open_page, monkeypatch):
    light(monkeypatch)
    return open_page("analyst", page="export.py", scope=TOWN)


def made(app):
    return app.session_state[go_panel.DONE]


def choose(app, *codes):
    for one in KINDS:
        box = app.checkbox(key=f"kind_{one.code}")
        (box.check if one.code in codes else box.uncheck)()
    return app.run()


def test_every_kind_is_offered_with_what_it_is_for_and_about_how_large(page):
    assert_clean(page)
    text = drawings(page)
    for one in KINDS:
        assert page.checkbox(key=f"kind_{one.code}").label == one.title
        assert page.checkbox(key=f"kind_{one.code}").value == one.is_usual
        assert one.note in text
        assert kinds_panel.size(one.bytes_for(560)) in text


def test_the_last_closed_week_is_chosen_and_the_newest_can_be(page):
    week = page.selectbox(key="export_week_20767")
    assert "2026年11月10日" in week.options[week.index]
    assert say("ui.run.provisional") in week.options[0]
    page.selectbox(key="export_week_20767").select_index(0).run()
    assert_clean(page)
    assert say("ui.run.provisional") in drawings(page)


def test_it_says_what_is_withheld_and_that_it_is_recorded(page):
    text = drawings(page)
    assert "小于 5" in text
    assert say("export.page.events_text") in text
    assert say("role.analyst") in text


def test_a_zip_of_what_was_chosen_is_made_and_offered(page):
    choose(page, "xlsx", "gpkg")
    page.button(key="export_make").click().run()
    assert_clean(page)
    done = made(page)
    file = zipfile.ZipFile(io.BytesIO(done.body))
    manifest = json.loads(file.read("manifest.json"))
    assert [one["kind"] for one in manifest["files"]] == ["xlsx", "gpkg"]
    assert manifest["week"] == "2026-11-10"
    assert manifest["scope"] == TOWN
    assert done.bundle.name in drawings(page)
    assert len(page.get("download_button")) == 1


def test_the_download_goes_when_something_else_is_chosen(page):
    choose(page, "xlsx")
    page.button(key="export_make").click().run()
    assert len(page.get("download_button")) == 1
    page.checkbox(key="kind_gpkg").check().run()
    assert len(page.get("download_button")) == 0


def test_what_could_not_be_made_is_said_with_its_reason(page):
    choose(page, "weekly", "xlsx")
    page.button(key="export_make").click().run()
    assert_clean(page)
    assert say("export.page.left_out", title=say("export.kind.weekly.title")) in drawings(page)


def test_a_failed_export_is_said_in_words_and_nothing_is_offered(page):
    choose(page, "weekly")
    page.button(key="export_make").click().run()
    assert_clean(page)
    assert say("export.page.failed") in drawings(page)
    assert len(page.get("download_button")) == 0


def test_without_a_choice_there_is_nothing_to_press(page):
    choose(page)
    assert page.button(key="export_make").disabled
    assert say("export.page.none") in drawings(page)


def test_palette_and_layers_are_part_of_the_order(page):
    page.segmented_control(key="export_palette").set_value("twin").run()
    page.multiselect(key="export_layers").select("venues").run()
    choose(page, "xlsx")
    page.button(key="export_make").click().run()
    order = made(page).bundle.out.order
    assert (order.is_twin, order.layers) == (True, ("venues",))


def test_layers_that_show_single_persons_are_not_offered(page):
    offered = page.multiselect(key="export_layers").options
    assert say("layer.venues.title") in offered
    assert say("layer.events.title") not in offered


def test_the_sentences_of_the_report_can_be_written_here(page):
    assert say("report.notes.title") in drawings(page)
    choose(page, "xlsx")
    assert say("report.notes.title") not in drawings(page)


def test_the_first_page_is_shown_and_a_missing_one_explained(open_page):
    app = open_page("analyst", page="export.py", scope=TOWN, week="2026-11-17")
    assert_clean(app)
    assert len(app.get("image")) == 1
    app.segmented_control(key="export_preview").set_value("minutes").run()
    assert_clean(app)
    assert len(app.get("image")) == 0


@pytest.mark.parametrize("person", ["leader", "auditor", "approver"])
def test_who_may_not_export_is_told_whom_to_ask(open_page, person):
    app = open_page(person, page="export.py")
    assert_clean(app)
    assert "您不能看" in drawings(app)
    assert not app.checkbox


def test_an_empty_folder_says_what_to_do_first(open_page, empty_folder):
    app = open_page(OPERATOR, empty_folder, page="export.py")
    assert_clean(app)
    assert "还没有一周可以导出" in drawings(app)


def test_a_person_of_one_town_exports_that_town(open_page, page_folder, monkeypatch):
    light(monkeypatch)
    analyst = access.viewer_of(opened(settings.Settings(data=page_folder)), "analyst")
    own = replace(analyst, scope=access.Scope(prefix="330482102"))
    app = open_page(own, page="export.py")
    choose(app, "xlsx")
    app.button(key="export_make").click().run()
    assert_clean(app)
    assert made(app).bundle.out.prefix == "330482102"
    assert exports.MANIFEST in made(app).bundle.entries()


def test_sizes_are_told_in_kilobytes_and_megabytes():
    assert kinds_panel.size(300) == "1 KB"
    assert kinds_panel.size(86_400) == "86 KB"
    assert kinds_panel.size(1_250_000) == "1.2 MB"
