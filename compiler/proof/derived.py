"""Derived rows equal the application's own recomputation: states, projections and forecasts, in every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psycopg2.extensions import cursor as Cursor

from compiler.proof.derived_ahead import compare_ahead, compare_forecasts
from compiler.proof.derived_facts import Batch, Found, ask, read_batch, read_batches
from compiler.proof.derived_runs import compare_runs
from compiler.proof.derived_states import compare_states
from compiler.proof.laws import EXAMPLES, tolerant
from compiler.proof.outcome import Outcome

Compare = Callable[[Cursor, Batch], tuple[int, Found]]


def check_derived(cursor: Cursor) -> tuple[Outcome, ...]:
    """Recompute everything, batch after batch, by formulas that share no code with the compiler's.

    The end of history is read from the rows themselves: states end the day before it, live projections are computed on
    it. Tables without any row are not checked, because a scenario may switch them off. Errors: psycopg2.Error.
    """
    silent = tuple(_outcome(*law, 0, []) for law in LAWS)
    today = _today(cursor)
    return tolerant(cursor, silent, lambda: _compare(cursor, today)) if today is not None else silent


def _compare(cursor: Cursor, today: int) -> tuple[Outcome, ...]:
    batches = [read_batch(cursor, batch, scenario) for batch, scenario in read_batches(cursor) if scenario is not None]
    active = {row[0] for row in ask(cursor, "select id from public.batch_batch where status = 'ACTIVE'")}
    living = [batch for batch in batches if batch.id in active]
    ahead, forecasts = _filled(cursor, "batch_liveforwardprojection"), _filled(cursor, "batch_containerforecastsummary")
    projected = _filled(cursor, "scenario_scenarioprojection")
    checks: tuple[tuple[bool, Iterable[Batch], Compare], ...] = (
        (True, batches, lambda c, b: compare_states(c, b, today)),
        (projected, batches, compare_runs),
        (ahead, living, lambda c, b: compare_ahead(c, b, today)),
        (forecasts and projected and ahead, living, lambda c, b: compare_forecasts(c, b, today)),
    )
    return tuple(
        _outcome(*law, *(_all(cursor, compare, chosen) if wanted else (0, [])))
        for law, (wanted, chosen, compare) in zip(LAWS, checks, strict=True)
    )


LAWS = (
    (
        "daily-states-recomputed",
        "Daily states recomputed",
        "Every daily state is what the application's engine makes of the events: weights within 0.01 g.",
    ),
    (
        "projections-recomputed",
        "Projections recomputed",
        "Every day of every run is what the application's planner makes of its scenario and the models that it took: "
        "within a millionth.",
    ),
    (
        "live-projections-recomputed",
        "Live projections recomputed",
        "Every live projection follows from the newest state of its stay: weights within 0.01 g.",
    ),
    (
        "forecasts-recomputed",
        "Forecasts recomputed",
        "Every forecast summary says what states, projections and planned activities say.",
    ),
)


def _today(cursor: Cursor) -> int | None:
    """Day after the last state, None without any."""
    [(day,)] = ask(cursor, "select max(date) - date '1970-01-01' + 1 from public.batch_actualdailyassignmentstate")
    return None if day is None else int(day)


def _filled(cursor: Cursor, table: str) -> bool:
    return bool(ask(cursor, f"select exists (select from public.{table})")[0][0])


def _all(cursor: Cursor, compare: Compare, batches: Iterable[Batch]) -> tuple[int, Found]:
    checked, wrong = 0, []
    for batch in batches:
        rows, found = compare(cursor, batch)
        checked += rows
        wrong += found
    return checked, wrong


def _outcome(name: str, title: str, law: str, checked: int, wrong: Found) -> Outcome:
    return Outcome(
        name=name,
        title=title,
        law=law,
        checked=checked,
        failing=len({subject for subject, _ in wrong}),
        measured=f"{checked:,} rows",
        meaning="a recomputation in the application would change the named column of the row",
        examples=tuple(f"{subject}: {column}" for subject, column in wrong[:EXAMPLES]),
    )
