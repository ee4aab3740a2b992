"""Why a grid has its colour (为什么), for a reader who is no statistician: one frozen value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from analytics import posterior
from analytics.change import PARTS
from analytics.colours import Shown
from analytics.material import Inputs
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


class _Week:
    """What all grids of a week share, read once: scores, the run's own data, earlier maps."""

    def __init__(
        self,
        workspace: Workspace,
        seen: Situation,
        known: Sequence[runs.Run],
        read: Reader,
    ) -> None:
        self.seen, self.read = seen, read
        self.past = [run for run in known if run.period <= seen.period]
        self.scores = Scores.from_columns(read(seen.snapshot))
        self._workspace = workspace
        self._records: dict[str, Record] = {}

    @cached_property
    def data(self) -> tuple[Inputs, posterior.Posterior | None]:
        """The run's inputs and their posterior; None where they are of other grids by now."""
        policy, run = self.seen.policy, self.past[-1]
        with self._workspace.store.read() as tx:
            span = coverage.span(tx)
            assert span is not None  # a scored period has data
            known = policy.period.between(span[0], run.period)
            loaded = inputs.load(tx, policy, run.boundary_set_id, known, run.revisions).inputs
        if not np.array_equal(loaded.codes, self.scores.codes):
            return loaded, None
        return loaded, posterior.evaluate(loaded, policy)

    def record(self, within_one: float) -> Record:
        """How earlier judgements as sure as this one stood."""
        word = wording.confidence(within_one)
        if word not in self._records:
            codes = self.seen.grids["code"].to_numpy(dtype=np.str_)
            self._records[word] = telling.record(self.past, self.read, codes, within_one)
        return self._records[word]


def _looked_ahead(week: _Week, one: Seen) -> tuple[Ahead, posterior.Posterior | None]:
    """The grid run forward on the very data of its run; CORRECTED where these are gone."""
    if one.level == 0:
        return Ahead(way=Way.NO_COLOUR), None
    s, at = one.scores, one.at
    loaded, found = week.data
    if found is None or not abs(found.index[at] - s.index[at]) <= CORRECTED_BY:
        return Ahead(way=Way.CORRECTED), None
    row = slice(at, at + 1)
    shown = Shown(level=s.level[row], state=s.state[row], streak=s.streak[row], calm=s.calm[row])
    return ahead.ahead(loaded, one.policy, found, at, shown), found


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
    week = _Week(workspace, seen, known, read or card.reader(workspace))
    (one,) = _seen(week, [code], word)
    if viewer.is_cleared and is_new:
        with workspace.store.begin() as tx:
            access.record(tx, workspace, viewer, Action.EXACT, f"grid {code}", rows=1)
    return _put_together(week, one)


def explain_all(
    workspace: Workspace,
    seen: Situation,
    codes: Sequence[str],
    *,
    known: Sequence[runs.Run],
    read: Reader | None = None,
    word: ColourWord = wording.colour,
) -> Iterator[Why]:
    """:func:`explain` for many grids of an export, which shows no exact counts.

    Raises:
        NotFoundError: a grid is not among those the viewer sees.
    """
    assert not seen.is_exact  # exact counts are put on record grid by grid
    week = _Week(workspace, seen, known, read or card.reader(workspace))
    return (_put_together(week, one) for one in _seen(week, codes, word))


def _seen(week: _Week, codes: Sequence[str], word: ColourWord) -> list[Seen]:
    grids, scores = week.seen.grids, week.scores
    own = grids[grids["code"].isin(codes)]
    rows = dict(zip(own["code"], own.itertuples(index=False), strict=True))
    found = []
    for code in codes:
        if code not in rows:
            raise NotFoundError("grid.unknown", code=code)
        at = int(np.searchsorted(scores.codes, code))
        found.append(Seen(seen=week.seen, scores=scores, at=at, row=rows[code], word=word))
    return found


def _put_together(week: _Week, one: Seen) -> Why:
    rules, row = one.policy.indicators, one.row
    order = np.argsort(-one.points, kind="stable").tolist()
    causes = tuple(named_cause(row, one.policy, rules[k].code) for k in order)
    headline, place = telling.headline(one)
    found = week.record(one.within_one) if one.level else Record(judged=0, stood=0)
    sure, sure_notes = telling.sure(one, found)
    made, posterior_now = _looked_ahead(week, one)
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
        rule=telling.rule(one, week.past),
        numbers=_numbers(one, posterior_now),
    )
