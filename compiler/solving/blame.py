"""An answer without a plan as diagnostics of the scenario: dates, the batches with their lines, and what to type."""

from __future__ import annotations

from compiler.diagnostics import Diagnostic, Span
from compiler.exact import iso_date
from compiler.nouns import SEA_POOL, Scenario
from compiler.solving import limits
from compiler.solving.booking import Booking
from compiler.solving.bounds import repaired
from compiler.solving.draft import Draft, typed_mends
from compiler.solving.instance import Answer, Failure, Witness
from compiler.solving.mend import Batches, Containers, Line, Mend, Pin, Slip, Stagger, Start

CODES = {
    "need": "AQ310",
    "pin": "AQ311",
    "overload": "AQ312",
    "packing": "AQ313",
    "collide": "AQ314",
    "energy": "AQ315",
    "chain": "AQ316",
    "apart": "AQ314",
}
TYPED = (Pin, Stagger, Slip)
"""Mends that a typed value says better."""


def blame(scenario: Scenario, booking: Booking, answer: Answer, draft: Draft | None = None) -> tuple[Diagnostic, ...]:
    """One diagnostic per geography without a plan; notes on a plan that slips, and on batches that a mode other than
    "place all" left out."""
    found = [_failure(scenario, booking, failure, draft) for failure in answer.failures]
    left = [batch.number for batch in scenario.batches if batch.number not in answer.placed]
    if answer.verdict == "plan" and left:
        shown = ", ".join(left[:5]) + (", …" if len(left) > 5 else "")
        message = (
            f"{len(answer.placed)} of {len(scenario.batches)} batches placed, "
            f"at most {answer.placed_bound} can be; left out: {shown}"
        )
        found.append(Diagnostic("AQ321", message, scenario.solve.span, severity="note"))
    if answer.verdict == "plan" and answer.objective:
        found.append(Diagnostic("AQ317", slipped(answer), scenario.solve.span, severity="note"))
    return tuple(found)


def slipped(answer: Answer) -> str:
    """How many days a plan slips in all, and what is proven of the least.

    >>> slipped(Answer("plan", {}, objective=9, bound=2, placed_bound=0, nodes=0))
    'the plan slips 9 days in all; no plan slips less than 2, and whether one slips less than 9 is not proven'
    >>> slipped(Answer("plan", {}, objective=9, bound=9, placed_bound=0, nodes=0))
    'the plan slips 9 days in all, which is proven to be the least'
    """
    text = f"the plan slips {answer.objective} days in all"
    if answer.bound >= answer.objective:
        return f"{text}, which is proven to be the least"
    least = f"no plan slips less than {answer.bound}, and whether" if answer.bound else "whether"
    return f"{text}; {least} one slips less than {answer.objective} is not proven"


def _failure(scenario: Scenario, booking: Booking, failure: Failure, draft: Draft | None) -> Diagnostic:
    if failure.witness is None:
        message = (
            f"{failure.geo}: no plan found within the node limit of {scenario.solve.node_limit}, "
            "and none is proven impossible"
        )
        if failure.left_out:
            message += f"; the best partial plan leaves out {len(failure.left_out)}: {', '.join(failure.left_out[:5])}"
        return Diagnostic(
            "AQ320", message, scenario.solve.span, "raise solve.node_limit, or give the batches start windows"
        )
    witness = failure.witness
    related = _related(scenario, booking, witness.batches)
    typed = typed_mends(scenario, draft, failure) if draft else []
    kept = [mend for mend in failure.mends if not typed or not _better_typed(mend)]
    hint = "; or ".join(_mend(scenario, booking, mend) for mend in (*typed, *kept))
    span = related[-1][0] if related else scenario.solve.span
    return Diagnostic(CODES[witness.rule], _message(booking, failure.geo, witness), span, hint, related=related)


