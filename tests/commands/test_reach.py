import json

import pytest

import manage
from tests.services import stations


@pytest.fixture
def ready(scored_town):
    (scored_town.settings.data / "reach.toml").write_text("[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(scored_town, 0)
    stations.put_roads(scored_town)
    return scored_town


def told(capsys, ws, *arguments, form="json"):
    code = manage.main(["--data", str(ws.settings.data), "--format", form, "reach", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_json_table_and_geojson(ready, capsys):
    code, out, _ = told(capsys, ready, "--minutes", "2.5", "--one-more")
    answer = json.loads(out)
    assert code == 0 and answer["minutes"] == 2.5
    assert [row["kind"] for row in answer["rows"]].count("one_more") == 1
    code, out, _ = told(capsys, ready, "--one-more", "3", "--by", "events", form="table")
    assert code == 0 and "按路网计时" in out
    code, out, _ = told(capsys, ready, form="geojson")
    assert json.loads(out)["type"] == "FeatureCollection"


def test_what_cannot_be_answered_is_1_with_a_sentence(ready, scored_town, capsys):
    for arguments in (["--minutes", "0"], ["--scope", "990000"], ["--one-more", "99"]):
        code, out, err = told(capsys, ready, *arguments)
        assert (code, out) == (1, "") and err.strip()


def test_without_stations_it_says_what_to_do(scored_town, capsys):
    code, _, err = told(capsys, scored_town)
    assert code == 1 and "导入驻点" in err
