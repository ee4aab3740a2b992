"""Design tokens (视觉变量): every colour, size and space of the product, stated once.

The Streamlit theme, the CSS variables, the map and the documents are made from these values;
nothing else in the product names a colour. Only area risk has a hue, all the rest is ink.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from vocab import State


class Ground(StrEnum):
    """底色 What the colours lie on: light for desk and paper, dark for the wall."""

    LIGHT = "light"
    DARK = "dark"


INK = "#0F151C"
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """五色 Five fills, worst first, with the ink of the numeral that stands on each.

    ``is_twin`` marks the palette for colour-blind readers (色觉友好).
    """

    ground: Ground
    is_twin: bool
    fills: tuple[str, str, str, str, str]
    labels: tuple[str, str, str, str, str]

    def fill(self, level: int) -> str:
        """Fill of level 1 (worst) to 5."""
        return self.fills[level - 1]

    def label(self, level: int) -> str:
        """Ink of text on the fill of level 1 to 5."""
        return self.labels[level - 1]


PALETTES: tuple[Palette, ...] = (
    Palette(
        ground=Ground.LIGHT,
        is_twin=False,
        fills=("#B8242F", "#DA7C1B", "#FCD935", "#4894D8", "#AEDDB8"),
        labels=(WHITE, INK, INK, INK, INK),
    ),
    Palette(
        ground=Ground.DARK,
        is_twin=False,
        fills=("#E74345", "#F08A14", "#F4D97A", "#2474B9", "#1F5344"),
        labels=(INK, INK, INK, WHITE, WHITE),
    ),
    Palette(
        ground=Ground.LIGHT,
        is_twin=True,
        fills=("#7A1328", "#D9683A", "#FBE07A", "#1F74A8", "#AFD6E2"),
        labels=(WHITE, INK, INK, WHITE, INK),
    ),
    Palette(
        ground=Ground.DARK,
        is_twin=True,
        fills=("#F0437A", "#F7A63F", "#FBEFC0", "#2373B3", "#233F50"),
        labels=(INK, INK, INK, WHITE, WHITE),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """墨色 Surfaces, text and lines of one ground. ``t1`` value, ``t2`` label, ``t3`` note.

    ``step1`` to ``step5`` are the amounts of one indicator, few to many, in even steps of
    lightness away from the panel.
    """

    ground: str
    panel: str
    raised: str
    line: str
    t1: str
    t2: str
    t3: str
    edge: str
    track: str
    water: str
    flow: str
    hatch: str
    seam: str
    village: str
    border: str
    grey: str
    step1: str
    step2: str
    step3: str
    step4: str
    step5: str


INKS: dict[Ground, Inks] = {
    Ground.LIGHT: Inks(
        ground="#F3F4F5",
        panel=WHITE,
        raised=WHITE,
        line="#D8DCE0",
        t1="#17202A",
        t2="#4A5561",
        t3="#636E79",
        edge="#8A949E",
        track="#E6E9EB",
        water="#E4E8EB",
        flow="#C3CBD2",
        hatch="#8A949E",
        seam=WHITE,
        village="#2A3540",
        border="#17202A",
        grey="#D6D9DC",
        step1="#DFE3E7",
        step2="#B7C0C8",
        step3="#8A96A2",
        step4="#56636F",
        step5="#17202A",
    ),
    Ground.DARK: Inks(
        ground=INK,
        panel="#161E27",
        raised="#1E2833",
        line="#2C3946",
        t1="#F1F4F6",
        t2="#B4BFC9",
        t3="#8593A0",
        edge="#6E7C89",
        track="#1A232D",
        water="#0A0F14",
        flow="#263542",
        hatch="#6E7C89",
        seam=INK,
        village="#0A0F14",
        border="#C9D2DA",
        grey="#2B3641",
        step1="#2C3946",
        step2="#4B5966",
        step3="#74828F",
        step4="#A9B5BF",
        step5="#F1F4F6",
    ),
}

# Non-colours: spacing and stroke in px, per state; cross hatch is the 45° lines both ways.
HATCHES: dict[State, tuple[float, float]] = {
    State.SMALL_SAMPLE: (7.0, 1.7),
    State.NO_DATA: (8.0, 2.0),
    State.NOT_APPLICABLE: (8.0, 1.2),
}

SPACES = (4, 8, 12, 16, 24, 32, 48)
RADII = {"control": 4, "card": 6, "chip": 3, "bar": 0}
INSET_SHARE = 0.085
FAMILY = "Noto Sans SC"
FALLBACKS = ("Source Han Sans SC", "Microsoft YaHei", "sans-serif")
FONT_URL = "/assets/font/NotoSansSC.woff2"
SHADOW = "0 1px 3px #17202A22"


def palette(ground: Ground = Ground.LIGHT, *, twin: bool = False) -> Palette:
    """The five colours for a ground, plain or colour-blind friendly."""
    return next(p for p in PALETTES if p.ground is ground and p.is_twin is twin)


def rgb(colour: str) -> tuple[int, int, int]:
    """``#RRGGBB`` as three numbers 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def family() -> str:
    """The CSS font stack."""
    return ", ".join(f'"{name}"' if " " in name else name for name in (FAMILY, *FALLBACKS))


