"""The tokens keep their promises: contrast, distance in four kinds of sight, no stray hue."""

import itertools
import math
import tomllib
from dataclasses import fields

import numpy as np
import pytest

import settings
from layers import theme
from layers.theme import INKS, PALETTES, Ground, Palette

# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
MACHADO = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}
# Brettel, Vienot, Mollon 1997 for tritan sight: two half planes of linear RGB.
BRETTEL = (
    [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.80500, 0.11911]],
    [[0.93678, 0.18979, -0.12657], [0.06154, 0.81526, 0.12320], [-0.37562, 1.12767, 0.24796]],
)
BRETTEL_PLANE = [0.03901, -0.02788, -0.01113]
SIGHTS = ("normal", "protan", "deutan", "tritan")
FLOORS = {(Ground.LIGHT, False): 17, (Ground.DARK, False): 12}


def linear(colour):
    value = np.array(theme.rgb(colour)) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(colour, sight):
    value = linear(colour)
    if sight in MACHADO:
        value = np.array(MACHADO[sight]) @ value
    elif sight == "tritan":
        value = np.array(BRETTEL[0 if value @ BRETTEL_PLANE >= 0 else 1]) @ value
    return np.clip(value, 0, 1)


def lab(value):
    xyz = (
        np.array(
            [
                [0.4124564, 0.3575761, 0.1804375],
                [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041],
            ]
        )
        @ value
        / [0.95047, 1.0, 1.08883]
    )
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, two):
    """Sharma, Wu, Dalal 2005, in their notation."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(hm - 30))
        + 0.24 * math.cos(math.radians(2 * hm))
        + 0.32 * math.cos(math.radians(3 * hm + 6))
        - 0.20 * math.cos(math.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rc = 2 * math.sqrt(cm**7 / (cm**7 + 25**7))
    rt = -math.sin(math.radians(60 * math.exp(-(((hm - 275) / 25) ** 2)))) * rc
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    return math.sqrt(dl**2 + dc**2 + (dh / sh) ** 2 + rt * dc * dh / sh)


def name(palette: Palette) -> str:
    return f"{palette.ground}-{'twin' if palette.is_twin else 'plain'}"


def test_the_colour_difference_gives_the_published_examples():
    first = ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485))
    assert first == pytest.approx(2.0425, abs=1e-4)
    far = ciede2000((50, 2.5, 0), (73, 25, -18))
    assert far == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("palette", PALETTES, ids=name)
def test_every_label_reads_on_its_fill(palette):
    for fill, label in zip(palette.fills, palette.labels, strict=True):
        assert contrast(fill, label) >= 4.5, (fill, label)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("palette", PALETTES, ids=name)
def test_colours_stay_apart_for_every_kind_of_sight(palette, sight):
    floor = FLOORS.get((palette.ground, palette.is_twin), 15)
    values = [lab(seen(fill, sight)) for fill in palette.fills]
    for a, b in itertools.combinations(range(5), 2):
        assert ciede2000(values[a], values[b]) >= floor - 0.5, (a + 1, b + 1)


@pytest.mark.parametrize("ground", Ground)
def test_text_reads_on_ground_and_panel(ground):
    inks = INKS[ground]
    for surface in (inks.ground, inks.panel):
        for text in (inks.t1, inks.t2, inks.t3):
            assert contrast(text, surface) >= 4.5
        assert contrast(inks.edge, surface) >= 2.7


@pytest.mark.parametrize("ground", Ground)
def test_inks_carry_no_hue(ground):
    for field in fields(INKS[ground]):
        _, a, b = lab(linear(getattr(INKS[ground], field.name)))
        assert math.hypot(a, b) < 13, field.name


def test_palette_and_rgb():
    assert theme.palette().fill(1) == "#B8242F"
    assert theme.palette(Ground.DARK, twin=True).label(5) == "#FFFFFF"
    assert theme.rgb("#0F151C") == (15, 21, 28)


def test_variables_hold_every_ink_and_colour():
    text = theme.variables(Ground.DARK, twin=True)
    assert "--ground:#0F151C;" in text
    assert "--c1:#F0437A;" in text
    assert "--on5:#FFFFFF;" in text


def test_the_theme_file_is_the_generated_one():
    file = settings.ROOT / ".streamlit" / "config.toml"
    assert file.read_text(encoding="utf-8") == theme.config_toml()


def test_the_theme_is_local_silent_and_without_hues():
    config = tomllib.loads(theme.config_toml())
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert "://" not in theme.config_toml()
    for key, value in config["theme"].items():
        for colour in value if isinstance(value, list) else [value]:
            if isinstance(colour, str) and colour.startswith("#"):
                _, a, b = lab(linear(colour))
                assert math.hypot(a, b) < 13, key
    assert len(config["theme"]["chartSequentialColors"]) == 10
    assert config["theme"]["fontFaces"][0]["url"] == theme.FONT_URL
