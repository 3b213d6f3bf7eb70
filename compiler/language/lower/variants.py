"""What if: the cases that are asked of living batches, where the scenario chooses any."""

from __future__ import annotations

from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Case, CaseRun, ModelChange, Terms, Variants


def read_variants(root: Values) -> Variants | None:
    """None where there are no cases, or no batches to ask them of."""
    values: Values | None = root.get("variants")
    if not values or not values["batches"] or not values["cases"]:
        return None
    chosen = values["batches"]
    return build(
        Variants,
        values,
        count=chosen if isinstance(chosen, int) else 0,
        named=() if isinstance(chosen, int) else tuple(chosen),
        cases=tuple(_case(name, values["cases"][name]) for name in sorted(values["cases"])),
        spans={("batches",): values.at("batches")},
    )


def _case(name: str, values: Values) -> Case:
    runs = tuple(build(CaseRun, one, terms=build(Terms, one)) for one in values["runs"])
    changed: Values | None = values.get("change")
    change = build(ModelChange, changed, terms=build(Terms, changed)) if changed else None
    return build(Case, values, name=name, runs=runs, change=change)
