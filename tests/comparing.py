"""The solver's answer beside brute force."""

from __future__ import annotations

from brute import least_slip

from compiler.solving.answer import answer
from compiler.solving.instance import Answer, Instance


def compared(instance: Instance, most: int) -> Answer | None:
    """The solver's answer, held to brute force; None where there are more ways than `most`."""
    try:
        truth = least_slip(instance, most)
    except OverflowError:
        return None
    found = answer(instance)
    assert found.verdict == ("impossible" if truth is None else "plan")
    assert truth is None or found.bound <= truth <= found.objective
    return found
