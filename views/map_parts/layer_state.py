"""图层状态 Which layers are on, how strong and in which order, as the address says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from layers.layer import Layer

NAME = "layers"
INDICATOR = "indicator"
FULL, LEAST = 100, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerState:
    """State of the layer panel.

    In the address: ``layers=venues,borders.60,-villages`` - what is on besides the layers that
    always are, lowest first, with the percentage where it is not full; ``-`` what is off.
    """

    on: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    faint: tuple[tuple[str, int], ...] = ()
    indicator: str = ""

    @classmethod
    def from_address(cls, offered: Sequence[Layer]) -> LayerState:
        """Read and check the address; what the viewer is not offered is left aside."""
        usual = {layer.code: layer.is_on for layer in offered}
        bases = {layer.code for layer in offered if layer.is_base}
        on: list[str] = []
        off: set[str] = set()
        faint: dict[str, int] = {}
        for part in st.query_params.get(NAME, "").split(","):
            code, _, strength = part.removeprefix("-").partition(".")
            if code not in usual:
                continue
            if part.startswith("-"):
                off |= {code} if usual[code] else set()
            elif not usual[code]:
                on.append(code)
            if strength.isdigit() and LEAST <= int(strength) < FULL and code not in bases:
                faint[code] = int(strength)
        return cls(
            on=tuple(dict.fromkeys(on)),
            off=frozenset(off),
            faint=tuple(faint.items()),
            indicator=st.query_params.get(INDICATOR, "")[:40],
        )

    def shows(self, layer: Layer, offered: Sequence[Layer]) -> bool:
        """Whether a layer is drawn; the usual base gives way to another that is on."""
        if not layer.is_on:
            return layer.code in self.on
        return layer.code not in self.off and not (layer.is_base and self._other_bases(offered))

    def _other_bases(self, offered: Sequence[Layer]) -> set[str]:
        return {one.code for one in offered if one.is_base} & set(self.on)

    def strength(self, code: str) -> int:
        """Per cent, 20 to 100."""
        return dict(self.faint).get(code, FULL)

    def switched(self, layer: Layer, offered: Sequence[Layer]) -> LayerState:
        """The state after a layer was switched; of several bases one stays on."""
        others = self._other_bases(offered) if layer.is_base else set()
        if layer.is_on and others:
            on = tuple(code for code in self.on if code not in others)
            return replace(self, on=on, off=self.off - {layer.code})
        if layer.is_on:
            return replace(self, off=self.off ^ {layer.code})
        if layer.code in self.on:
            return replace(self, on=tuple(code for code in self.on if code != layer.code))
        kept = [code for code in self.on if code not in others]
        order = {one.code: one.order for one in offered}
        at = next((i for i, code in enumerate(kept) if order[code] > layer.order), len(kept))
        return replace(self, on=(*kept[:at], layer.code, *kept[at:]))

    def raised(self, code: str) -> LayerState:
        """The state with a layer one step higher."""
        if code not in self.on[:-1]:
            return self
        at = self.on.index(code)
        swapped = (*self.on[:at], self.on[at + 1], code, *self.on[at + 2 :])
        return replace(self, on=swapped)

    def dimmed(self, code: str, strength: int) -> LayerState:
        """The state with another strength of a layer, in per cent."""
        others = tuple(pair for pair in self.faint if pair[0] != code)
        wanted = min(max(strength, LEAST), FULL)
        return replace(self, faint=others if wanted == FULL else (*others, (code, wanted)))

    def text(self) -> str:
        """The value of ``layers`` in the address."""
        percent = dict(self.faint)
        on = [f"{code}.{percent[code]}" if code in percent else code for code in self.on]
        return ",".join([*on, *(f"-{code}" for code in sorted(self.off))])

    def put(self) -> None:
        """Write the state into the address."""
        for name, value in ((NAME, self.text()), (INDICATOR, self.indicator)):
            if value:
                st.query_params[name] = value
            elif name in st.query_params:
                del st.query_params[name]
