"""What part of the page is open and which rule is compared; both are in the address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from policy import Policy

HASH_DIGITS = 12
# The key of the control that switches between the parts.
SWITCH = "rules_part"
_DRAFT = "rules_draft"


class Part(StrEnum):
    """Parts of the page."""

    NOW = "now"
    PROPOSE = "propose"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesState:
    """规则页 The part shown, and the beginning of the hash of the compared rule ("" the first)."""

    part: Part = Part.NOW
    rule: str = ""

    @classmethod
    def from_address(cls) -> RulesState:
        """Read and check the address; what cannot be read is left at its default."""
        part, rule = st.query_params.get("part", ""), st.query_params.get("rule", "")
        is_hash = len(rule) == HASH_DIGITS and all(c in "0123456789abcdef" for c in rule)
        return cls(part=Part(part) if part in set(Part) else Part.NOW, rule=rule if is_hash else "")


def go(part: Part, rule: str = "") -> None:
    """Open a part, from a callback; the rest of the address stays."""
    st.query_params["part"] = part.value
    st.session_state[SWITCH] = part
    if rule:
        st.query_params["rule"] = rule[:HASH_DIGITS]
    else:
        st.query_params.pop("rule", None)


def draft() -> Policy | None:
    """The rule that was filled in and not proposed; it belongs to this browser session."""
    found = st.session_state.get(_DRAFT)
    return found if isinstance(found, Policy) else None


def keep_draft(rule: Policy | None) -> None:
    """Keep a draft, or drop it."""
    st.session_state.pop(_DRAFT, None)
    if rule is not None:
        st.session_state[_DRAFT] = rule
