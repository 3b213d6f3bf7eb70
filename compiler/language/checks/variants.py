"""What is asked of batches can be asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Batch, Case, Scenario, Terms, Variants

CODE = "AQ349"


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ349: variants of an unknown batch, or of one that cannot live at as_of; a change of models that never is."""
    law = scenario.variants
    if law is None:
        return
    known = {batch.number: batch for batch in scenario.batches}
    for number in law.named:
        fault = _fault(scenario, number, known.get(number))
        if fault:
            hint = "name a batch that lives, or say how many a geography: batches: 1"
            yield Diagnostic(CODE, f"{number} {fault}", law.span_of("batches"), hint)
    for case in law.cases:
        yield from _change(scenario, law, case)
        yield from _idle(case)


def _fault(scenario: Scenario, number: str, batch: Batch | None) -> str:
    """Why nothing can be asked of the batch, '' where it may be."""
    if batch is None:
        return f"is none of the {len(scenario.batches)} batches"
    if batch.mixed != "no":
        return "is a mixed batch, and variants are of fish of one origin"
    if batch.start_day - batch.early_days >= scenario.as_of:
        return f"begins {batch.start_day - scenario.as_of} days after as_of, and variants are of living batches"
    end = batch.start_day + batch.late_days + sum(run.days for run in batch.runs)
    if end <= scenario.as_of:
        return f"ended {scenario.as_of - end} days before as_of, and variants are of living batches"
    return ""


def _change(scenario: Scenario, law: Variants, case: Case) -> Iterator[Diagnostic]:
    """A change must fall into the scenario of some batch, and change something; shorter lives are not asked."""
    if case.change is None:
        return
    most = law.least_days
    if case.begins == "anew":
        most = max((sum(run.days for run in batch.runs) for batch in scenario.batches), default=most)
    most = min(most, case.days or most)
    if case.change.day > most:
        message = f"{case.name} changes its models on day {case.change.day}, and may last {most} days only"
        yield Diagnostic(CODE, message, case.change.span_of("day"), f"a day of at most {most}")
    now = case.runs[-1].terms if case.runs else None
    if case.change.terms == (now or _usual()):
        message = f"{case.name} changes its models to those that it has"
        yield Diagnostic(
            CODE, message, case.change.span_of(), "state another mortality_times, growth_times or feed_times"
        )


def _idle(case: Case) -> Iterator[Diagnostic]:
    """AQ245: what waits for another value of the case."""
    if case.later_days and case.begins != "anew":
        message = f"later_days of {case.name} is not used: it begins with the fish of as_of"
        yield Diagnostic("AQ245", message, case.span_of("later_days"), "begins: anew, or leave it out", "warning")
    for one in (*case.runs, *((case.change,) if case.change else ())):
        if one.terms.feed_from_g and one.terms.feed_times == 1.0:
            message = f"feed_from_g is not used in {case.name}: feed_times is 1"
            hint = "feed_times: 1.1, or leave feed_from_g out"
            yield Diagnostic("AQ245", message, one.terms.span_of("feed_from_g"), hint, "warning")


def _usual() -> Terms:
    """Those of the baseline."""
    return Terms(mortality_times=1.0, growth_times=1.0, feed_times=1.0, feed_from_g=0.0)
