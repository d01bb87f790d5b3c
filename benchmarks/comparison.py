"""Whether two series of times come from the same distribution, by tests that assume nothing of its form."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, median

_RESAMPLES = 1000
_LOWER = 0.2


@dataclass(frozen=True)
class Comparison:
    """``difference`` is median of the first minus median of the second, in their unit; ``interval`` holds it with 95 %.

    ``lower_difference`` is the same at the 20th percentile, where a busy machine disturbs least. ``p`` is how often
    equal distributions would look as different as these.
    """

    medians: tuple[float, float]
    difference: float
    interval: tuple[float, float]
    lower_difference: float
    p: float


def compare(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Compare two series that were taken in turns."""
    medians = median(first), median(second)
    return Comparison(
        medians=medians,
        difference=medians[0] - medians[1],
        interval=_interval_of_difference(first, second),
        lower_difference=percentile(first, _LOWER) - percentile(second, _LOWER),
        p=mann_whitney(first, second),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie."""
    return sorted(values)[int(share * (len(values) - 1))]


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """The two-sided p of the rank-sum test (Mann and Whitney 1947): its normal approximation, equal ranks shared."""
    n, m = len(first), len(second)
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    rank_sum, ties, at = 0.0, 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        shared = (at + 1 + end) / 2
        rank_sum += shared * sum(1 for _, series in ranked[at:end] if series == 0)
        ties += (end - at) ** 3 - (end - at)
        at = end
    u = rank_sum - n * (n + 1) / 2
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    return 1.0 if spread == 0 else 2 * (1 - NormalDist().cdf(abs(u - n * m / 2) / spread))


def _interval_of_difference(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the difference of medians over bootstrap samples."""
    draw = random.Random(1)
    differences = sorted(
        median(draw.choices(first, k=len(first))) - median(draw.choices(second, k=len(second)))
        for _ in range(_RESAMPLES)
    )
    return differences[int(0.025 * _RESAMPLES)], differences[int(0.975 * _RESAMPLES) - 1]
