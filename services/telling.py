"""The sentences about one grid's colour (说法): cause, how sure, what would change it, the rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.classes import classify
from analytics.scores import Scores
from policy import IndicatorKind, IndicatorRule, Measure, Policy
from services import ahead, day_names, numerals, wording
from services.ahead import Ahead, Way
from services.card import Reader
from services.situation import Situation, named_cause
from services.wording import Cause
from store import runs
from words import say

ColourWord = Callable[[int], str]
HALF_YEAR = 26
LATER = 4
LATELY = 4
ENOUGH = 100
CLEAR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One indicator's events of 13 periods against the usual; words only where hidden.

    ``sentence`` compares with the middle grid (比别处多); ``actual`` is None where it may not be
    seen or was not reported.
    """

    indicator: str
    name: str
    sentence: str
    actual: float | None
    usual: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How earlier judgements as sure as this one stood: of ``judged``, ``stood`` held."""

    judged: int
    stood: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What the sentences are made from: the exact scores and the grid's row in them."""

    seen: Situation
    scores: Scores
    at: int
    row: Any
    word: ColourWord

    @property
    def level(self) -> int:
        return int(self.row.level)

    @property
    def policy(self) -> Policy:
        return self.seen.policy

    @property
    def points(self) -> npt.NDArray[np.float64]:
        return np.asarray(np.nan_to_num(self.scores.contribution[self.at]), dtype=np.float64)

    @property
    def within_one(self) -> float:
        return float(self.scores.p_within_one[self.at])


def compared(rule: IndicatorRule, points: float) -> str:
    """信访矛调比别处多 / 比别处少 / 和别处差不多: against the grid in the middle."""
    side = "more" if points >= CLEAR else "less" if points <= -CLEAR else "same"
    if rule.kind is IndicatorKind.STOCK:
        return say(f"why.{side}.{rule.measure.value}")
    return say(f"why.{side}.events", name=wording.indicator(rule.code))


def headline(one: Seen) -> tuple[str, int | None]:
    """The sentence and the place of the indicator it names."""
    if one.level == 0:
        return say(f"why.none.{one.row.state}", periods=one.policy.no_data_after), None
    colour, points = one.word(one.level), one.points
    over = float(one.scores.index[one.at] - one.scores.reference[one.at])
    is_calm = one.level >= 4
    if over <= 0 and not is_calm:
        return say("why.head.below", colour=colour), None
    k = int(points.argmin() if over <= 0 else points.argmax())
    if abs(points[k]) < CLEAR:
        return say("why.head.near", colour=colour), None
    what = compared(one.policy.indicators[k], float(points[k]))
    if over > 0 and is_calm:
        level = say(f"ui.level.{one.level}")
        return say("why.head.although", colour=colour, what=what, level=level), k
    return say("why.head.because", colour=colour, what=what), k


def notes(one: Seen, place: int | None) -> tuple[str, ...]:
    """Below the headline: the counts it rests on, and what a reader would stumble over."""
    notes = []
    if place is not None and one.seen.is_exact:
        notes += _counts_note(one, one.policy.indicators[place])
    if one.level and bool(one.scores.override[one.at]):
        notes.append(say("why.note.override"))
    if one.level:
        index = one.scores.index[one.at : one.at + 1]
        other = 5 - int(classify(index, one.policy.cuts)[0])
        if other != one.level:
            words = {"other": one.word(other), "colour": one.word(one.level)}
            notes.append(say("why.note.lag", **words))
    return tuple(notes)


def _counts_note(one: Seen, rule: IndicatorRule) -> list[str]:
    made = named_cause(one.row, one.policy, rule.code)
    is_share = rule.kind is IndicatorKind.STOCK and rule.measure is Measure.FLOATING_SHARE
    if rule.kind is IndicatorKind.STOCK:
        return [say("why.note.stop", text=wording.cause(made))] if is_share else []
    if made.count is None or made.expected is None or not np.isfinite(made.count + made.expected):
        return []
    is_elsewhere = (made.count > made.expected) != (made.points > 0)
    tail = "why.note.longer" if is_elsewhere else "why.note.stop"
    return [say(tail, text=wording.cause(made))]


def pairs(one: Seen, causes: Sequence[Cause]) -> tuple[Pair, ...]:
    """The indicators that count events, in the order of ``causes``; with hidden counts all."""
    rules = {rule.code: (k, rule) for k, rule in enumerate(one.policy.indicators)}
    pairs = []
    for cause in causes:
        k, rule = rules[cause.indicator]
        if rule.kind is not IndicatorKind.EVENTS and one.seen.is_exact:
            continue
        text = compared(rule, float(one.points[k])) if one.level else ""
        known = [
            None if v is None or not np.isfinite(v) else float(v)
            for v in (cause.count, cause.expected)
        ]
        actual, usual = known if one.seen.is_exact else (None, None)
        name = wording.indicator(rule.code)
        pairs.append(
            Pair(indicator=rule.code, name=name, sentence=text, actual=actual, usual=usual)
        )
    return tuple(pairs)


