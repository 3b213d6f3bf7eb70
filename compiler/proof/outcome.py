"""An Outcome: what one check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check, done. `failing` of `checked` subjects broke it; `examples` name the first of them."""

    name: str
    title: str
    law: str
    checked: int
    failing: int
    measured: str
    """What was counted or measured, for people."""
    meaning: str = ""
    """What a failing row means."""
    examples: tuple[str, ...] = ()
    group: str = ""
    """Heading under which it is shown."""
    skipped: str = ""
    """Why it was not done, where it was not."""

    @property
    def status(self) -> Literal["pass", "fail", "none", "skip"]:
        """`none` where the database holds nothing that the law speaks of, `skip` where its condition does not hold."""
        if self.skipped:
            return "skip"
        if self.failing:
            return "fail"
        return "pass" if self.checked else "none"
