"""Weights from votes (投票定权): a table of votes read, weighed, and kept with the policy."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

import policy as rules
from analytics import ballots
from analytics.ballots import Judged
from errors import PolicyError, RefusedError, WusetuError
from policy import Method, Policy, Vote
from policy.votes import BETWEEN
from services import wording
from words import say

FULL = 100.0
ROUNDING = 0.05
# Weights are written in hundredths of a percent; eight of them add up to 100 within this.
PLACES, SAME = 2, 0.03
PAIR_COLUMNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Weights in percent by indicator code, and the consistency ratio of each voter (AHP)."""

    weights: dict[str, float]
    ratios: dict[str, float]
    group_ratio: float | None
    votes: tuple[Vote, ...]


def _code(text: str) -> str:
    """The indicator's code; a known Chinese name is as good."""
    names = {
        say(f"indicator.{code}"): code for code in ("population", "penalty", "petition", "alert")
    }
    return names.get(text.strip(), text.strip())


def _rows(text: str) -> list[list[str]]:
    table = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    return [row for row in table if any(row)]


def _number(text: str) -> float:
    """3, 0.5 or 1/3.

    Raises:
        ValueError: no positive number or zero.
    """
    above, bar, below = text.partition("/")
    value = float(above) / float(below) if bar else float(above)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def read(text: str, method: Method) -> tuple[Vote, ...]:
    """Votes from CSV: one line a voter (points), or one line a comparison (pairs).

    Points: ``voter, <indicator>, …``, each line adding up to 100. Pairs: ``voter, first, second,
    ratio`` with ratios such as 3 or 1/3, every pair of indicators once for each voter.

    Raises:
        RefusedError: all faults at once, each with its line and remedy.
    """
    table = _rows(text)
    if len(table) < 2:
        raise RefusedError("ballots.empty")
    faults: list[WusetuError] = []
    read_with = _points if method is Method.POINTS else _pairs
    votes = read_with(table, faults)
    voters = [vote.voter for vote in votes]
    faults += [
        RefusedError("ballots.twice", voter=voter)
        for voter in sorted(set(voters))
        if voters.count(voter) > 1
    ]
    if faults:
        raise RefusedError("ballots.faults", faults=tuple(faults))
    return votes


def _points(table: list[list[str]], faults: list[WusetuError]) -> tuple[Vote, ...]:
    about = tuple(_code(name) for name in table[0][1:])
    if len(about) < 2 or len(set(about)) != len(about) or not all(about):
        raise RefusedError("ballots.heads", heads="，".join(table[0]))
    votes = []
    for line, (voter, *cells) in enumerate(table[1:], 2):
        try:
            values = tuple(_number(cell) for cell in cells)
        except (ValueError, ZeroDivisionError):
            faults.append(RefusedError("ballots.no_number", line=line, voter=voter))
            continue
        total = sum(values)
        if len(values) != len(about):
            faults.append(RefusedError("ballots.cells", line=line, voter=voter, needed=len(about)))
        elif abs(total - FULL) > ROUNDING:
            faults.append(RefusedError("ballots.sum", line=line, voter=voter, total=f"{total:g}"))
        else:
            votes.append(Vote(voter=voter, method=Method.POINTS, about=about, values=values))
    return tuple(votes)


def _pairs(table: list[list[str]], faults: list[WusetuError]) -> tuple[Vote, ...]:
    said: dict[str, dict[str, float]] = {}
    for line, row in enumerate(table[1:], 2):
        if len(row) != PAIR_COLUMNS:
            faults.append(RefusedError("ballots.pair_cells", line=line))
            continue
        voter, first, second, ratio = row[0], _code(row[1]), _code(row[2]), row[3]
        try:
            times = _number(ratio)
        except (ValueError, ZeroDivisionError):
            times = 0.0
        if not 1 / ballots.STRONGEST <= times <= ballots.STRONGEST or first == second:
            most = f"{ballots.STRONGEST:g}"
            faults.append(
                RefusedError("ballots.ratio", line=line, voter=voter, ratio=ratio, most=most)
            )
        elif {f"{first}{BETWEEN}{second}", f"{second}{BETWEEN}{first}"} & set(said.get(voter, {})):
            pair = _spoken(first, second)
            faults.append(RefusedError("ballots.pair_twice", line=line, voter=voter, pair=pair))
        else:
            said.setdefault(voter, {})[f"{first}{BETWEEN}{second}"] = times
    codes = sorted(
        {code for pairs in said.values() for pair in pairs for code in pair.split(BETWEEN)}
    )
    if not faults:
        faults += [one for voter, pairs in said.items() for one in _missing(voter, pairs, codes)]
    return tuple(
        Vote(voter=voter, method=Method.PAIRS, about=tuple(pairs), values=tuple(pairs.values()))
        for voter, pairs in said.items()
    )


def _spoken(first: str, second: str) -> str:
    return f"{wording.indicator(first)}{BETWEEN}{wording.indicator(second)}"


def _missing(voter: str, pairs: dict[str, float], codes: Sequence[str]) -> list[WusetuError]:
    known = {frozenset(pair.split(BETWEEN)) for pair in pairs}
    return [
        RefusedError("ballots.pair_missing", voter=voter, pair=_spoken(i, j))
        for i, j in combinations(codes, 2)
        if frozenset((i, j)) not in known
    ]


