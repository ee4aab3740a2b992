"""Every sentence of the page, for every grid of the demo town, held against the numbers."""

import functools
import re
from types import SimpleNamespace

import numpy as np
import pytest

from analytics import posterior
from analytics.index import overridden, power_mean
from analytics.scores import Scores
from errors import NotFoundError
from services import access, ahead, card, day_names, inputs, situation, telling, why, wording
from services.ahead import Way
from services.inputs import event_rules
from store import coverage
from tests.services import small_town as town
from tests.services.run_ahead import Forward, first, forward
from vocab import State

TOWN = "330109106"
DIGIT = re.compile(r"\d")


@pytest.fixture(scope="module")
def read(demo):
    return functools.cache(card.reader(demo))


def look(demo, person, read):
    viewer = access.viewer_of(demo, person)
    seen = situation.view(demo, viewer, prefix=TOWN)
    known = situation.available(demo, viewer)
    scores = Scores.from_columns(read(seen.snapshot))

    def explain(code):
        return why.explain(demo, viewer, seen, code, known=known, read=read, is_new=False)

    return SimpleNamespace(seen=seen, known=known, scores=scores, explain=explain)


@pytest.fixture(scope="module")
def material(demo, read):
    """The inputs of the newest run, loaded once."""
    seen = look(demo, "analyst", read).seen
    with demo.store.read() as tx:
        periods = seen.policy.period.between(coverage.span(tx)[0], seen.period)
        return inputs.load(tx, seen.policy, seen.boundary_set, periods)


class Seasons:
    """The season of each indicator, once: it is the same for every grid."""

    def __init__(self):
        self.known = {}

    def __call__(self, given, rule, policy):
        if rule.code not in self.known:
            self.known[rule.code] = posterior.season_of(given, rule, policy)
        return self.known[rule.code]


