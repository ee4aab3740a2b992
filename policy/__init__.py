"""The town's judgement: schema, templates and holidays. A policy in force is a stored row."""

from policy.schema import (
    Exposure,
    Frozen,
    IndicatorKind,
    IndicatorRule,
    Measure,
    Policy,
    Steps,
    Transform,
    parse,
    to_toml,
)
from policy.votes import Method, Vote

__all__ = [
    "Exposure",
    "Frozen",
    "IndicatorKind",
    "IndicatorRule",
    "Measure",
    "Method",
    "Policy",
    "Steps",
    "Transform",
    "Vote",
    "parse",
    "to_toml",
]
