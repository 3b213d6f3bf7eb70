"""How full the farm was over time, in characters: a line a stage of a geography, as wide as the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import numpy as np

from compiler.exact import iso_date
from compiler.nouns import Plan, Scenario
from compiler.solving import pools

BLOCKS, DIGITS = "·▁▂▃▄▅▆▇█", ".12345678"
"""From nothing to everything, by eighths; the others for terminals that cannot show the blocks"""
USUAL, WIDEST, LABEL = 80, 160, 33


def over_time(scenario: Scenario, plan: Plan) -> list[str]:
    """Lines for the terminal that is there; of 80 columns where none is."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else USUAL
    return list(lines(scenario, plan, min(columns, WIDEST), _known(sys.stdout.encoding or "ascii")))


def lines(scenario: Scenario, plan: Plan, columns: int, scale: str = BLOCKS) -> Iterator[str]:
    """A heading, and a line for each stage that was ever held, in the order of geographies and stages.

    Args: columns  that a line may have     scale  nine characters, from none to all of the containers
    """
    if not len(plan.first):
        return
    first, places = int(plan.first.min()), max(columns - LABEL, 12)
    days = -(-(scenario.as_of - first) // places)
    few, many = scale[1], scale[-1]
    yield f"Containers of a stage with fish since {iso_date(first)}, {days} days a character ({few} few, {many} all)"
    known = {(pool.geography, pool.stage): pool.containers for pool in pools(scenario, plan)}
    of = np.array([batch.geography for batch in scenario.batches], dtype=np.int64)[plan.batch]
    for at, geography in enumerate(scenario.geographies):
        for number, stage in enumerate(geography.stages):
            here = np.flatnonzero((of == at) & (plan.stage == number))
            if len(here):
                whole = known[geography.name, stage.name]
                used = _used(plan, here, first, (scenario.as_of - first, days))
                row = "".join(scale[min(-(-8 * fish // (whole * size)), 8)] for fish, size in used)
                yield f"  {geography.name:<16} {stage.name:<12} {row}".rstrip()


def _used(plan: Plan, stays: np.ndarray, first: int, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """By character: container-days of the stays, and the days that it stands for.

    Args: span  days in all, and days a character
    """
    length, days = span
    change = np.zeros(length + 1, dtype=np.int64)
    np.add.at(change, plan.first[stays] - first, 1)
    np.add.at(change, plan.end[stays] - first, -1)
    busy = np.cumsum(change)[:length]
    for start in range(0, length, days):
        part = busy[start : start + days]
        yield int(part.sum()), len(part)


def _known(encoding: str) -> str:
    """The scale that the encoding has characters for."""
    try:
        BLOCKS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return DIGITS
    return BLOCKS
