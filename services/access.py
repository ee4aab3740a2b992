"""Who may see and do what (权限). The only place that decides rows, columns and small counts."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import NotAllowedError, NotFoundError, RefusedError
from services.workspace import Workspace
from store import Tx, audit, people
from vocab import Scope

TOKEN_SECONDS = 12 * 3600
# A screen nobody touches is signed in for a month; it reads no small counts.
WALL_SECONDS = 30 * 24 * 3600
TICKET_SECONDS = 600


class Role(StrEnum):
    ANALYST = "analyst"
    CHAIR = "chair"
    LEADER = "leader"
    APPROVER = "approver"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Action(StrEnum):
    VIEW = "view"
    EXACT = "exact"
    IMPORT = "import"
    CORRECT = "correct"
    SCORE = "score"
    CLOSE = "close"
    PROPOSE = "propose"
    APPROVE = "approve"
    EXPORT = "export"
    AUDIT = "audit"
    ADMINISTER = "administer"
    PLAN = "plan"


_A = Action
PERMISSIONS: dict[Role, frozenset[Action]] = {
    Role.ANALYST: frozenset(
        {
            _A.VIEW,
            _A.EXACT,
            _A.IMPORT,
            _A.CORRECT,
            _A.SCORE,
            _A.PROPOSE,
            _A.EXPORT,
            _A.PLAN,
        }
    ),
    Role.CHAIR: frozenset({_A.VIEW, _A.EXACT, _A.SCORE, _A.CLOSE, _A.EXPORT, _A.PLAN}),
    Role.LEADER: frozenset({_A.VIEW}),
    Role.APPROVER: frozenset({_A.VIEW, _A.APPROVE}),
    Role.AUDITOR: frozenset({_A.VIEW, _A.AUDIT}),
    Role.OPERATOR: frozenset(Action),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The person a service call is made for.

    ``purpose`` says where the answer goes (desk, wall, export); only a desk shows exact counts.
    """

    person: str
    title: str
    role: Role
    scope: Scope = field(default_factory=Scope)
    purpose: str = "desk"

    def may(self, action: Action) -> bool:
        return action in PERMISSIONS[self.role]

    @property
    def is_cleared(self) -> bool:
        """Sees exact small counts."""
        return self.may(Action.EXACT) and self.purpose == "desk"


OPERATOR = Viewer(person="operator", title="操作员", role=Role.OPERATOR)


def require(viewer: Viewer, action: Action, scope: Scope | None = None) -> None:
    """Let the viewer pass or refuse.

    Raises:
        NotAllowedError: the role lacks the action, or ``scope`` reaches outside the viewer's own.
    """
    if not viewer.may(action):
        raise NotAllowedError("access.action", who=viewer.title, action=action.value)
    if scope is not None and not scope.within(viewer.scope):
        raise NotAllowedError("access.scope", who=viewer.title, area=scope.prefix)


def narrowed(viewer: Viewer, prefix: str) -> Scope:
    """The area asked for, or the viewer's own where nothing was asked.

    Raises:
        RefusedError: no area code.
        NotAllowedError: outside the viewer's scope.
    """
    try:
        scope = Scope(prefix=prefix) if prefix else viewer.scope
    except ValueError as error:
        raise RefusedError("access.no_area", area=prefix) from error
    require(viewer, Action.VIEW, scope)
    return scope


def visible(codes: npt.NDArray[np.str_], viewer: Viewer) -> npt.NDArray[np.bool_]:
    """Which codes lie in the viewer's scope; same shape as ``codes``."""
    if not viewer.scope.prefix:
        return np.ones(len(codes), dtype=np.bool_)
    return np.char.startswith(codes.astype(np.str_), viewer.scope.prefix)


# --- small counts -------------------------------------------------------------------------


def _ambiguous(values: npt.NDArray[np.float64], k: int) -> bool:
    """Whether a reader who knows the sum of these hidden cells still cannot tell any one."""
    return len(values) >= 2 and k <= values.sum() < len(values) * max(values.max(), k)


def _complement(values: npt.NDArray[np.float64], hidden: npt.NDArray[np.bool_], k: int) -> None:
    """Hide further cells of one parent, smallest first, until no hidden one can be computed."""
    order = np.argsort(np.where(values > 0, values, np.inf), kind="stable")
    for position in order:
        if not hidden.any() or _ambiguous(values[hidden], k):
            return
        hidden[position] = True


