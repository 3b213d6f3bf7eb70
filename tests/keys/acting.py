"""What a change of a key does: other rows, a word, or nothing at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import islice
from typing import Any, Literal

import numpy as np
from changing import Place, changed, farm, others

from compiler.diagnostics import Diagnostic, Stop, stop_on_errors
from compiler.filling import Farm, rows_of
from compiler.language import Document, check_meaning, check_shape, lower, schema
from compiler.nouns import Scenario
from compiler.pipeline import Planned, farm_of, live
from compiler.solver import solve
from compiler.solving import mix

Verdict = Literal["acts", "told", "refused", "silent"]
Said = frozenset[tuple[str, str]]
TRIED = 6
"""Values that are tried of one key at one place."""


def verdict(place: Place) -> Verdict:
    """The best of some other values: rows differ; a word is said; every one is refused; or nothing at all."""
    found: set[Verdict] = set()
    for value in islice(others(place), TRIED):
        one = verdict_of(changed(place, value))
        if one in ("acts", "told"):
            return one
        found.add(one)
    return "silent" if "silent" in found or not found else "refused"


def reaches(place: Place) -> bool:
    """Whether some other value gives another Scenario, or a word; or every one is refused. Rows are not looked at."""
    silent = False
    for value in islice(others(place), TRIED):
        document = changed(place, value)
        try:
            _, doubts = stop_on_errors((document, check_shape(document, schema())))
            scenario, noted = stop_on_errors(lower(document))
            if scenario.digest != _unchanged().digest:
                return True
            _, meant = stop_on_errors((scenario, check_meaning(scenario)))
        except Stop:
            continue
        if words((*doubts, *noted, *meant)) - _said_of_it():
            return True
        silent = True
    return not silent


@cache
def _unchanged() -> Scenario:
    scenario, _ = stop_on_errors(lower(farm()))
    return scenario


@cache
def _said_of_it() -> Said:
    return words(check_meaning(_unchanged()))


def verdict_of(document: Document) -> Verdict:
    """What became of a farm that differs from the farm in one value."""
    scenario, said, rows = _of_farm()
    try:
        planned = planned_of(document)
    except Stop:
        return "refused"
    if words(planned.warnings) - said:
        return "told"
    if planned.scenario.digest == scenario:
        return "silent"
    made = farm_of(live(planned))
    if made.tables.keys() != rows.keys():
        return "acts"
    return "acts" if any(_digest(made, table) != rows[table] for table in _small_first(made)) else "silent"


def planned_of(document: Document) -> Planned:
    """What `plan_scenario` makes of a file that says this. Errors: Stop."""
    _, doubts = stop_on_errors((document, check_shape(document, schema())))
    scenario, noted = stop_on_errors(lower(document))
    _, meant = stop_on_errors((scenario, check_meaning(scenario)))
    plan, found = stop_on_errors(solve(scenario))
    (scenario, plan), _ = stop_on_errors(mix(scenario, plan))
    return Planned(scenario, plan, (*doubts, *noted, *meant, *found), document)


@cache
def _of_farm() -> tuple[str, Said, Mapping[str, str]]:
    """Digest, words and [table] rows of the farm as it is."""
    planned = planned_of(farm())
    made = farm_of(live(planned))
    rows = {table: _digest(made, table) for table in made.tables}
    return planned.scenario.digest, words(planned.warnings), rows


def _small_first(made: Farm) -> list[str]:
    """Tables in the order in which a difference is found soonest; histories say what their tables say."""
    return sorted(made.tables, key=lambda name: (name in made.trails, sum(made.counts.get(name, ()))))


def words(said: tuple[Diagnostic, ...]) -> Said:
    """Code and message of each."""
    return frozenset((one.code, one.message) for one in said)


def _digest(made: Farm, table: str) -> str:
    found = hashlib.sha256()
    for rows in rows_of(made, table, 0, len(made.counts.get(table, (0,)))):
        for piece in _pieces(rows):
            found.update(piece)
    return found.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """What a block of rows says, however it is held."""
    if isinstance(value, np.ndarray):
        yield value.astype(np.float64 if value.dtype.kind == "f" else np.int64).tobytes()
    elif is_dataclass(value):
        for field in fields(value):
            yield field.name.encode()
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key).encode()
            yield from _pieces(one)
    else:
        yield repr(value).encode()
