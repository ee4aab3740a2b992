import tomllib

import pytest

from errors import PolicyError
from policy.reach import TEMPLATE, of_folder, parse


def test_the_shipped_rule_can_be_worked_with_and_has_a_hash():
    rule = parse()
    assert rule.minutes == (4.0, 8.0, 12.0) and rule.target == 8
    assert rule.pace.class_kmh["primary"] > rule.pace.class_kmh["residential"]
    assert rule.hash == parse("").hash and len(rule.hash) == 64


def test_a_folder_replaces_single_numbers(tmp_path):
    assert of_folder(tmp_path) == parse()
    (tmp_path / "reach.toml").write_text(
        "target = 10\n[pace]\nmax_walk_m = 300\n[pace.class_kmh]\nside = 22\n", encoding="utf-8"
    )
    rule = of_folder(tmp_path)
    assert rule.target == 10 and rule.pace.max_walk_m == 300
    assert rule.pace.class_kmh["side"] == 22
    assert rule.pace.class_kmh["main"] == parse().pace.class_kmh["main"]
    assert rule.hash != parse().hash


def test_a_rule_is_saved_by_windows_too(tmp_path):
    (tmp_path / "reach.toml").write_bytes("\ufefftarget = 9\n".encode())
    assert of_folder(tmp_path).target == 9
    (tmp_path / "reach.toml").write_bytes("# 目标\ntarget = 9\n".encode("gb18030"))
    with pytest.raises(PolicyError):
        of_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("minutes = []", "minutes"),
        ("minutes = [8, 4]", "minutes"),
        ("minutes = [0, 4]", "minutes"),
        ("target = 0", "target"),
        ("periods = 0", "periods"),
        ("cell_m = 0", "cell_m"),
        ("max_cells = 1", "max_cells"),
        ("[pace]\nother_kmh = 0", "pace.other_kmh"),
        ("[pace]\nlimit_share = 1.5", "pace.limit_share"),
        ("[pace]\nwalking_kmh = -1", "pace.walking_kmh"),
        ("[pace]\nmax_walk_m = -1", "pace.max_walk_m"),
        ("[pace]\nmin_nodes = 0", "pace.min_nodes"),
        ("[pace.class_kmh]\nside = 0", "pace.class_kmh"),
        ("[line]\ndetour = 0.5", "line.detour"),
        ("[line]\nspeed_kmh = 0", "line.speed_kmh"),
        ("tagret = 8", "tagret"),
        ("[pace]\nfast = 1", "pace.fast"),
        ("[line]\nx = 1", "line.x"),
    ],
)
def test_what_cannot_be_worked_with_is_named(text, key):
    with pytest.raises(PolicyError) as caught:
        parse(text)
    assert caught.value.code == "reach.rule_faults"
    assert key in caught.value.values["keys"].split(", ")


def test_all_faults_are_named_at_once():
    with pytest.raises(PolicyError) as caught:
        parse("target = -1\nperiods = 0\n[line]\ndetour = 0\n")
    assert caught.value.values["keys"] == "target, periods, line.detour"


@pytest.mark.parametrize(
    "text", ["target =", "minutes = 8", "minutes = ['a']", "pace = 3", "[pace]\nclass_kmh = 3"]
)
def test_unreadable_text_is_refused(text):
    with pytest.raises(PolicyError) as caught:
        parse(text)
    assert caught.value.code in ("reach.rule_unreadable", "reach.rule_faults")


def test_every_number_of_the_template_is_explained():
    plain = [
        line
        for line in TEMPLATE.read_text("utf-8").splitlines()
        if " = " in line and "#" not in line
    ]
    speeds = tomllib.loads(TEMPLATE.read_text("utf-8"))["pace"]["class_kmh"]
    assert len(plain) == len(speeds)
