"""规则 Policies as rows: proposed by one person, approved by another, in force from a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from errors import NotFoundError, PolicyError
from policy import Policy, parse, to_toml
from store import frames
from store.engine import Tx
from store.tables import policy as table
from store.tables import run, withdrawal
from vocab import RunStatus, date_of

IN_FORCE = ("approved", "superseded")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """A stored policy.

    ``status``: proposed | approved (holds from ``valid_from`` on) | superseded (held until the
    next one began, and still does for older periods) | alternative (approved for comparison,
    never in force) | withdrawn (proposed and taken back).
    """

    hash: str
    name: str
    version: str
    area: str
    toml: str
    status: str
    proposed_by: str
    proposed_at: int
    approved_by: str | None
    approved_at: int | None
    valid_from: int | None
    note: str

    @property
    def policy(self) -> Policy:
        return parse(self.toml)


def _policy(row: Row[Any], withdrawn: frozenset[str]) -> PolicyRow:
    values = dict(row._mapping)
    is_withdrawn = values["status"] == "proposed" and values["hash"] in withdrawn
    return PolicyRow(**(values | ({"status": "withdrawn"} if is_withdrawn else {})))


def _withdrawn(tx: Tx) -> frozenset[str]:
    return frozenset(tx.execute(select(withdrawal.c.hash)).scalars())


def withdraw(tx: Tx, hash_: str, *, by: str, at: int, reason: str) -> PolicyRow:
    """Take a proposed policy back; it stays on record and is not proposed again.

    Raises:
        NotFoundError: no such policy.
        PolicyError: it is not a proposal any more.
        IntegrityError: no reason given.
    """
    old = get(tx, hash_)
    if old.status != "proposed":
        raise PolicyError("rules.not_proposed", hash=old.hash[:8])
    values = {"hash": old.hash, "by": by, "at": at, "reason": reason}
    tx.execute(insert(withdrawal).values(values))
    return get(tx, old.hash)


def reasons(tx: Tx) -> dict[str, str]:
    """Why each withdrawn policy was taken back, by its hash."""
    rows = tx.execute(select(withdrawal.c.hash, withdrawal.c.reason))
    return {str(row.hash): str(row.reason) for row in rows}


def propose(tx: Tx, policy: Policy, *, by: str, at: int, note: str = "") -> str:
    """Store a policy as proposed; proposing equal text again changes nothing.

    Returns:
        Its hash.

    Raises:
        PolicyError: this text was proposed and taken back.
    """
    known = tx.execute(select(table.c.hash).where(table.c.hash == policy.hash)).one_or_none()
    if known is None:
        values = {
            "hash": policy.hash,
            "name": policy.name,
            "version": policy.version,
            "area": policy.area,
            "toml": to_toml(policy),
            "status": "proposed",
            "proposed_by": by,
            "proposed_at": at,
            "note": note,
        }
        tx.execute(insert(table).values(values))
    elif policy.hash in _withdrawn(tx):
        raise PolicyError("rules.withdrawn_before", hash=policy.hash[:8])
    return policy.hash


def get(tx: Tx, hash_: str) -> PolicyRow:
    """One policy, by its hash or the beginning of it (8 characters or more).

    Raises:
        NotFoundError: none, or more than one, begins so.
    """
    query = select(table).where(table.c.hash == hash_)
    if 8 <= len(hash_) < 64:
        query = select(table).where(frames.starts(table.c.hash, hash_))
    rows = tx.execute(query).all()
    if len(rows) != 1:
        raise NotFoundError("store.no_policy", hash=hash_)
    return _policy(rows[0], _withdrawn(tx))


def approve(
    tx: Tx,
    hash_: str,
    *,
    by: str,
    at: int,
    valid_from: int | None = None,
    as_alternative: bool = False,
) -> PolicyRow:
    """Put a proposed policy in force from a period, or keep it as an approved alternative.

    Args:
        tx: a writing transaction.
        hash_: of a proposed policy, or of an alternative.
        by: person id, not the proposer.
        at: epoch seconds.
        valid_from: last day of the first period it holds for; needed unless an alternative.
        as_alternative: approve its weights for comparison only.

    Raises:
        NotFoundError: no such policy.
        PolicyError: the approver is the proposer, it is in force already, or a closed run
            stands at or after ``valid_from``: the past is never decided anew.
    """
    old = get(tx, hash_)
    if by == old.proposed_by:
        raise PolicyError("store.same_person", by=by)
    if old.status in IN_FORCE or (as_alternative and old.status == "alternative"):
        raise PolicyError("store.approved_already", hash=old.hash[:8])
    if old.status == "withdrawn":
        raise PolicyError("rules.withdrawn_before", hash=old.hash[:8])
    if (valid_from is None) != as_alternative:
        raise PolicyError("store.valid_from_needed", hash=old.hash[:8])
    if valid_from is not None:
        _check_open(tx, valid_from)
        _supersede(tx, old.area, valid_from)
    tx.execute(
        update(table)
        .where(table.c.hash == old.hash)
        .values(
            status="alternative" if as_alternative else "approved",
            approved_by=by,
            approved_at=at,
            valid_from=valid_from,
        )
    )
    return get(tx, old.hash)


def _written(day: int) -> str:
    return date_of(day).isoformat()


def _check_open(tx: Tx, valid_from: int) -> None:
    closed = select(func.max(run.c.period)).where(run.c.status == str(RunStatus.CLOSED))
    last = tx.execute(closed).scalar_one()
    if last is not None and last >= valid_from:
        raise PolicyError(
            "store.period_closed", period=_written(valid_from), last=_written(int(last))
        )


def _supersede(tx: Tx, area: str, valid_from: int) -> None:
    tx.execute(
        update(table)
        .where(table.c.area == area, table.c.status == "approved", table.c.valid_from <= valid_from)
        .values(status="superseded")
    )


def in_force(tx: Tx, period: int) -> PolicyRow:
    """The policy of a period: the one that began last; of two of one day, the later approved.

    Raises:
        NotFoundError: no policy holds for that period.
    """
    query = (
        select(table)
        .where(table.c.status.in_(IN_FORCE), table.c.valid_from <= period)
        .order_by(
            table.c.valid_from.desc(),
            # A clock that stands still gives equal times: the one not superseded is the later.
            table.c.status,
            table.c.approved_at.desc(),
            table.c.hash,
        )
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("store.no_policy_for_period", period=_written(period))
    return _policy(row, frozenset())


def listed(tx: Tx, status: str = "") -> list[PolicyRow]:
    """All policies, or those of one status, newest proposal first."""
    query = select(table).order_by(table.c.proposed_at.desc(), table.c.hash)
    taken_back = _withdrawn(tx)
    rows = [_policy(row, taken_back) for row in tx.execute(query)]
    return [row for row in rows if status in ("", row.status)]
