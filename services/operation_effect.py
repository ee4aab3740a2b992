"""专项行动成效 What an operation changed: its grids before and during, beside those without it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics import operation as effects
from analytics.compare import PERCENT_FROM, Alignment, Span, year_before
from analytics.operation import Effect
from errors import NotAllowedError, RefusedError
from policy import Policy
from policy.lunar import Festival, festivals
from services import access, inputs, periods, policies, wording
from services.access import Action, Viewer
from services.inputs import event_rules
from services.numerals import decimal, whole
from services.operations import is_seen
from services.operations import listed as operations_listed
from services.workspace import Workspace
from store import Tx, boundaries, coverage, locations, operations, runs
from store.operations import Operation
from vocab import AdminLevel, PeriodRule
from words import say

# A short operation is set beside at least so many earlier periods; still earlier ones, at most
# so many, say what is usual in its grids.
LEAST_BEFORE = 13
MOST_PAST = 52
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an operation changed. ``effect`` is None where small counts may not be shown.

    ``before`` and ``during`` are days, whole periods; ``is_running`` when it goes on beyond the
    last scored period. ``is_alike`` says whether the rest is compared by the same category, else
    by the whole indicator. ``year_ago`` counts the treated grids in the days of last year, None
    where that is unknown or may not be shown.
    """

    operation: Operation
    before: Span
    during: Span
    is_running: bool
    is_alike: bool
    effect: Effect | None
    year_ago: int | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Material:
    """Counts of the towns an operation was in, over the periods before and of it."""

    tx: Tx
    one: Operation
    policy: Policy
    set_id: int
    codes: Codes
    treated: Bools
    listed: list[int]
    past: Bools
    before: Bools
    during: Bools

    @cached_property
    def first_days(self) -> list[int]:
        return [self.policy.period.first_day(period) for period in self.listed]

    def span(self, chosen: Bools) -> Span:
        at = np.flatnonzero(chosen)
        return Span(first=self.first_days[at[0]], last=self.listed[at[-1]])

    def observed(self, first: list[int], last: list[int]) -> Bools:
        rules = event_rules(self.policy)
        rule = next(rule for rule in rules if rule.code == self.one.indicator)
        return coverage.observed(self.tx, self.codes, rule.sources, first, last)

    def counts(self, category: str) -> Floats:
        """(G, T) events of a category, of the whole indicator where it is empty."""
        days = (self.first_days[0], self.listed[-1])
        rows = locations.tally(self.tx, self.set_id, [self.one.indicator], *days, category=category)
        row = np.searchsorted(self.codes, rows["code"].to_numpy(dtype=np.str_))
        row = np.clip(row, 0, len(self.codes) - 1)
        period = self.policy.period.last_days(rows["day"].to_numpy(dtype=np.int64))
        column = np.clip(np.searchsorted(self.listed, period), 0, len(self.listed) - 1)
        known = self.codes[row] == rows["code"].to_numpy(dtype=np.str_)
        known &= np.asarray(self.listed)[column] == period
        table = np.zeros((len(self.codes), len(self.listed)))
        np.add.at(table, (row[known], column[known]), rows["n"].to_numpy(dtype=float)[known])
        return table

    def year_ago(self) -> int | None:
        """Events of the treated grids in the same days of last year; None if not all reported."""
        ago = year_before(self.span(self.during), Alignment.WEEKDAY, festivals(), Festival.SPRING)
        assert ago is not None  # by weekday there always is one
        if not self.observed([ago.first], [ago.last])[self.treated].all():
            return None
        rows = locations.tally(
            self.tx,
            self.set_id,
            [self.one.indicator],
            ago.first,
            ago.last,
            category=self.one.category,
        )
        inside = under(rows["code"].to_numpy(dtype=np.str_), self.one.areas)
        return int(rows["n"].to_numpy()[inside].sum())