def variables(ground: Ground = Ground.LIGHT, *, twin: bool = False) -> str:
    """CSS custom properties of one ground and palette, without a selector: ``--t1:#…;``."""
    inks, colours = INKS[ground], palette(ground, twin=twin)
    pairs = [(field.name, str(getattr(inks, field.name))) for field in fields(inks)]
    for level in range(1, 6):
        pairs += [(f"c{level}", colours.fill(level)), (f"on{level}", colours.label(level))]
    return "".join(f"--{name}:{value};" for name, value in pairs)


def font_face() -> str:
    """The @font-face rule of the served font."""
    return (
        f'@font-face{{font-family:"{FAMILY}";src:url({FONT_URL}) format("woff2");'
        "font-weight:100 900;font-display:swap}"
    )


def _theme() -> dict[str, object]:
    inks = INKS[Ground.LIGHT]
    theme: dict[str, object] = {
        "base": "light",
        "primaryColor": inks.t1,
        "backgroundColor": inks.ground,
        "secondaryBackgroundColor": inks.panel,
        "textColor": inks.t1,
        "borderColor": inks.line,
        "linkColor": inks.t1,
        "linkUnderline": True,
        "codeTextColor": inks.t1,
        "codeBackgroundColor": inks.track,
        "font": f"{FAMILY}, {', '.join(FALLBACKS)}",
        "headingFont": f"{FAMILY}, {', '.join(FALLBACKS)}",
        "codeFont": f"{FAMILY}, {', '.join(FALLBACKS)}",
        "baseFontSize": 15,
        "headingFontSizes": ["24px", "18px", "16px", "15px", "15px", "15px"],
        "headingFontWeights": [700, 600, 600, 600, 600, 600],
        "baseRadius": "4px",
        "buttonRadius": "4px",
        "showWidgetBorder": True,
        "showSidebarBorder": True,
        "dataframeBorderColor": inks.line,
        "dataframeHeaderBackgroundColor": inks.panel,
        "dataframeHeaderTextColor": inks.t2,
        "chartCategoricalColors": [inks.t1, inks.t3, "#A4ADB6"],
        # Streamlit wants exactly ten steps.
        "chartSequentialColors": _ramp(inks.track, inks.t1),
    }
    # A stray :red[] or st.error must not look like a risk: every named hue becomes an ink.
    for hue in ("red", "orange", "yellow", "blue", "green", "violet", "gray"):
        theme[f"{hue}Color"] = inks.t3
        theme[f"{hue}BackgroundColor"] = inks.track
        theme[f"{hue}TextColor"] = inks.t1
    return theme


def _ramp(first: str, last: str, steps: int = 10) -> list[str]:
    ends = rgb(first), rgb(last)
    mixed = (
        [round(a + (b - a) * k / (steps - 1)) for a, b in zip(*ends, strict=True)]
        for k in range(steps)
    )
    return [f"#{r:02X}{g:02X}{b:02X}" for r, g, b in mixed]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f'"{value}"'


def config_toml() -> str:
    """The whole text of ``.streamlit/config.toml``; a test keeps the file equal to it."""
    tables: dict[str, dict[str, object]] = {
        "server": {
            "address": "127.0.0.1",
            "headless": True,
            "showEmailPrompt": False,
            "fileWatcherType": "none",
            "enableStaticServing": False,
            "enableAgentApi": False,
            "maxUploadSize": 500,
            # Text of a week shrinks to a quarter; measured, it costs the server 2 ms.
            "enableWebsocketCompression": True,
        },
        # No message is sent as a reference to one the browser is thought to have: when runs follow
        # each other quickly it may have dropped it, and then the page stands still for good.
        "global": {"minCachedMessageSize": 1_000_000_000},
        "browser": {"gatherUsageStats": False},
        "client": {"toolbarMode": "minimal", "showErrorDetails": "none", "showErrorLinks": False},
        "theme": _theme(),
    }
    text = "# Made by layers/theme.py config_toml(); change the tokens there, not here.\n"
    for name, values in tables.items():
        lines = "\n".join(f"{key} = {_toml(value)}" for key, value in values.items())
        text += f"\n[{name}]\n{lines}\n"
    face = {"family": FAMILY, "url": FONT_URL, "weight": "100 900", "style": "normal"}
    lines = "\n".join(f"{key} = {_toml(value)}" for key, value in face.items())
    return text + f"\n[[theme.fontFaces]]\n{lines}\n"
