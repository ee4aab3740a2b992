"""The panels of the page from frozen answers; pure, so that they can be tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from services import sensitivities, wording
from services.alarms import Sheet
from services.methodcard import COLUMNS, MethodCard
from services.reliability import LATER, Standing
from services.selftests import sentences
from services.weightsets import WeightSets
from views.components import format as fmt
from views.components.markup import esc
from views.components.sheet import block_title, facts, table
from views.trust_parts import charts
from words import say

Kept = dict[str, Any] | None
MOST_ALARMS = 12
MEASURES = ("hit_rate", "pai", "pei")


def _percent(share: float | None, places: int = 1) -> str:
    if share is None or share != share:
        return fmt.NONE
    return f"{100 * share:.{places}f}%"


def _panel(title: str, body: str, aside: str = "") -> str:
    return f'<section class="ws-trust">{block_title(title, aside)}{body}</section>'


def _notes(*texts: str) -> str:
    return "".join(f"<p>{esc(one)}</p>" for one in texts if one)


def verdict(kept: Kept) -> str:
    """The one sentence at the head: usable, not to be used, or not tested yet."""
    if kept is None or not kept["is_measured"]:
        return f'<span class="ws-verdict">{esc(sentences(kept)[0])}</span>'
    if kept["is_usable"]:
        return f'<span class="ws-verdict">{esc(say("trustpage.usable"))}</span>'
    return f'<span class="ws-verdict ws-verdict-bad">{esc(say("trust.unusable"))}</span>'


def selftest(kept: Kept, named: Kept) -> str:
    """自检 Every bound with its bar and its sentence, and which test the map names."""
    if kept is None or not kept["is_measured"]:
        body = _notes(*sentences(kept), say("trustpage.how_to_test"))
        return _panel(say("trustpage.selftest"), body)
    body = ""
    told = sentences({**kept, "is_usable": True})
    bounds = [one for one in kept["bounds"] if one["figure"] is not None]
    for bound, sentence in zip(bounds, told, strict=True):
        words = say(f"trustpage.bound.{'holds' if bound['holds'] else 'broken'}")
        drawn = charts.against(bound["figure"], bound["bound"], sentence)
        body += f'<div class="ws-bound">{drawn}<p>{esc(sentence)} <b>{esc(words)}</b></p></div>'
    size = say(
        "trustpage.selftest_size",
        grids=fmt.whole(kept["grids"]),
        permutations=kept["permutations"],
        worlds=kept["null_worlds"],
        period=kept["period"],
    )
    name = say("trustpage.no_test_named") if named is None else ""
    if named is not None:
        name = say("trustpage.test_named", period=named["period"])
    return _panel(say("trustpage.selftest"), body + _notes(size, name))


def _bins(bins: Sequence[Any]) -> list[tuple[int, float, float]]:
    return [(one.judged, one.said, one.held) for one in bins]


def _kept_bins(bins: Sequence[Mapping[str, float]]) -> list[tuple[int, float, float]]:
    return [(int(one["judged"]), one["said"], one["held"]) for one in bins]


def _diagram(title: str, series: Sequence[charts.Series], upward: str, note: str) -> str:
    across = say("trustpage.claimed")
    drawn = charts.reliability(series, across, upward, title)
    names = charts.key([(name, is_solid) for name, is_solid, _ in series])
    return f"<div><h4>{esc(title)}</h4>{drawn}{names}{_notes(note)}</div>"


def reliability(found: Standing, calibrated: Kept) -> str:
    """Two diagrams: what later maps said, and what simulated worlds with a known truth say."""
    real: list[charts.Series] = [
        (say("trustpage.exact"), True, _bins(found.exact)),
        (say("trustpage.near"), False, _bins(found.near)),
    ]
    note = say("trustpage.real_note", later=LATER, judged=fmt.whole(found.pairs))
    left = _diagram(say("trustpage.real", later=LATER), real, say("trustpage.stood"), note)
    right = (
        f"<div><h4>{esc(say('trustpage.simulated'))}</h4>{_notes(say('trustpage.no_worlds'))}</div>"
    )
    if calibrated is not None and calibrated["worlds"] and calibrated["bins"]["shown"]:
        bins = calibrated["bins"]
        played: list[charts.Series] = [
            (say("trustpage.shown"), True, _kept_bins(bins["shown"])),
            (say("trustpage.likeliest"), False, _kept_bins(bins["likeliest"])),
        ]
        size = sum(int(one["judged"]) for one in bins["shown"])
        note = say("trustpage.simulated_note", worlds=calibrated["worlds"], judged=fmt.whole(size))
        right = _diagram(say("trustpage.simulated"), played, say("trustpage.right"), note)
    pair = f'<div class="ws-trust-pair">{left}{right}</div>'
    return _panel(say("trustpage.reliability"), pair)


def bins_table(found: Standing, calibrated: Kept) -> str:
    """The numbers of the two diagrams."""
    rows = [
        (say("trustpage.exact"), _bins(found.exact)),
        (say("trustpage.near"), _bins(found.near)),
    ]
    if calibrated is not None:
        rows.append((say("trustpage.worlds_shown"), _kept_bins(calibrated["bins"]["shown"])))
        likeliest = _kept_bins(calibrated["bins"]["likeliest"])
        rows.append((say("trustpage.worlds_likeliest"), likeliest))
    heads = [say(f"trustpage.bin.{name}") for name in ("what", "judged", "said", "held")]
    cells = [
        (name, fmt.whole(judged), _percent(said), _percent(held))
        for name, bins in rows
        for judged, said, held in bins
    ]
    return f'<section class="ws-trust">{table(heads, cells, right=(1, 2, 3))}</section>'


def flips(found: Standing, kept: Kept) -> str:
    """变色率 of the last 26 maps, with the bound of worlds without change."""
    if not found.weeks:
        return _panel(say("trustpage.flips"), _notes(say("trustpage.no_flips")))
    bound = None
    if kept is not None and kept["is_measured"]:
        bound = next((b["bound"] for b in kept["bounds"] if b["name"] == "flips"), None)
    rate = _percent(found.flip_rate, 2)
    moved = sum(week.moved for week in found.weeks)
    said = say("trustpage.flip_rate", rate=rate, maps=len(found.weeks), moved=fmt.whole(moved))
    name = "" if bound is None else say("trustpage.flip_bound", bound=_percent(bound, 2))
    weeks = [(week.period, week.share, week.is_new_rule) for week in found.weeks]
    drawn = charts.flips(weeks, bound, name, said)
    new = say("trustpage.new_rule") if any(week.is_new_rule for week in found.weeks) else ""
    body = f'<p class="ws-say">{esc(said)}</p>{drawn}{_notes(say("trustpage.flip_note"), new)}'
    return _panel(say("trustpage.flips"), body)


def alarms(sheet: Sheet) -> str:
    """本周预警 How many per indicator, how many of them are false, and which."""
    heads = [say(f"trustpage.alarm.{name}") for name in ("indicator", "tested", "found", "false")]
    rows = [
        (wording.indicator(code), fmt.whole(tested), fmt.whole(found), fmt.decimal(false))
        for code, tested, found, false in sheet.per_indicator
    ]
    body = table(heads, rows, right=(1, 2, 3))
    if sheet.alarms:
        body += _alarm_list(sheet)
    else:
        body += _notes(say("trustpage.alarm.none"))
    note = say("trustpage.alarm.note", share=f"{sheet.q:.0%}")
    hidden = "" if sheet.is_exact or not sheet.alarms else say("why.hidden")
    return _panel(say("trustpage.alarms"), body + _notes(note, hidden), fmt.cut_off(sheet.period))


def _place(village: str, name: str) -> str:
    """The grid with its village, which many towns put into the name already."""
    return name if name.startswith(village) else f"{village} {name}"


def _alarm_list(sheet: Sheet) -> str:
    names = ["grid", "what", "window"] + (["count", "usual"] if sheet.is_exact else [])
    heads = [say(f"trustpage.alarm.{name}") for name in names]
    rows = []
    for one in sheet.alarms[:MOST_ALARMS]:
        window = say("trustpage.alarm.last", count=one.window)
        row = [_place(one.village, one.name), wording.indicator(one.indicator), window]
        if sheet.is_exact:
            row += [fmt.whole(one.count), fmt.decimal(one.expected)]
        rows.append(row)
    more = len(sheet.alarms) - len(rows)
    rest = _notes(say("trustpage.alarm.more", count=more)) if more else ""
    return table(heads, rows, right=(3, 4) if sheet.is_exact else ()) + rest


def _figure(figure: Mapping[str, float | None], *, is_share: bool, is_difference: bool) -> str:
    """Value and interval; a share in percent, a difference of shares in points of percent."""
    texts = {name: _two(figure[name], is_share=is_share) for name in ("value", "low", "high")}
    if is_share and is_difference:
        return say("trustpage.points", **texts)
    sign = "%" if is_share else ""
    return say("trustpage.interval", **{name: f"{text}{sign}" for name, text in texts.items()})


def _two(value: float | None, *, is_share: bool) -> str:
    if value is None:
        return fmt.NONE
    return fmt.decimal(100 * value) if is_share else f"{value:.2f}".replace("-", fmt.MINUS)


def scorecard(cards: dict[str, Any]) -> str:
    """成绩单 Model against plain count, the three measures together, with intervals."""
    title = say("trustpage.scorecard")
    chosen = [row for row in cards["cards"] if row["measure"] in MEASURES]
    if not chosen:
        return _panel(title, _notes(say("trustpage.no_scorecard")))
    heads = [say(f"trustpage.card.{n}") for n in ("what", "model", "plain", "difference", "says")]
    rows = []
    for row in chosen:
        measure = say(f"trustpage.measure.{row['measure']}")
        what = f"{wording.indicator(row['indicator'])} {measure}"
        is_share = row["measure"] == "hit_rate"
        figures = [
            _figure(row[name], is_share=is_share, is_difference=name == "difference")
            for name in ("model", "plain", "difference")
        ]
        rows.append([what, *figures, _judged(row["difference"])])
    note = say(
        "trustpage.card_note",
        windows=max(row["windows"] for row in chosen),
        share=f"{cards['area_share']:.0%}",
    )
    body = table(heads, rows, right=(1, 2, 3)) + _notes(note) + _pit(cards["pit"])
    return _panel(title, body)


def _judged(difference: Mapping[str, float | None]) -> str:
    low, high = difference["low"], difference["high"]
    if low is None or high is None:
        return fmt.NONE
    kind = "better" if low > 0 else "worse" if high < 0 else "even"
    return say(f"trustpage.card.{kind}")


def _pit(shares: Mapping[str, Sequence[float]]) -> str:
    drawn = ""
    for code, tenths in shares.items():
        name = wording.indicator(code)
        drawn += f"<div><h4>{esc(name)}</h4>{charts.tenths(tenths, name)}</div>"
    style = f"grid-template-columns:repeat({max(len(shares), 1)},1fr);margin-top:14px"
    grid = f'<div class="ws-trust-pair" style="{style}">{drawn}</div>'
    return f"{grid}{_notes(say('trustpage.pit_note'))}"


def weights(found: WeightSets, rows: npt.NDArray[np.bool_]) -> str:
    """权重 Robust red, what hangs on penalties, and how little weight changes a class."""
    red = rows & (found.levels == 1)
    robust = int((red & found.robust_red()).sum())
    demand = found.demand
    lines = [
        (say("trustpage.red"), say("trustpage.grids", count=fmt.whole(int(red.sum())))),
        (
            say("trustpage.robust", rules=len(found.approved) + 1),
            say("trustpage.grids", count=fmt.whole(robust)),
        ),
        (say("trustpage.on_penalties"), _percent(found.penalty_share(rows))),
    ]
    if demand is not None:
        names = say("why.join").join(wording.indicator(code) for code in demand.indicators)
        label = say("trustpage.on_demand", names=names)
        lines.append((label, _percent(found.demand_share(rows))))
    coloured = int((rows & (found.levels > 0)).sum())
    steps = [
        (
            say("trustpage.step", share=f"{100 * step:g}"),
            fmt.whole(count),
            _percent(count / coloured if coloured else None),
        )
        for step, count in found.moved_by(rows)
    ]
    heads = [say(f"trustpage.cost.{name}") for name in ("moved", "grids", "share")]
    body = facts(lines) + table(heads, steps, right=(1, 2))
    return _panel(say("trustpage.weights"), body + _notes(say("trustpage.weights_note")))


def sensitivity(kept: Kept) -> str:
    """敏感性 Total effects of every choice on ranks and classes."""
    title = say("trustpage.sensitivity")
    if kept is None:
        return _panel(title, _notes(say("trustpage.no_sensitivity")))
    effects = {(one["choice"], one["output"]): one for one in kept["effects"]}
    choices = list(dict.fromkeys(one["choice"] for one in kept["effects"]))
    choices.sort(key=lambda name: -effects[name, "class"]["total"])
    heads = [say(f"trustpage.sobol.{name}") for name in ("choice", "class", "rank")]
    rows = [
        [
            sensitivities.choice(name),
            *[
                say(
                    "trustpage.interval",
                    value=f"{max(one['total'], 0):.2f}",
                    low=f"{max(one['low'], 0):.2f}",
                    high=f"{max(one['high'], 0):.2f}",
                )
                for one in (effects[name, "class"], effects[name, "rank"])
            ],
        ]
        for name in choices
    ]
    means = say(
        "trustpage.sobol_note",
        rank=fmt.whole(kept["means"]["rank"]),
        share=_percent(kept["means"]["class"]),
        draws=fmt.whole(kept["draws"]),
        grids=fmt.whole(kept["grids"]),
    )
    return _panel(title, table(heads, rows, right=(1, 2)) + _notes(means))


def method(card: MethodCard) -> str:
    """方法卡 Who decided the rule, the indicators, and the sentences."""
    heads = [say(f"method.column.{name}") for name in COLUMNS]
    left = f"<div>{facts(card.facts)}</div>"
    columns = {0: "", 1: "", 2: ""}
    for place, section in enumerate(card.sections):
        body = f"<h4>{esc(section.title)}</h4>{_notes(*section.sentences)}"
        columns[min(place, 2)] += f'<div style="margin-bottom:18px">{body}</div>'
    rest = "".join(f"<div>{text}</div>" for text in columns.values())
    body = table(heads, card.indicators) + f'<div class="ws-trust-four">{left}{rest}</div>'
    return _panel(say("trustpage.method"), body)