def _held(now: Scores, later: Scores, codes: npt.NDArray[np.str_], word: str) -> tuple[int, int]:
    """Judgements of one map as sure as ``word``, and how many stood some periods later."""
    both, a, b = np.intersect1d(now.codes, later.codes, assume_unique=True, return_indices=True)
    use = np.isin(both, codes) & (now.level[a] > 0) & (later.level[b] > 0)
    sure = now.p_within_one[a]
    low = {"high": wording.SURE, "fair": wording.FAIR, "low": -np.inf}[word]
    high = {"high": np.inf, "fair": wording.SURE, "low": wording.FAIR}[word]
    use &= (sure >= low) & (sure < high)
    near = np.abs(now.level[a].astype(int) - later.level[b].astype(int)) <= 1
    return int(use.sum()), int((use & near).sum())


def record(
    past: Sequence[runs.Run], read: Reader, codes: npt.NDArray[np.str_], within_one: float
) -> Record:
    """Over half a year: of the judgements as sure as this, how many were within one level later.

    Args:
        past: the scored periods up to now, oldest first.
        read: a snapshot's columns.
        codes: the grids the reader sees.
        within_one: the chance of this judgement, which says how sure it is.
    """
    word = "high" if within_one >= wording.SURE else "low"
    word = "fair" if wording.FAIR <= within_one < wording.SURE else word
    maps = [Scores.from_columns(read(run.snapshot_hash)) for run in past[-HALF_YEAR:]]
    sums = [_held(a, b, codes, word) for a, b in zip(maps, maps[LATER:], strict=False)]
    return Record(judged=sum(s[0] for s in sums), stood=sum(s[1] for s in sums))


def sure(one: Seen, found: Record) -> tuple[str, tuple[str, ...]]:
    """How sure the colour is: the large words, and the sentences below."""
    if one.level == 0:
        return say("why.sure.none"), (say("why.sure.none_note"),)
    word = wording.confidence(one.within_one)
    p = one.scores.p[one.at]
    likeliest = int(p.argmax()) + 1
    colour, other = one.word(one.level), one.word(likeliest)
    notes = []
    if one.seen.is_exact:
        notes.append(
            say("why.sure.both", colour=colour, shown=numerals.percent(float(p[one.level - 1])))
        )
    if p[likeliest - 1] > p[one.level - 1]:
        notes.append(say("why.sure.other", other=other))
    if found.judged >= ENOUGH:
        share = 100 * found.stood // found.judged
        notes.append(say("why.sure.record", word=word, share=share, back=HALF_YEAR, later=LATER))
    return (numerals.percent(one.within_one) if one.seen.is_exact else word), tuple(notes)


def _span(one: Seen, periods: int) -> str:
    """约 4 周; in words for those who may not see what could be computed back."""
    if one.seen.is_exact:
        return say("why.turn.periods", count=periods)
    limit = next(n for n in (4, 13, 26, ahead.HORIZON) if periods <= n)
    return say(f"why.turn.within_{limit}")


def turn(one: Seen, made: Ahead) -> tuple[str, str, tuple[str, ...]]:
    """Title, the large words and the sentences about the next better colour."""
    if made.way in (Way.NO_COLOUR, Way.LOWEST):
        words = {"colour": one.word(5)}
        head = say(f"why.turn.{made.way}_title", **words), say(f"why.turn.{made.way}", **words)
        kind = one.row.state if made.way is Way.NO_COLOUR else "lowest"
        return *head, (say(f"why.turn.note_{kind}", periods=one.policy.min_periods),)
    better = one.word(one.level + 1)
    title = say("why.turn.title", colour=better)
    if made.periods is None:
        note = say(f"why.turn.note_{made.way}", colour=better, horizon=ahead.HORIZON)
        return title, say(f"why.turn.{made.way}"), (note,)
    span = _span(one, made.periods)
    names = say("why.join").join(
        say("why.turn.usual", name=wording.indicator(code), usual=wording.one_decimal(usual))
        if one.seen.is_exact
        else wording.indicator(code)
        for code, usual in made.kept
    )
    reached = one.word(made.reaches)
    kind = "nothing_same" if made.way is Way.NOTHING and not made.kept else made.way.value
    facts = {"names": names, "span": span, "colour": reached, "horizon": ahead.HORIZON}
    notes = [say(f"why.turn.note_{kind}", **facts)]
    if made.index_periods == 0:
        notes.append(say("why.turn.index_there", colour=better))
    elif made.index_periods is not None and one.seen.is_exact:
        cut = f"{made.cut:g}"
        notes.append(say("why.turn.index_later", count=made.index_periods, cut=cut))
    return title, span, tuple(notes)


def _since(past: Sequence[runs.Run], name: str) -> tuple[int, int]:
    """Since which map (place from the end) rule or boundary are as now, and its period."""
    now, start = getattr(past[-1], name), len(past) - 1
    while start > 0 and getattr(past[start - 1], name) == now:
        start -= 1
    return start, past[start].period


def rule(one: Seen, past: Sequence[runs.Run]) -> str:
    """Whether rule or boundary changed in the last weeks."""
    sentences = []
    for kind, name in (("policy", "policy_hash"), ("boundary", "boundary_set_id")):
        start, period = _since(past, name)
        is_new = start > 0 and len(past) - start <= LATELY
        key = "changed" if is_new else "kept" if start else "always"
        day = day_names.day(one.policy.period.first_day(period))
        version = one.policy.version
        sentences.append(say(f"why.rule.{kind}_{key}", day=day, version=version))
    if one.row.rule in ("policy", "boundary", "correction"):
        sentences.append(say("why.rule.moved", rule=say(f"rule_of_change.{one.row.rule}")))
    return "".join(sentences)
