"""Why a grid has its colour (为什么), for a reader who is no statistician: one frozen value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics import posterior
from analytics.change import PARTS
from analytics.colours import Shown
from analytics.scores import Scores
from analytics.weighing import to_next_class
from errors import NotFoundError
from services import access, ahead, card, inputs, telling, wording
from services.access import Action, Viewer
from services.ahead import Ahead, Way
from services.card import Reader
from services.situation import Situation, named_cause
from services.telling import ColourWord, Pair, Record, Seen
from services.wording import Cause
from services.workspace import Workspace
from store import coverage, runs
from words import say

CORRECTED_BY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What stands behind the sentences; only for those who may see exact counts.

    ``rows``: name, points, z, theta, n, count, expected, weight in percent of each indicator.
    ``parts``: name and points of the change since the last map.
    """

    rows: tuple[tuple[str, float, float, float, float, float, float, float], ...]
    parts: tuple[tuple[str, float], ...]
    p: tuple[float, ...]
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Why:
    """Everything the page says about one grid; ``grid`` is its row of ``Situation.grids``.

    ``main`` is the indicator the headline names ("" where it names none), ``causes`` all of them
    by their points, largest first.
    """

    grid: Any
    headline: str
    notes: tuple[str, ...]
    main: str
    causes: tuple[Cause, ...]
    pairs: tuple[Pair, ...]
    sure: str
    sure_notes: tuple[str, ...]
    record: Record
    ahead: Ahead
    turn_title: str
    turn: str
    turn_notes: tuple[str, ...]
    rule: str
    numbers: Numbers | None


def _weight_cost(one: Seen, found: posterior.Posterior | None) -> str:
    """What a weight decides: how much of it would have to move for a better class."""
    if found is None or one.level == 0:
        return ""
    at, policy = slice(one.at, one.at + 1), one.policy
    shift = to_next_class(
        one.scores.z[at],
        np.array(policy.weights),
        policy.power,
        policy.cuts,
        found.acute[at],
        policy.override_share,
        is_up=False,
    )
    if not np.isfinite(shift.amount[0]):
        return say("why.weight.none")
    giver, receiver = (
        wording.indicator(policy.indicators[int(place[0])].code)
        for place in (shift.giver, shift.receiver)
    )
    share = wording.one_decimal(100 * float(shift.amount[0]))
    return say("why.weight.moves", share=share, giver=giver, receiver=receiver)


def _numbers(one: Seen, found: posterior.Posterior | None) -> Numbers | None:
    if not one.seen.is_exact:
        return None
    s, at = one.scores, one.at
    table = (s.contribution, s.z, s.theta, s.n, s.count_13, s.expected_13)
    rows = []
    for k, rule in enumerate(one.policy.indicators):
        points, z, theta, n, count, expected = (float(column[at, k]) for column in table)
        share = 100 * one.policy.weights[k]
        name = wording.indicator(rule.code)
        rows.append((name, points, z, theta, n, count, expected, share))
    parts = tuple(
        (say(f"why.part.{name}"), float(value))
        for name, value in zip(PARTS, s.parts[at], strict=True)
    )
    p = tuple(float(v) for v in s.p[at]) if one.level else ()
    return Numbers(rows=tuple(rows), parts=parts, p=p, weight=_weight_cost(one, found))


def _looked_ahead(
    workspace: Workspace, one: Seen, run: runs.Run
) -> tuple[Ahead, posterior.Posterior | None]:
    """The grid run forward on the very data of its run; CORRECTED where these are gone."""
    if one.level == 0:
        return Ahead(way=Way.NO_COLOUR), None
    policy, s, at = one.policy, one.scores, one.at
    with workspace.store.read() as tx:
        span = coverage.span(tx)
        assert span is not None  # a scored period has data
        known = policy.period.between(span[0], run.period)
        loaded = inputs.load(tx, policy, run.boundary_set_id, known, run.revisions).inputs
    if not np.array_equal(loaded.codes, s.codes):
        return Ahead(way=Way.CORRECTED), None
    found = posterior.evaluate(loaded, policy)
    if not abs(found.index[at] - s.index[at]) <= CORRECTED_BY:
        return Ahead(way=Way.CORRECTED), None
    row = slice(at, at + 1)
    shown = Shown(level=s.level[row], state=s.state[row], streak=s.streak[row], calm=s.calm[row])
    return ahead.ahead(loaded, policy, found, at, shown), found


def explain(
    workspace: Workspace,
    viewer: Viewer,
    seen: Situation,
    code: str,
    *,
    known: Sequence[runs.Run],
    read: Reader | None = None,
    word: ColourWord = wording.colour,
    is_new: bool = True,
) -> Why:
    """Everything the page says about one grid; showing exact counts is written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        seen: the week, already filtered for this viewer.
        code: a grid of ``seen``.
        known: the scored periods, oldest first.
        read: a cached snapshot reader; the store itself where absent.
        word: the name of a level's colour in the palette shown.
        is_new: False when the same page is only drawn again.

    Raises:
        NotFoundError: the grid is not among those the viewer sees.
    """
    rows = seen.grids[seen.grids["code"] == code]
    if rows.empty:
        raise NotFoundError("grid.unknown", code=code)
    read = read or card.reader(workspace)
    scores = Scores.from_columns(read(seen.snapshot))
    row = next(rows.itertuples(index=False))
    at = int(np.searchsorted(scores.codes, code))
    one = Seen(seen=seen, scores=scores, at=at, row=row, word=word)
    if viewer.is_cleared and is_new:
        with workspace.store.begin() as tx:
            access.record(tx, workspace, viewer, Action.EXACT, f"grid {code}", rows=1)
    past = [run for run in known if run.period <= seen.period]
    return _put_together(workspace, one, past, read)


def _put_together(workspace: Workspace, one: Seen, past: Sequence[runs.Run], read: Reader) -> Why:
    rules, row = one.policy.indicators, one.row
    order = np.argsort(-one.points, kind="stable").tolist()
    causes = tuple(named_cause(row, one.policy, rules[k].code) for k in order)
    headline, place = telling.headline(one)
    codes = one.seen.grids["code"].to_numpy(dtype=np.str_)
    found = Record(judged=0, stood=0)
    if one.level:
        found = telling.record(past, read, codes, one.within_one)
    sure, sure_notes = telling.sure(one, found)
    made, posterior_now = _looked_ahead(workspace, one, past[-1])
    title, turn, turn_notes = telling.turn(one, made)
    return Why(
        grid=row,
        headline=headline,
        notes=telling.notes(one, place),
        main="" if place is None else rules[place].code,
        causes=causes,
        pairs=telling.pairs(one, causes),
        sure=sure,
        sure_notes=sure_notes,
        record=found,
        ahead=made,
        turn_title=title,
        turn=turn,
        turn_notes=turn_notes,
        rule=telling.rule(one, past),
        numbers=_numbers(one, posterior_now),
    )