def under(codes: Codes, areas: tuple[str, ...]) -> Bools:
    """Which codes lie in one of the areas (code prefixes)."""
    inside = np.zeros(len(codes), dtype=np.bool_)
    for area in areas:
        inside |= np.char.startswith(codes, area)
    return inside


def _periods(rule: PeriodRule, one: Operation, newest: int, start: int) -> tuple[list[int], int]:
    """Whole periods up to the end of an operation, and how many of them are its own.

    The periods in which it began or ended halfway are left out.

    Raises:
        RefusedError: none of it is scored yet, or nothing lies before it.
    """
    end = min(one.last_day, newest)
    touched = rule.between(one.first_day, end) if one.first_day <= end else []
    own = [p for p in touched if rule.first_day(p) >= one.first_day and p <= end]
    if not own:
        raise RefusedError("operation.not_begun", name=one.name)
    earlier = rule.between(start, rule.previous(touched[0]))
    earlier = [p for p in earlier if rule.first_day(p) >= start and p < touched[0]]
    if not earlier:
        raise RefusedError("operation.nothing_before", name=one.name)
    kept = earlier[-(max(len(own), LEAST_BEFORE) + MOST_PAST) :]
    return [*kept, *own], len(own)


def _material(tx: Tx, one: Operation) -> tuple[_Material, int]:
    newest = periods.scored(tx, "latest")
    policy = policies.in_force(tx, newest)
    run, span = runs.latest(tx, newest), coverage.span(tx)
    assert run is not None and span is not None  # a scored period rests on both
    listed, own = _periods(policy.period, one, newest, span[0])
    back = np.arange(len(listed))[::-1] - own
    units = boundaries.units(tx, run.boundary_set_id, (AdminLevel.MICRO_GRID,), with_geometry=False)
    every = units["code"].to_numpy(dtype=np.str_)
    codes = every[under(every, tuple({area[: policy.pool_digits] for area in one.areas}))]
    made = _Material(
        tx=tx,
        one=one,
        policy=policy,
        set_id=run.boundary_set_id,
        codes=codes,
        treated=under(codes, one.areas),
        listed=listed,
        past=back >= max(own, LEAST_BEFORE),
        before=(back >= 0) & (back < max(own, LEAST_BEFORE)),
        during=back < 0,
    )
    return made, newest


def _effect(made: _Material) -> tuple[Effect, bool]:
    own = made.counts(made.one.category)
    before = own[:, made.before].sum(axis=1)
    is_alike = bool(before[~made.treated].sum() >= before[made.treated].sum())
    people = inputs.populations(made.tx, made.codes, np.array([made.listed[-1]]))[0][-1]
    effect = effects.before_after(
        own,
        made.observed(made.first_days, made.listed),
        made.treated,
        made.before,
        made.during,
        exposure=people.residents,
        untreated_counts=own if is_alike else made.counts(""),
        past=made.past,
    )
    return effect, is_alike


