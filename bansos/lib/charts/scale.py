"""From values to places on paper: linear scales with round ticks, and places across in percent."""

import math
from dataclasses import dataclass

NICE_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """A linear scale from 0 to `top`, drawn over `length`."""

    top: float
    length: float

    def __call__(self, value: float) -> float:
        """How far from the zero line, within the drawing."""
        if self.top <= 0:
            return 0.0
        return round(self.length * min(max(value / self.top, 0), 1), 2)


def nice_step(highest: float, parts: int = 4) -> int:
    """The round whole step of which about `parts` reach `highest`: 1, 2, 5, 10, 20, 25, 50 …"""
    if highest <= parts:
        return 1
    rough = highest / parts
    magnitude = 10 ** math.floor(math.log10(rough))
    return next(
        int(nice * magnitude)
        for nice in NICE_STEPS
        if nice * magnitude >= rough and nice * magnitude == int(nice * magnitude)
    )


def ticks(highest: float, parts: int = 4) -> list[int]:
    """0 and the round values up to the first that holds `highest`."""
    step = nice_step(highest, parts)
    return [step * n for n in range(max(math.ceil(highest / step), 1) + 1)]


def across(part: float, whole: float) -> float:
    """A place across the drawing, in percent with two decimals."""
    return round(100 * part / whole, 2) if whole else 0.0
