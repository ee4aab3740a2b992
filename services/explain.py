"""原因 A named failure as text in the reader's language, with all faults it carries."""

from __future__ import annotations

from errors import WusetuError
from words import say


def explain(error: WusetuError) -> str:
    """The sentence of a failure; failures inside its values follow on lines of their own."""
    inner: list[str] = []
    plain: dict[str, object] = {}
    for key, value in error.values.items():
        faults = value if isinstance(value, tuple) else (value,)
        if any(isinstance(fault, WusetuError) for fault in faults):
            inner += [explain(fault) for fault in faults if isinstance(fault, WusetuError)]
            plain[key] = len(inner)
        else:
            plain[key] = value
    return "\n".join([say(error.code, **plain), *(f"- {text}" for text in inner)])