def weigh(votes: Sequence[Vote]) -> Weighed:
    """The weights the votes give; every voter counts the same.

    Points are averaged. Pairs are joined by the geometric mean of each judgement and give the
    principal eigenvector; each voter and the group must be consistent (ratio <= .10).

    Raises:
        RefusedError: no votes, votes of two methods or of other indicators, or inconsistent ones:
            each such voter with the judgement that fits least and what would fit.
    """
    if not votes:
        raise RefusedError("ballots.empty")
    if len({vote.method for vote in votes}) > 1:
        raise RefusedError("ballots.mixed")
    try:
        if votes[0].method is Method.POINTS:
            return _weigh_points(votes)
        return _weigh_pairs(votes)
    except ValueError as error:
        if isinstance(error, WusetuError):
            raise
        raise RefusedError("ballots.unlike", reason=str(error)) from error


def _percent(codes: Sequence[str], weights: Any) -> dict[str, float]:
    return {code: round(FULL * float(w), PLACES) for code, w in zip(codes, weights, strict=True)}


def _weigh_points(votes: Sequence[Vote]) -> Weighed:
    codes = votes[0].about
    if any(vote.about != codes for vote in votes):
        raise RefusedError("ballots.mixed")
    mean = ballots.mean_points(np.array([vote.values for vote in votes]))
    return Weighed(weights=_percent(codes, mean), ratios={}, group_ratio=None, votes=tuple(votes))


def _weigh_pairs(votes: Sequence[Vote]) -> Weighed:
    codes = list(dict.fromkeys(code for pair in votes[0].about for code in pair.split(BETWEEN)))
    place = {code: at for at, code in enumerate(codes)}
    if any(set(pair.split(BETWEEN)) - set(codes) for vote in votes for pair in vote.about):
        raise RefusedError("ballots.mixed")
    if len(codes) >= len(ballots.RANDOM_INDEX):
        raise RefusedError("ballots.many", most=len(ballots.RANDOM_INDEX) - 1, count=len(codes))
    matrices = []
    for vote in votes:
        pairs = [tuple(place[code] for code in pair.split(BETWEEN)) for pair in vote.about]
        said = {(i, j): times for (i, j), times in zip(pairs, vote.values, strict=True)}
        matrices.append(ballots.matrix_of(len(codes), said))
    judged = {vote.voter: ballots.judged(one) for vote, one in zip(votes, matrices, strict=True)}
    group = ballots.judged(ballots.together(matrices))
    found = judged if group.is_consistent else {**judged, say("ballots.group"): group}
    faults = [
        _inconsistent(voter, one, codes) for voter, one in found.items() if not one.is_consistent
    ]
    if faults:
        raise RefusedError("ballots.faults", faults=tuple(faults))
    return Weighed(
        weights=_percent(codes, group.weights),
        ratios={voter: round(one.ratio, 4) for voter, one in judged.items()},
        group_ratio=round(group.ratio, 4),
        votes=tuple(votes),
    )


def _inconsistent(voter: str, one: Judged, codes: Sequence[str]) -> WusetuError:
    i, j = one.worst
    return RefusedError(
        "ballots.inconsistent",
        voter=voter,
        ratio=f"{one.ratio:.2f}",
        most=f"{ballots.MOST_INCONSISTENT:.2f}",
        pair=_spoken(codes[i], codes[j]),
        implied=f"{one.implied:.2g}",
    )


def require(policy: Policy) -> None:
    """A policy that carries votes has the weights they give.

    Raises:
        RefusedError: the votes cannot be weighed.
        PolicyError: ``ballots.other_weights``, with what the votes give.
    """
    if not policy.votes:
        return
    given = weigh(policy.votes).weights
    own = {r.code: FULL * w for r, w in zip(policy.indicators, policy.weights, strict=True)}
    differs = set(given) != {code for code, weight in own.items() if weight or code in given}
    if differs or any(abs(own[code] - weight) > SAME for code, weight in given.items()):
        weights = say("ui.comma").join(f"{wording.indicator(c)} {w:g}" for c, w in given.items())
        raise PolicyError("ballots.other_weights", weights=weights)


def into(text: str, weighed: Weighed) -> str:
    """A policy text with these weights and the votes they come from, as canonical TOML.

    An indicator nobody voted on keeps no weight.

    Raises:
        PolicyError: the text is no policy, or lacks an indicator that was voted on.
    """
    policy = rules.parse(text)
    unknown = set(weighed.weights) - {rule.code for rule in policy.indicators}
    if unknown:
        names = say("why.join").join(wording.indicator(code) for code in sorted(unknown))
        raise PolicyError("ballots.unknown", names=names)
    indicators = tuple(
        replace(rule, weight=weighed.weights.get(rule.code, 0.0)) for rule in policy.indicators
    )
    return rules.to_toml(replace(policy, indicators=indicators, votes=weighed.votes))


def as_object(weighed: Weighed) -> dict[str, Any]:
    """The answer of the command: one row per indicator."""
    rows = [
        {"indicator": code, "name": wording.indicator(code), "weight": weight}
        for code, weight in weighed.weights.items()
    ]
    return {
        "method": weighed.votes[0].method.value,
        "voters": len(weighed.votes),
        "consistency_ratio": weighed.group_ratio,
        "consistency_limit": ballots.MOST_INCONSISTENT,
        "voter_ratios": weighed.ratios,
        "weights": rows,
    }
