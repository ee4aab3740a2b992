"""The one place for work: held, given back, kept alive."""

import pytest

from errors import BusyError
from services import scoring, working
from services.access import OPERATOR
from services.working import at_work
from store import jobs
from tests.services import small_town as town


def held(ws):
    with ws.store.read() as tx:
        return jobs.current(tx)


def test_place_is_given_back_even_after_a_failure(small_town):
    with pytest.raises(ZeroDivisionError), at_work(small_town, OPERATOR):
        assert held(small_town).by == "operator"
        raise ZeroDivisionError
    assert held(small_town) is None


def test_sign_of_life_only_when_it_is_time(small_town, monkeypatch):
    with at_work(small_town, OPERATOR) as alive:
        before = held(small_town)
        alive()
        assert held(small_town) == before
        monkeypatch.setattr(working, "BEAT_SECONDS", 0)
        monkeypatch.setattr(working.time, "time", lambda: before.heartbeat_at + 90)
        alive()
        assert held(small_town).heartbeat_at == before.heartbeat_at + 90


def test_who_lost_the_place_stops_before_writing(small_town, monkeypatch):
    monkeypatch.setattr(working, "BEAT_SECONDS", 0)
    with pytest.raises(BusyError), at_work(small_town, OPERATOR) as alive:
        late = held(small_town).heartbeat_at + jobs.STALE_SECONDS + 1
        with small_town.store.begin() as tx:
            jobs.claim(tx, by="analyst", at=late)
        alive()
    assert held(small_town).by == "analyst"


def test_long_scoring_gives_signs_of_life(small_town, monkeypatch):
    signs = []
    monkeypatch.setattr(working, "BEAT_SECONDS", 0)
    real = jobs.heartbeat
    monkeypatch.setattr(jobs, "heartbeat", lambda *a, **k: signs.append(1) or real(*a, **k))
    scoring.score(small_town, OPERATOR, to=town.end_of(5))
    assert len(signs) == 6