def _related(scenario: Scenario, booking: Booking, names: tuple[str, ...]) -> tuple[tuple[Span, str], ...]:
    """The lines that made the batches, each line once with the batches that it made."""
    made: dict[Span, list[str]] = {}
    for name in names:
        made.setdefault(scenario.batches[booking.index[name]].span, []).append(name)
    return tuple(
        (span, ", ".join(own) if len(own) <= limits.BLAMED else f"{len(own)} batches: {own[0]} to {own[-1]}")
        for span, own in made.items()
    )


def iso(booking: Booking, day: int) -> str:
    """The date of an instance day."""
    return iso_date(day + booking.day0)


def _what(stage: str) -> str:
    return "rings" if stage == SEA_POOL else f"containers of {stage}"


def _message(booking: Booking, geo: str, witness: Witness) -> str:
    what, count = _what(witness.stage), len(witness.batches)
    where = witness.places[0] if len(witness.places) == 1 else f"{geo}: all {len(witness.places)} {_places(witness)}"
    when = f"from {iso(booking, witness.first)} to {iso(booking, witness.last)}"
    if witness.rule in ("need", "pin"):
        bound = "may use has" if witness.rule == "need" else "is pinned to has"
        need = f"{witness.batches[0]} needs {witness.demand} {what}"
        return f"{need}, and the largest place that it {bound} {witness.capacity}"
    if witness.rule == "collide":
        how = "without any one of them the others fit" if witness.irreducible else "a smaller set may collide too"
        text = f"{where}: these {count} batches cannot all be placed (every way was tried; {how})"
        if witness.rest:
            return f"{text}; without {witness.rest} they fit"
        return f"{text}; tightest {when}: {witness.demand} of {witness.capacity} {what} needed{repaired(witness.down)}"
    if witness.rule == "apart":
        return (
            f"{where}: {when}, {count} batches come, no two of which may share a place under {witness.rest}; "
            f"such places: {witness.capacity}"
        )
    if witness.rule == "energy":
        unit = f"days of one of the {what}" if witness.group == 1 else f"days of {witness.group} {what} in one place"
        return (
            f"{where}: {when}, {count} batches need at least {witness.demand} {unit}, wherever they start within their "
            f"windows, and there are {witness.capacity}{repaired(witness.down)}"
        )
    if witness.rule == "chain":
        return (
            f"{where}: {when}, {count} batches that are alike must start, and {_hall(witness)} hold "
            f"{witness.capacity} of them at once: the last comes to its turn after its window has ended"
        )
    message = f"{where}: {when}, {count} batches need {witness.demand} {what}, and there are {witness.capacity}"
    message += repaired(witness.down)
    return message + ("; whole batches do not pack into single places" if witness.rule == "packing" else "")


def _hall(witness: Witness) -> str:
    return "the rings" if witness.stage == SEA_POOL else f"the halls for {witness.stage}"


def _places(witness: Witness) -> str:
    return "areas" if witness.stage == SEA_POOL else "stations"


def _better_typed(mend: Mend) -> bool:
    many = isinstance(mend.what, Batches) and len(mend.what.names) > 2
    return many or isinstance(mend.what, TYPED)


def _mend(scenario: Scenario, booking: Booking, mend: Mend) -> str:
    """What to do, in words."""
    after = mend.after or 0
    match mend.what:
        case Line(path):
            return f"{'.'.join(path)}: {after}" if mend.after is not None else f"remove {'.'.join(path)}"
        case Start(batch):
            return f"{batch} can start on {iso(booking, after)}{' at the earliest' if mend.least else ''}"
        case Stagger(_):
            return f"a start every {after} days (every_days: {after})"
        case Slip(_):
            wider = max(batch.late_days for batch in scenario.batches) + after
            return f"allow {after} more days of slip to all batches (window_days: {wider})"
        case Containers(places, stage):
            kind = ("ring" if stage == SEA_POOL else "container") + ("" if after == 1 else "s")
            hall = "" if stage == SEA_POOL else f" in the {stage} hall"
            return f"{after} more {kind}{hall} of {places[0] if len(places) == 1 else 'each place'}"
        case Pin(batch, _):
            return f"remove the pin of {batch} to {mend.before}"
        case Batches(names):
            return f"without {', '.join(names)}"