def outcome(workspace: Workspace, viewer: Viewer, number: int) -> Outcome:
    """What an operation changed: its grids before and during, beside the rest of its towns.

    The rest is compared by the same category where it had there at least as many events before
    as in the operation's own grids (fewer would blur the comparison), else by the whole indicator.

    Raises:
        NotAllowedError: outside the viewer's scope.
        NotFoundError: no such operation, or nothing scored.
        RefusedError: no scored period yet, nothing before it, or no grid without it.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.begin() as tx:
        one = operations.get(tx, number)
        if not is_seen(viewer, one):
            raise NotAllowedError("access.scope", who=viewer.title, area=one.areas[0])
        made, newest = _material(tx, one)
        if made.treated.all() or not made.treated.any():
            raise RefusedError("operation.no_rest", name=one.name)
        effect, is_alike = _effect(made)
        year_ago = made.year_ago()
        access.record(tx, workspace, viewer, Action.VIEW, f"operation {number}", rows=1)
    k = 0 if viewer.is_cleared else made.policy.suppress_below
    numbers = (effect.treated_before, effect.treated_during)
    is_shown = not any(0 < n < k for n in (*numbers, year_ago or 0))
    return Outcome(
        operation=one,
        before=made.span(made.before),
        during=made.span(made.during),
        is_running=one.last_day > newest,
        is_alike=is_alike,
        effect=effect if is_shown else None,
        year_ago=year_ago if is_shown else None,
        sentences=_sentences(effect, year_ago, is_alike)
        if is_shown
        else (say("operation.hidden"),),
    )


def _sentences(effect: Effect, year_ago: int | None, is_alike: bool) -> tuple[str, ...]:
    told = [
        say(
            "operation.counts",
            grids=whole(effect.treated_grids),
            before=whole(effect.treated_before),
            during=whole(effect.treated_during),
        ),
        say(
            "operation.rest" if is_alike else "operation.rest_all",
            grids=whole(effect.untreated_grids),
            before=whole(effect.untreated_before),
            during=whole(effect.untreated_during),
        ),
    ]
    if year_ago is not None:
        now = effect.treated_during
        words = wording.change(now, year_ago)
        told.append(say("operation.year_ago", before=whole(year_ago), now=whole(now), change=words))
    return (*told, *_judged(effect))


def _share(ratio: float) -> str:
    """0.79 as 少 21.0%."""
    key = "operation.less" if ratio < 1 else "operation.more"
    return say(key, size=decimal(abs(1 - ratio) * 100))


def _judged(effect: Effect) -> list[str]:
    """The ratio of ratios in words, and what chance alone would have brought."""
    if effect.treated_before < PERCENT_FROM or not np.isfinite(effect.ratio):
        return [say("operation.too_few", least=PERCENT_FROM)]
    low, high = effect.low, effect.high
    sure = "operation.sure" if high < 1 or low > 1 else "operation.unsure"
    told = [
        say("operation.effect", size=_share(effect.ratio), low=_share(low), high=_share(high)),
        say(sure),
    ]
    if not np.isfinite(effect.regression) or round(effect.regression, 2) >= 1:
        told.append(say("operation.no_regression"))
    else:
        told.append(
            say(
                "operation.regression",
                size=decimal(100 * (1 - effect.regression)),
                rest=_share(effect.regression_ratio),
            )
        )
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An operation and what is to be said about it; ``before`` is None where nothing can be."""

    operation: Operation
    before: Span | None
    is_running: bool
    sentences: tuple[str, ...]


def told(workspace: Workspace, viewer: Viewer) -> list[Told]:
    """Every operation in the viewer's scope, newest first; why nothing can be said is said too.

    Raises:
        NotAllowedError: the role may not look at maps.
        NotFoundError: nothing is scored yet.
    """
    made = []
    for one in operations_listed(workspace, viewer):
        try:
            found = outcome(workspace, viewer, one.id)
            made.append(
                Told(
                    operation=one,
                    before=found.before,
                    is_running=found.is_running,
                    sentences=found.sentences,
                )
            )
        except RefusedError as error:
            words = (wording.sentence(error),)
            made.append(Told(operation=one, before=None, is_running=False, sentences=words))
    return made


def as_object(made: Outcome) -> dict[str, Any]:
    """Plain values for the command line; what may not be shown is null."""

    def days(span: Span) -> str:
        return f"{periods.shown(span.first)}..{periods.shown(span.last)}"

    counts = ("treated_before", "treated_during", "untreated_before", "untreated_during")
    ratios = ("ratio", "low", "high", "regression_ratio", "regression_low", "regression_high")
    found = made.effect
    return {
        "id": made.operation.id,
        "name": made.operation.name,
        "before": days(made.before),
        "during": days(made.during),
        "running": made.is_running,
        "same_category": made.is_alike,
        **{
            name: None
            if found is None or not np.isfinite(getattr(found, name))
            else round(float(getattr(found, name)), 4)
            for name in (*counts, *ratios)
        },
        "year_ago": made.year_ago,
        "sentences": list(made.sentences),
    }
