"""The two doors through which text becomes HTML: ``esc`` and ``svg``."""

from __future__ import annotations

import html


def esc(value: object) -> str:
    """Text as HTML, quotes included. Every value from outside passes here."""
    return html.escape(str(value), quote=True)


def num(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0" if value > -0.05 else "-0")


def svg(body: str, width: float, height: float, sentence: str, extra: str = "") -> str:
    """A drawing that scales with its column, with a sentence for those who cannot see it."""
    return (
        f'<svg class="ws-svg" viewBox="0 0 {num(width)} {num(height)}" role="img" '
        f'aria-label="{esc(sentence)}" {extra}>{body}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, attributes: str) -> str:
    """An SVG rectangle."""
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" '
        f"{attributes}/>"
    )


def line(x1: float, y1: float, x2: float, y2: float, attributes: str) -> str:
    """An SVG line."""
    return f'<line x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}" {attributes}/>'


def text(x: float, y: float, words: object, attributes: str = "") -> str:
    """SVG text; ``words`` is escaped."""
    return f'<text x="{num(x)}" y="{num(y)}" {attributes}>{esc(words)}</text>'
