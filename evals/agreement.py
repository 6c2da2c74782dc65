"""How sure a share is, and how far two reviewers agree beyond chance."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

# Of the standard normal distribution, for two-sided intervals of 95%.
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa with its 95% interval, and the share of items on which both reviewers agree."""

    value: float
    low: float
    high: float
    agreement: float


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """The 95% score interval of a share p = count / total.

    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n). E. B. Wilson (1927), Probable inference, the law of succession,
    and statistical inference, JASA 22. Of no item at all nothing is known: (0.0, 1.0).
    """
    if not total:
        return 0.0, 1.0
    share = count / total
    middle = share + Z**2 / (2 * total)
    reach = Z * math.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    scale = 1 + Z**2 / total
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> Kappa | None:
    """Cohen's kappa of two reviewers' labels of the same items; None when both always gave one and the same label.

    κ = (pₒ - pₑ) / (1 - pₑ), pₒ the share on which they agree, pₑ = Σ pᵢ.·p.ᵢ what chance gives (J. Cohen 1960). The
    interval is κ ± z·√var, within [-1, 1], with the asymptotic variance of J. L. Fleiss, J. Cohen and B. S. Everitt
    (1969), Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72:

    var = {Σᵢ pᵢᵢ[1 - (pᵢ. + p.ᵢ)(1 - κ)]² + (1 - κ)² Σᵢ≠ⱼ pᵢⱼ(p.ᵢ + pⱼ.)² - [κ - pₑ(1 - κ)]²} / (n (1 - pₑ)²)

    It is rough under some 30 items, and of width 0 when they agree on all. Raises ValueError for unequal lengths.
    """
    labels = {label: n for n, label in enumerate(dict.fromkeys([*first, *second]))}
    if len(labels) < 2:
        return None
    counts = np.zeros((len(labels), len(labels)))
    for a, b in zip(first, second, strict=True):
        counts[labels[a], labels[b]] += 1
    p = counts / counts.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float(np.trace(p)), float(rows @ columns)
    kappa = (observed - expected) / (1 - expected)
    together = float(np.diag(p) @ (1 - (rows + columns) * (1 - kappa)) ** 2)
    between = (columns[:, None] + rows[None, :]) ** 2
    np.fill_diagonal(between, 0.0)
    apart = (1 - kappa) ** 2 * float((p * between).sum())
    spread = together + apart - (kappa - expected * (1 - kappa)) ** 2
    reach = Z * math.sqrt(max(0.0, spread) / len(first)) / (1 - expected)
    return Kappa(kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach), observed)
