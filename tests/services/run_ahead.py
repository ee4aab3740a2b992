"""A second, plain run of the memory into the future, to hold the promises of a page against."""

import numpy as np
from scipy.special import gammaincc

from analytics import colours, memory, posterior
from analytics.colours import Shown
from analytics.index import goalposted, overridden, power_mean
from analytics.material import exposure, pools_of
from services import ahead
from services.inputs import event_rules


class Forward:
    """All grids run forward by the recursion of the memory, written down once more."""

    def __init__(self, given, policy, found):
        self.policy, self.found = policy, found
        self.state, self.prior, self.usual, self.decay, self.phi = {}, {}, {}, {}, {}
        names, pool = pools_of(given, policy)
        for rule in event_rules(policy):
            rate = posterior.pool_values(rule.frozen.rate, names, 0.0)[pool]
            self.phi[rule.code] = posterior.pool_values(rule.frozen.phi, names, 1.0)[pool]
            season = posterior.season_of(given, rule, policy)
            people = exposure(given, rule)
            d = self.decay[rule.code] = 0.5 ** (1 / rule.half_life)
            a = e = e2 = s = np.zeros(len(given.codes))
            guessed = given.estimated.get(rule.code, np.zeros_like(given.counts[rule.code]))
            for t in range(len(given.periods)):
                here = given.observed[rule.code][:, t]
                x = people[given.population_of[t]] * rate * season[t] * here
                a, e, e2, s = (
                    d * a + (given.counts[rule.code][:, t] + guessed[:, t]) * here,
                    d * e + x,
                    d * d * e2 + x,
                    d * s + guessed[:, t] * here,
                )
            self.state[rule.code] = (a, e, e2, s)
            r, n = self.memory(rule.code)
            self.prior[rule.code] = memory.prior_of(r, n, pool, len(names), policy.prior_floor)
            self.usual[rule.code] = people[given.population_of[-1]] * rate

    def memory(self, code):
        a, e, e2, s = self.state[code]
        with np.errstate(invalid="ignore", divide="ignore"):
            n = np.where(e > 0, e * e / e2, 0) * (1 - np.where(a > 0, s / a, 0) / 2)
            return np.where(e > 0, a / e, 0), n / self.phi[code]

    def step(self, shares):
        for code, (a, e, e2, s) in self.state.items():
            d, x = self.decay[code], self.usual[code]
            self.state[code] = (d * a + shares[code] * x, d * e + x, d * d * e2 + x, d * s)

    def look(self):
        """Shape, rate, acute and index of all grids now."""
        shape, rate = self.found.shape.copy(), self.found.rate.copy()
        z, acute = self.found.z.copy(), np.zeros(shape.shape, dtype=bool)
        for k, rule in enumerate(self.policy.indicators):
            if rule.code not in self.state:
                continue
            r, n = self.memory(rule.code)
            prior, frozen = self.prior[rule.code], rule.frozen
            shape[:, k], rate[:, k] = prior.a + r * n, prior.b + n
            on = self.found.applies[:, k]
            mean = goalposted(shape[:, k] / rate[:, k], frozen.lo, frozen.hi, rule.transform)
            z[on, k] = mean[on]
            above = gammaincc(shape[:, k], rate[:, k] * frozen.hi)
            acute[:, k] = on & rule.acute & (above >= self.policy.override_probability)
        s = power_mean(z, np.array(self.policy.weights), self.policy.power)
        return shape, rate, acute, overridden(s, z, acute, self.policy.override_share)


def forward(given, policy, found, scores, share_of):
    """Index (H + 1, G) and level (H, G) of all grids under one assumption."""
    run = Forward(given, policy, found)
    shares = {code: share_of(run.memory(code)[0]) for code in run.state}
    shown = Shown(level=scores.level, state=scores.state, streak=scores.streak, calm=scores.calm)
    index, level = [run.look()[3]], []
    yes = np.ones(len(scores.codes), dtype=bool)
    has = sum(shares.values()) > 0
    for _ in range(ahead.HORIZON):
        run.step(shares)
        shape, rate, acute, now = run.look()
        p = colours.probabilities(scores.codes, shape, rate, found.fixed, acute, policy)
        step = colours.hysteresis(p, scores.state, shown, has, yes, policy)
        shown = Shown(level=step.level, state=scores.state, streak=step.streak, calm=step.calm)
        index.append(now)
        level.append(step.level)
    return np.array(index), np.array(level)


def first(hits):
    return int(hits.argmax()) if hits.any() else None
