"""Quasi-Poisson regression (拟泊松回归) with a log link, by weighted least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

Floats = npt.NDArray[np.float64]
_STEPS, _SAME = 25, 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """``covariance`` is unscaled; ``dispersion`` the Pearson estimate, not yet held to >= 1."""

    coefficients: Floats
    covariance: Floats
    mean: Floats
    leverage: Floats
    dispersion: float
    freedom: int

    @property
    def phi(self) -> float:
        return max(self.dispersion, 1.0)

    def predict(self, row: Floats) -> tuple[float, float]:
        """Log mean and its standard error for one row of the design."""
        variance = float(row @ self.covariance @ row) * self.dispersion
        return float(row @ self.coefficients), float(np.sqrt(variance))

    def p_of(self, column: int) -> float:
        """Two-sided p of a coefficient, by Student's t."""
        error = float(np.sqrt(self.covariance[column, column] * self.dispersion))
        if error == 0 or self.freedom < 1:
            return float("nan")
        return float(2 * student.sf(abs(self.coefficients[column]) / error, self.freedom))


def fit(design: Floats, y: Floats, weights: Floats | None = None) -> Fit | None:
    """Fit counts; None where the steps do not settle or the columns do not tell apart.

    Args:
        design: (n, p) with the constant as a column.
        y: (n,) counts.
        weights: (n,) prior weights.
    """
    prior = np.ones(len(y)) if weights is None else weights
    n, columns = design.shape
    if n <= columns or np.linalg.matrix_rank(design) < columns or not y.any():
        return None
    mean = y + 0.1
    eta = np.log(mean)
    deviance = np.inf
    for _ in range(_STEPS):
        work = prior * mean
        target = eta + (y - mean) / mean
        root = np.sqrt(work)
        found = np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0]
        coefficients: Floats = np.asarray(found, dtype=np.float64)
        eta = np.clip(design @ coefficients, -30, 30)
        mean = np.exp(eta)
        now = _deviance(y, mean, prior)
        if abs(now - deviance) < _SAME * (abs(now) + 0.1):
            return _finished(design, y, prior, coefficients, mean)
        deviance = now
    return None


def _deviance(y: Floats, mean: Floats, prior: Floats) -> float:
    ratio = np.where(y > 0, y / mean, 1.0)
    return float(2 * (prior * (y * np.log(ratio) - (y - mean))).sum())


def _finished(design: Floats, y: Floats, prior: Floats, found: Floats, mean: Floats) -> Fit | None:
    work = prior * mean
    information = design.T @ (design * work[:, None])
    if np.linalg.cond(information) > 1e14:
        return None
    covariance: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    freedom = len(y) - design.shape[1]
    return Fit(
        coefficients=found,
        covariance=covariance,
        mean=mean,
        leverage=work * np.einsum("ij,jk,ik->i", design, covariance, design),
        dispersion=float((prior * (y - mean) ** 2 / mean).sum() / freedom),
        freedom=freedom,
    )
