"""The scorecard of a folder."""

from __future__ import annotations

import pytest

from analytics.scorecard import MEASURES
from errors import NotFoundError, RefusedError
from services import scorecards
from tests.services import small_town as town


def test_model_and_plain_count_stand_side_by_side(scored_town) -> None:
    leader = town.who(scored_town, "leader")
    seen = scorecards.cards(scored_town, leader, weeks=3, area_share=0.25)
    assert seen["period"] == town.end_of(11) and seen["area_share"] == 0.25
    rows = [row for row in seen["cards"] if row["indicator"] == "alert"]
    assert [row["measure"] for row in rows] == [*MEASURES, "pit_distance"]
    assert all(row["windows"] == 3 and row["events"] > 0 for row in rows)
    for row in rows[:-1]:
        model, plain = row["model"]["value"], row["plain"]["value"]
        assert row["difference"]["value"] == pytest.approx(model - plain, abs=2e-4)
        assert row["model"]["low"] <= model <= row["model"]["high"]
    pai = next(row for row in rows if row["measure"] == "pai")
    hit = next(row for row in rows if row["measure"] == "hit_rate")
    assert pai["model"]["value"] == pytest.approx(hit["model"]["value"] / 0.25, abs=1e-3)
    assert set(seen["pit"]) == {"petition", "alert"}
    assert sum(seen["pit"]["alert"]) == pytest.approx(1, abs=1e-3)


def test_the_card_is_the_same_twice(scored_town) -> None:
    leader = town.who(scored_town, "leader")
    one, two = (scorecards.cards(scored_town, leader, weeks=2) for _ in range(2))
    assert one == two


def test_figures_are_of_the_viewers_own_grids(scored_town) -> None:
    whole = scorecards.cards(scored_town, town.who(scored_town, "chair"), weeks=3)
    own = scorecards.cards(scored_town, town.who(scored_town, "villager"), weeks=3)
    for all_rows, rows in zip(whole["cards"], own["cards"], strict=True):
        assert rows["events"] < all_rows["events"]


def test_few_events_are_withheld_from_who_may_not_see_them(scored_town) -> None:
    seen = scorecards.cards(scored_town, town.who(scored_town, "leader"), weeks=1)
    exact = scorecards.cards(scored_town, town.who(scored_town, "chair"), weeks=1)
    assert all(row["events"] >= 5 for row in seen["cards"])
    assert len(seen["cards"]) <= len(exact["cards"])


@pytest.mark.parametrize("asked", [{"weeks": 0}, {"area_share": 0.0}, {"area_share": 1.5}])
def test_impossible_wishes_are_refused(scored_town, asked) -> None:
    with pytest.raises(RefusedError):
        scorecards.cards(scored_town, town.who(scored_town, "leader"), **asked)


def test_nothing_scored_has_no_card(small_town) -> None:
    with pytest.raises(NotFoundError):
        scorecards.cards(small_town, town.who(small_town, "leader"))
