"""The map as one file: who may take it along, what is never in it, what it says about itself."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont
from sqlalchemy import text

from errors import NotAllowedError, NotFoundError, RefusedError
from services import map_export
from services.access import OPERATOR
from services.map_export import Order
from tests.services import small_town as town


def test_the_file_holds_the_week_its_hashes_and_its_own_font(scored_town):
    made = map_export.make(scored_town, OPERATOR, Order(layers=("grid_labels",)))
    for words in (made.seen.snapshot[:12], made.seen.policy.hash[:12], "内部工作用图", "不得公开"):
        assert words in made.text
    assert 'id="switch-grid_labels"' in made.text
    packed = re.search(r"url\(data:font/woff2;base64,([^)]+)\)", made.text)[1]
    known = TTFont(io.BytesIO(base64.b64decode(packed))).getBestCmap()
    shown = set(re.sub(r"<[^>]+>", "", made.text[made.text.index("<header>") :]))
    han = {sign for sign in shown if "一" <= sign <= "鿿"}
    assert len(han) > 20 and {ord(sign) for sign in han} <= set(known)


def test_no_address_outside_is_in_it(scored_town):
    made = map_export.make(scored_town, OPERATOR, Order())
    page = re.sub(r"base64,[^)]+", "base64,", made.text)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page)
    own = ("data:font/woff2;base64,", "#hatch-", "#${", "#default#VML")
    assert [url for url in re.findall(r"url\(([^)]*)", page) if not url.startswith(own)] == []


@pytest.mark.parametrize("code", ("heat", "volume", "events"))
def test_what_shows_persons_is_in_no_file_whoever_asks(scored_town, code):
    with pytest.raises(NotAllowedError):
        map_export.make(scored_town, OPERATOR, Order(layers=(code,)))


def test_who_may_not_export_or_asks_for_another_area_is_refused(scored_town):
    with pytest.raises(NotAllowedError):
        map_export.make(scored_town, town.who(scored_town, "leader"), Order())
    villager = town.who(scored_town, "villager")
    with pytest.raises(NotAllowedError):
        map_export.make(scored_town, villager, Order(prefix=town.VILLAGES[1]))
    own = map_export.make(scored_town, villager, Order())
    assert town.CODES[0] in own.text and town.CODES[5] not in own.text


def test_an_export_is_written_down(scored_town):
    map_export.make(scored_town, OPERATOR, Order(layers=("grid_labels",)))
    with scored_town.store.read() as tx:
        query = text("select action, object, filter, rows from audit order by id desc limit 1")
        row = tx.execute(query).one()
    assert tuple(row[:2]) == ("export", "map html")
    assert "layers=grid_labels" in row[2] and row[3] == 12


def test_a_layer_without_its_data_is_left_out_and_said(scored_town):
    made = map_export.make(scored_town, OPERATOR, Order(layers=("response",)))
    assert [one.layer.code for one in made.left_out] == ["response"]
    assert 'id="switch-response"' not in made.text
    assert "响应圈" in made.text[made.text.index("<footer>") :]


def test_an_unknown_layer_and_a_place_that_cannot_be_written(scored_town, tmp_path):
    with pytest.raises(NotFoundError):
        map_export.make(scored_town, OPERATOR, Order(layers=("nonsense",)))
    with pytest.raises(RefusedError):
        map_export.write(scored_town, OPERATOR, Order(), tmp_path / "no" / "map.html")


def test_the_file_is_written_whole(scored_town, tmp_path):
    out = tmp_path / "map.html"
    told = map_export.write(scored_town, OPERATOR, Order(is_twin=True), out)
    assert out.stat().st_size == told["bytes"]
    assert told["grids"] == 12 and told["left_out"] == []
    assert "浅青" in out.read_text("utf-8")
    assert not list(tmp_path.glob("*.part"))