@pytest.fixture(scope="module")
def told(demo, read, material):
    """All grids of the town, explained to an analyst; the inputs are read once for all."""
    world = look(demo, "analyst", read)
    found = posterior.evaluate(material.inputs, world.seen.policy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(why.inputs, "load", lambda *_: material)
        patch.setattr(why.posterior, "evaluate", lambda *_: found)
        patch.setattr(ahead, "season_of", Seasons())
        world.all = {code: world.explain(code) for code in world.seen.grids["code"]}
    world.found = found
    return world


def place(world, code):
    return int(np.searchsorted(world.scores.codes, code))


def elsewhere(world, k):
    return np.median(world.found.theta[world.found.applies[:, k], k])


def test_the_demo_has_560_grids_and_every_kind_of_answer(told):
    assert len(told.all) == 560
    assert {one.ahead.way for one in told.all.values()} >= {
        Way.USUAL,
        Way.NOTHING,
        Way.LOWEST,
        Way.NO_COLOUR,
    }


def test_the_named_cause_is_the_one_that_speaks_most(told):
    codes = [rule.code for rule in told.seen.policy.indicators]
    for code, one in told.all.items():
        at = place(told, code)
        points = told.scores.contribution[at]
        over = told.scores.index[at] - told.scores.reference[at]
        if not one.main:
            assert "因为" not in one.headline or one.grid.level == 0
            continue
        k = codes.index(one.main)
        is_more = any(word in one.headline for word in ("比别处多", "比别处高"))
        assert is_more != any(word in one.headline for word in ("比别处少", "比别处低"))
        assert points[k] == (points.max() if is_more else points.min())
        assert (over > 0) == is_more
        middle = elsewhere(told, k)
        assert (told.found.theta[at, k] > middle) == is_more
        assert [c.indicator for c in one.causes] == [codes[j] for j in np.argsort(-points)]


def test_the_headline_names_the_colour_shown(told):
    for one in told.all.values():
        if one.grid.level == 0:
            assert one.headline.startswith("这里没有颜色")
        else:
            assert one.headline.startswith(f"这里是{wording.colour(int(one.grid.level))}色")
    near = [o for o in told.all.values() if "差不多" in o.headline]
    assert all(abs(one.grid.index - one.grid.reference) < 2 for one in near)
    below = [o for o in told.all.values() if "不高于中间水平" in o.headline]
    assert all(one.grid.index <= one.grid.reference for one in below)


def test_grids_without_a_colour_say_why_and_promise_nothing(told):
    policy = told.seen.policy
    bare = {code: one for code, one in told.all.items() if one.grid.level == 0}
    assert bare
    use = [k for k, rule in enumerate(policy.indicators) if rule in event_rules(policy)]
    for code, one in bare.items():
        at = place(told, code)
        if one.grid.state == State.NOT_APPLICABLE.value:
            assert one.grid.residents == 0
        if one.grid.state == State.SMALL_SAMPLE.value:
            weight = np.array(policy.weights)[use]
            expected = (told.found.n * told.found.memory_mean)[at, use] @ weight
            short = told.found.seen[at, use].min() < policy.min_periods
            assert expected < policy.min_expected or short
        assert one.ahead.periods is None
        assert one.sure == "不下判断"
        assert not DIGIT.search(one.turn)


def test_counts_in_the_sentences_are_the_counts(told):
    for code, one in told.all.items():
        at = place(told, code)
        for pair in one.pairs:
            k = [rule.code for rule in told.seen.policy.indicators].index(pair.indicator)
            count = told.scores.count_13[at, k]
            assert pair.actual == (None if np.isnan(count) else count)
            assert pair.usual == told.scores.expected_13[at, k]
            points = told.scores.contribution[at, k]
            if one.grid.level and "比别处多" in pair.sentence:
                assert points >= telling.CLEAR
            if "比别处少" in pair.sentence:
                assert points <= -telling.CLEAR
        for note in one.notes:
            found = re.search(r"(\d+) 件，同样人口一般 ([\d.]+) 件", note)
            if found:
                cause = next(c for c in one.causes if c.indicator == one.main)
                assert float(found[1]) == cause.count
                assert abs(float(found[2]) - cause.expected) <= 0.0501
                is_odd = (cause.count > cause.expected) != (cause.points > 0)
                assert ("更早" in note) == is_odd


def test_an_index_in_another_class_is_said(told):
    cuts = told.seen.policy.cuts
    for one in told.all.values():
        if one.grid.level == 0:
            continue
        level = 5 - int(np.searchsorted(cuts, one.grid.index, side="left"))
        said = [note for note in one.notes if "落在" in note]
        assert bool(said) == (level != one.grid.level)
        assert all(f"落在{wording.colour(level)}色" in note for note in said)
        by_one = any("单凭它" in note for note in one.notes)
        assert by_one == bool(told.scores.override[place(told, one.grid.code)])


def test_how_sure_is_the_chance_of_the_run(told):
    for code, one in told.all.items():
        at = place(told, code)
        if one.grid.level == 0:
            continue
        shown = one.sure.strip("<>%")
        assert abs(float(shown) - 100 * told.scores.p_within_one[at]) <= 1.0
        exact = re.search(r"色的可能 [<>]?(\d+)%", one.sure_notes[0])
        assert abs(float(exact[1]) - 100 * told.scores.p[at, one.grid.level - 1]) <= 1.0
        p = told.scores.p[at]
        other = [note for note in one.sure_notes if "最可能" in note]
        assert bool(other) == bool(p.max() > p[one.grid.level - 1])
        assert all(wording.colour(int(p.argmax()) + 1) in note for note in other)


def test_the_record_counts_earlier_maps_one_by_one(told, read):
    one = next(o for o in told.all.values() if o.grid.level and "100 次" in o.sure_notes[-1])
    mine = set(told.seen.grids["code"])
    runs = [run for run in told.known if run.period <= told.seen.period][-26:]
    word = wording.confidence(told.scores.p_within_one[place(told, one.grid.code)])
    judged = stood = 0
    for early, later in zip(runs, runs[4:], strict=False):
        then = Scores.from_columns(read(early.snapshot_hash))
        after = Scores.from_columns(read(later.snapshot_hash))
        level = dict(zip(after.codes.tolist(), after.level.tolist(), strict=True))
        for code, was, p in zip(then.codes.tolist(), then.level, then.p_within_one, strict=True):
            now = level.get(code, 0)
            if code in mine and was > 0 and now > 0 and wording.confidence(p) == word:
                judged += 1
                stood += abs(int(was) - now) <= 1
    assert (one.record.judged, one.record.stood) == (judged, stood)
    assert f"100 次有 {100 * stood // judged} 次" in one.sure_notes[-1]


def test_the_promised_weeks_really_bring_the_better_colour(told, material):
    world = material.inputs, told.seen.policy, told.found, told.scores
    usual = forward(*world, lambda r: np.minimum(r, 1.0))
    nothing = forward(*world, np.zeros_like)
    assert np.allclose(usual[0][0], told.scores.index, atol=1e-9)
    for code, one in told.all.items():
        at, made, level = place(told, code), one.ahead, int(one.grid.level)
        if level in (0, 5):
            assert made.way is (Way.LOWEST if level else Way.NO_COLOUR)
            continue
        by_usual = first(usual[1][:, at] > level)
        by_nothing = first(nothing[1][:, at] > level)
        if by_usual is not None:
            assert made.way is (Way.USUAL if made.kept else Way.SAME)
        else:
            assert made.way is (Way.STAYS if by_nothing is None else Way.NOTHING)
        if made.way is Way.STAYS:
            assert one.turn == "不会很快"
            continue
        when, way = (by_nothing, nothing) if by_usual is None else (by_usual, usual)
        assert made.periods == when + 1
        assert one.turn == f"约 {when + 1} 周"
        assert made.reaches == way[1][when, at]
        assert f"变成{wording.colour(made.reaches)}色" in one.turn_notes[0]
        assert made.cut == told.seen.policy.cuts[4 - level]
        assert made.index_periods == first(way[0][:, at] <= made.cut)


def test_what_must_keep_to_its_usual_was_above_it(told, material):
    run = Forward(material.inputs, told.seen.policy, told.found)
    for code, one in told.all.items():
        at = place(told, code)
        if one.ahead.periods is None:
            continue
        above = {name for name in run.state if run.memory(name)[0][at] > 1}
        assert {name for name, _ in one.ahead.kept} == above
        for name, per_13 in one.ahead.kept:
            assert np.isclose(per_13, 13 * run.usual[name][at])


def test_the_weight_that_decides_decides(told):
    policy = told.seen.policy
    names = {wording.indicator(rule.code): k for k, rule in enumerate(policy.indicators)}
    tried = 0
    for code, one in told.all.items():
        found = re.search(r"把 ([\d.]+)% 的权重从(.+)挪到(.+)，", one.numbers.weight)
        if not found:
            continue
        at, weights = place(told, code), np.array(policy.weights)
        more = float(found[1]) / 100 + 0.0006
        weights[names[found[2]]] -= more
        weights[names[found[3]]] += more
        s = power_mean(told.scores.z[at : at + 1], weights, policy.power)
        s = overridden(
            s, told.scores.z[at : at + 1], told.found.acute[at : at + 1], policy.override_share
        )
        before = np.searchsorted(policy.cuts, told.scores.index[at])
        assert np.searchsorted(policy.cuts, s[0]) < before
        tried += 1
    assert tried > 50


def test_the_last_line_dates_rule_and_boundary_by_the_runs(told):
    one = next(iter(told.all.values()))
    policy = told.seen.policy
    for name in ("policy_hash", "boundary_set_id"):
        now = getattr(told.known[-1], name)
        start = next(
            run.period
            for k, run in enumerate(told.known)
            if all(getattr(later, name) == now for later in told.known[k:])
        )
        day = day_names.day(policy.period.first_day(start))
        assert day in one.rule or "没有变过" in one.rule
    assert f"{policy.version} 版" in one.rule


def test_a_week_just_after_a_new_rule_says_so(demo, read):
    world = look(demo, "analyst", read)
    changed = [
        later
        for run, later in zip(world.known, world.known[1:], strict=False)
        if run.policy_hash != later.policy_hash
    ]
    assert changed
    viewer = access.viewer_of(demo, "analyst")
    week = situation.periods.shown(changed[-1].period)
    seen = situation.view(demo, viewer, week=week, prefix=TOWN)
    code = seen.grids["code"].iloc[0]
    one = why.explain(demo, viewer, seen, code, known=world.known, read=read, is_new=False)
    assert "规则刚变过" in one.rule


def test_a_viewer_without_clearance_gets_words_only(demo, read):
    world = look(demo, "leader", read)
    for code in world.seen.grids["code"].tolist()[::28]:
        one = world.explain(code)
        assert one.numbers is None
        assert all(pair.actual is None and pair.usual is None for pair in one.pairs)
        text = "".join((one.headline, *one.notes, one.sure, *one.turn_notes))
        assert "%" not in text
        assert not re.search(r"\d[\d.]* 件", text)
        if one.ahead.periods is not None:
            assert one.ahead.periods <= int(re.search(r"(\d+) 周以内", one.turn)[1])


def test_showing_exact_counts_is_written_down_once(scored_town):
    viewer = town.who(scored_town, "analyst")
    seen = situation.view(scored_town, viewer)
    known = situation.available(scored_town, viewer)
    code = str(seen.grids["code"].iloc[0])

    def rows():
        with scored_town.store.read() as tx:
            return len(why.access.audit.listed(tx, action="exact"))

    before = rows()
    made = why.explain(scored_town, viewer, seen, code, known=known)
    assert rows() == before + 1
    why.explain(scored_town, viewer, seen, code, known=known, is_new=False)
    assert rows() == before + 1
    assert made.headline
    with pytest.raises(NotFoundError):
        why.explain(scored_town, viewer, seen, "999", known=known)


def test_corrected_data_promise_nothing(demo, read, monkeypatch):
    world = look(demo, "analyst", read)
    monkeypatch.setattr(why, "CORRECTED_BY", -1.0)
    colour = world.seen.grids[world.seen.grids["level"].between(1, 4)]
    one = world.explain(str(colour["code"].iloc[0]))
    assert one.ahead.way is Way.CORRECTED
    assert "重算" in one.turn_notes[0]
