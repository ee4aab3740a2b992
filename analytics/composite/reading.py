"""读规格 From the TOML text of a specification to frozen values, with all faults at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from analytics.composite import aggregate, units
from analytics.composite.expand import Tables, expand
from analytics.composite.fields import (
    Faults,
    Field,
    choice,
    code,
    file_name,
    flag,
    nearest,
    number,
    one_or_several,
    read_table,
    several,
    sign,
    text,
)
from analytics.composite.spec import Join, Node, Output, Spec
from analytics.composite.stepping import KINDS
from analytics.composite.steps import Step
from errors import RefusedError


def _table(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise ValueError("{ key = value }")
    return dict(raw)


def _either(raw: object) -> Any:
    """Weights: a list in the order of the inputs, or a table by input."""
    if isinstance(raw, list):
        return several(number)(raw)
    return {str(key): number(value) for key, value in _table(raw).items()}


def _named(raw: object) -> dict[str, Any]:
    """A step or aggregation: its name alone, or a table with ``do``."""
    table = {"do": raw} if isinstance(raw, str) else _table(raw)
    if not isinstance(table.get("do"), str):
        raise ValueError('"name" / { do = "name", ... }')
    return table


def _written_code(raw: object) -> str:
    """How missing is written: text as it is, a number without needless decimals."""
    return raw if isinstance(raw, str) else f"{number(raw):.15g}"


_CODES = Field(name="missing", read=one_or_several(code), default=())
_TOP = (
    Field(name="title", read=text, default=""),
    Field(name="id", read=text, default=""),
    _CODES,
    Field(name="when_missing", read=choice("pass", "skip"), default="pass"),
    Field(name="units", read=_table, default={}),
    Field(name="join", read=several(_table), default=()),
    Field(name="output", read=_table, default={}),
    Field(name="node", read=several(_table), default=()),
)
_JOIN = (
    Field(name="file", read=text),
    Field(name="key", read=text, default=""),
    Field(name="on", read=text, default=""),
    Field(name="prefix", read=text, default=""),
    Field(name="columns", read=several(text), default=()),
)
_OUTPUT = (
    Field(name="stages", read=flag, default=False),
    Field(name="missing", read=_written_code, default=""),
    Field(name="keep", read=several(text), default=()),
)
_NODE = (
    Field(name="code", read=text),
    Field(name="title", read=text, default=""),
    Field(name="from", read=one_or_several(text), default=()),
    Field(name="parent", read=one_or_several(text), default=()),
    Field(name="unit", read=text, default=""),
    _CODES,
    Field(name="direction", read=sign, default=1),
    Field(name="denominator", read=text, default=""),
    Field(name="weight", read=number, default=1.0),
    Field(name="weights", read=_either, default={}),
    Field(name="aggregate", read=_named, default=None),
    Field(name="when_missing", read=choice("pass", "skip"), default=""),
    aggregate.AT_LEAST,
    Field(name="steps", read=several(_named), default=()),
    Field(name="stored", read=text, default=""),
)


def parse(written: str, tables: Tables | None = None) -> Spec:
    """Read a specification, naming all faults at once.

    Args:
        written: TOML.
        tables: the further tables by file name, for nodes written with ``each``.

    Raises:
        RefusedError: ``composite.unreadable``, or ``composite.faults`` holding every fault.
    """
    try:
        raw = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError("composite.unreadable", reason=str(error)) from error
    faults: Faults = []
    top = read_table(_TOP, raw, "-", faults)
    known = tables or {}
    entries = _entries(top["node"] or (), known, faults)
    if not entries and not faults:
        faults.append(RefusedError("composite.no_nodes"))
    nodes = {one["code"]: _node(one, entries, top["when_missing"], faults) for one in entries}
    spec = Spec(
        nodes=nodes,
        order=_order(nodes, faults),
        title=top["title"],
        id=top["id"],
        missing=top["missing"] or (),
        units={str(key): str(unit) for key, unit in (top["units"] or {}).items()},
        joins=tuple(_join(one, faults) for one in top["join"] or ()),
        output=Output(**read_table(_OUTPUT, top["output"] or {}, "[output]", faults)),
    )
    if not faults:
        faults += units.check(spec)
    if faults:
        raise RefusedError("composite.faults", faults=tuple(faults))
    return spec


def _join(raw: Mapping[str, Any], faults: Faults) -> Join:
    values = read_table(_JOIN, raw, "[[join]]", faults)
    return Join(**{**values, "file": file_name(str(values["file"]))})


def _entries(written: Any, tables: Tables, faults: Faults) -> list[dict[str, Any]]:
    """Every node as a table of read values; nodes without a usable code are left out."""
    entries: list[dict[str, Any]] = []
    seen: set[str] = set()
    for place, raw in enumerate(written, start=1):
        where = f"[[node]] {place}"
        for one in expand(raw, tables, where, faults):
            name = one.get("code")
            values = dict(read_table(_NODE, one, str(name or where), faults))
            if not isinstance(values["code"], str):
                continue
            if values["code"] in seen:
                faults.append(RefusedError("composite.double_node", node=values["code"]))
                continue
            seen.add(values["code"])
            entries.append(values)
    known = [one["code"] for one in entries]
    for one in entries:
        for parent in one["parent"]:
            if parent not in seen:
                near = nearest(parent, known)
                faults.append(
                    RefusedError("composite.no_parent", node=one["code"], parent=parent, near=near)
                )
    return entries


def _node(
    one: Mapping[str, Any], entries: list[dict[str, Any]], when_missing: str, faults: Faults
) -> Node:
    name = one["code"]
    children = [child["code"] for child in entries if name in child["parent"]]
    inputs = tuple(dict.fromkeys([*one["from"], *children])) or (name,)
    how, options = _aggregate(one, inputs, faults)
    node = Node(
        code=name,
        inputs=inputs,
        title=one["title"],
        unit=one["unit"],
        missing=one["missing"],
        direction=one["direction"],
        denominator=one["denominator"],
        aggregate=how,
        options=options,
        weights=_weights(one, inputs, how, options, entries, faults),
        when_missing=one["when_missing"] or when_missing or "pass",
        at_least=one["at_least"],
        steps=tuple(_steps(one, faults)),
        stored=one["stored"] or name,
    )
    _check_use(node, faults)
    return node


def _aggregate(
    one: Mapping[str, Any], inputs: tuple[str, ...], faults: Faults
) -> tuple[str, Mapping[str, Any]]:
    name, raw = one["code"], one["aggregate"]
    if raw is None:
        if len(inputs) > 1:
            known = " / ".join(aggregate.KINDS)
            faults.append(RefusedError("composite.no_aggregate", node=name, known=known))
        return "", {}
    kind = aggregate.KINDS.get(raw["do"])
    if kind is None:
        known = " / ".join(aggregate.KINDS)
        faults.append(
            RefusedError(
                "composite.bad_value", where=name, key="aggregate", value=raw["do"], fit=known
            )
        )
        return "", {}
    if kind.inputs and len(inputs) != kind.inputs:
        count = kind.inputs
        faults.append(RefusedError("composite.inputs", node=name, aggregate=raw["do"], count=count))
    rest = {key: value for key, value in raw.items() if key != "do"}
    return raw["do"], read_table(kind.fields, rest, f"{name} {raw['do']}", faults)


def _weights(
    one: Mapping[str, Any],
    inputs: tuple[str, ...],
    how: str,
    options: Mapping[str, Any],
    entries: list[dict[str, Any]],
    faults: Faults,
) -> dict[str, float]:
    """Per input: what the node says, else the weight its child node carries, else 1."""
    own = one["weights"]
    if isinstance(own, tuple):
        if len(own) != len(inputs):
            faults.append(
                RefusedError("composite.weights", node=one["code"], inputs=" ".join(inputs))
            )
        own = dict(zip(inputs, own, strict=False))
    if how == "max":
        own = options.get("discount") or {}
    strange = [name for name in own if name not in inputs]
    carried = {entry["code"]: entry["weight"] for entry in entries if how != "max"}
    weights = {name: float(own.get(name, carried.get(name, 1.0))) for name in inputs}
    is_share = how in aggregate.KINDS and aggregate.KINDS[how].weights == "share"
    if strange or (is_share and (min(weights.values()) < 0 or sum(weights.values()) <= 0)):
        faults.append(RefusedError("composite.weights", node=one["code"], inputs=" ".join(inputs)))
    return weights


def _steps(one: Mapping[str, Any], faults: Faults) -> list[Step]:
    steps = []
    for raw in one["steps"]:
        kind = KINDS.get(raw["do"])
        where = f"{one['code']} {raw['do']}"
        if kind is None:
            near = nearest(raw["do"], list(KINDS))
            known = " ".join(KINDS)
            faults.append(
                RefusedError(
                    "composite.no_step", where=where, step=raw["do"], near=near, known=known
                )
            )
            continue
        rest = {key: value for key, value in raw.items() if key != "do"}
        options = read_table(kind.fields, rest, where, faults)
        steps.append(Step(do=raw["do"], options=options))
    return steps


def _check_use(node: Node, faults: Faults) -> None:
    """What is said and used by no step would be dropped silently."""
    done = {step.do for step in node.steps}
    for key, is_said in (
        ("direction", node.direction != 1),
        ("denominator", bool(node.denominator)),
    ):
        if is_said and key not in done:
            faults.append(RefusedError("composite.unused", node=node.code, key=key))
    for step in node.steps:
        faults += _check_step(node, step)


def _check_step(node: Node, step: Step) -> list[RefusedError]:
    options, faults = step.options, []
    if step.do == "goalposts" and options["low"] == options["high"]:
        faults.append(RefusedError("composite.flat_goalposts", node=node.code))
    if step.do == "classes":
        if options["labels"] and step is not node.steps[-1]:
            faults.append(RefusedError("composite.labels_last", node=node.code))
        wanted = len(options["cuts"]) + 1 if options["scheme"] == "fixed" else options["k"]
        has_few = options["labels"] and len(options["labels"]) < wanted
        if has_few and options["scheme"] in ("fixed", "quantile", "exact"):
            faults.append(RefusedError("composite.few_labels", node=node.code, count=wanted))
        if options["scheme"] == "fixed" and not options["cuts"]:
            faults.append(RefusedError("composite.no_key", where=node.code, key="cuts"))
    return faults


def _order(nodes: Mapping[str, Node], faults: Faults) -> tuple[str, ...]:
    """Inputs before the nodes that use them."""
    placed: dict[str, None] = {}
    waiting = dict(nodes)
    while waiting:
        ready = [
            name
            for name, node in waiting.items()
            if not any(need in waiting and need != name for need in node.needs())
        ]
        if not ready:
            faults.append(RefusedError("composite.circle", nodes=" ".join(waiting)))
            break
        for name in ready:
            placed[name] = None
            del waiting[name]
    return tuple(placed)
