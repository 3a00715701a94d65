"""Shares that come out exactly: quotas by largest remainder, dealt in an order the seed fixes."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def quotas(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of `weights` that add up to `total`."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def deal(random: Random, total: int, shares: Sequence[tuple[T, float]]) -> list[T]:
    """One word for each of `total`, in the proportions of `shares`, in random order."""
    counts = quotas(total, [weight for _, weight in shares])
    words = [word for (word, _), count in zip(shares, counts, strict=True) for _ in range(count)]
    random.shuffle(words)
    return words