def _parents(codes: Sequence[str], levels: Sequence[int]) -> list[list[str]]:
    return [[code[:digits] for code in codes] for digits in levels]


def hidden_cells(
    codes: Sequence[str],
    values: npt.NDArray[np.float64],
    k: int,
    levels: Sequence[int] = (12, 9, 6, 4, 2, 0),
) -> npt.NDArray[np.bool_]:
    """Which counts may not be shown: primary (0 < n < k) and complementary.

    Args:
        codes: one per count, hierarchical text codes.
        values: counts, NaN where unknown.
        k: the smallest count that may be shown.
        levels: code lengths at which totals are published, lowest level first. Cells are
            protected inside each unit of the lowest level; then its total is a cell of the next
            level, hidden when all of its cells are, and so on up to the whole.

    Returns:
        Boolean array, True = hidden, same length as ``values``.
    """
    hidden: npt.NDArray[np.bool_] = (values > 0) & (values < k)
    if not hidden.any():
        return hidden
    frame = pd.DataFrame({"cell": range(len(values))})
    parents = _parents(codes, levels)
    amounts = np.nan_to_num(values)
    for level_codes in parents:
        frame["parent"] = level_codes
        for members in frame.groupby("parent", sort=False)["cell"]:
            cells = members[1].to_numpy()
            part = hidden[cells]
            _complement(amounts[cells], part, k)
            hidden[cells] = part
        if not hidden.any():
            return hidden
    return hidden


def suppress(frame: pd.DataFrame, viewer: Viewer, *, k: int, counts: Sequence[str]) -> pd.DataFrame:
    """A copy with small counts replaced by NaN for everybody who is not cleared.

    Args:
        frame: has ``code`` and the columns named in ``counts``; one row per grid, all grids of
            the area whose totals are published.
        viewer: the asking person; cleared viewers get the frame as it is.
        k: smallest count that may be shown, from the policy.
        counts: columns that hold counts of events.
    """
    if viewer.is_cleared:
        return frame
    shown = frame.copy()
    for column in counts:
        values = frame[column].to_numpy(dtype=np.float64)
        shown[column] = np.where(hidden_cells(frame["code"].tolist(), values, k), np.nan, values)
    return shown


# --- persons and tokens -------------------------------------------------------------------


def viewer_of(workspace: Workspace, person: str) -> Viewer:
    """The viewer of an active person of this folder.

    Raises:
        NotAllowedError: nobody of that name.
    """
    if person == OPERATOR.person:
        return OPERATOR
    try:
        with workspace.store.read() as tx:
            row = people.get(tx, person)
    except NotFoundError as error:
        raise NotAllowedError("access.nobody", who=person) from error
    return Viewer(
        person=row.id,
        title=row.title,
        role=Role(row.role),
        scope=Scope(prefix=row.scope),
        purpose=row.purpose,
    )


def _signature(workspace: Workspace, text: str) -> str:
    return hmac.new(workspace.secret(), text.encode(), hashlib.sha256).hexdigest()


def lasts(viewer: Viewer) -> int:
    """Seconds a sign-in is good for."""
    return WALL_SECONDS if viewer.purpose == "wall" else TOKEN_SECONDS


def token(workspace: Workspace, viewer: Viewer, seconds: int = TOKEN_SECONDS) -> str:
    """A signed sign-in for the browser's cookie: person.expiry.signature."""
    text = f"{viewer.person}.{workspace.today + seconds}"
    return f"{text}.{_signature(workspace, text)}"


def holder(workspace: Workspace, value: str | None) -> Viewer | None:
    """The viewer a token stands for; None when absent, forged, expired or no longer active."""
    if not value or value.count(".") != 2:
        return None
    person, expiry, signature = value.split(".")
    expected = _signature(workspace, f"{person}.{expiry}")
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    if not expiry.isdigit() or int(expiry) < workspace.today:
        return None
    try:
        return viewer_of(workspace, person)
    except NotAllowedError:
        return None


# --- audit --------------------------------------------------------------------------------


def record(
    tx: Tx,
    workspace: Workspace,
    viewer: Viewer,
    action: Action,
    what: str,
    *,
    asked: str = "",
    rows: int = 0,
    result: str = "ok",
) -> None:
    """Write one audit row in the caller's transaction: it stands if and only if the act does."""
    audit.write(
        tx,
        at=workspace.today,
        by=viewer.person,
        role=viewer.role.value,
        action=action.value,
        object=what,
        filter=asked,
        rows=rows,
        result=result,
    )
