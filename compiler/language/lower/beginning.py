"""How the batches of a group begin: as eggs in the first stage, or as fish that are bought in any."""

from __future__ import annotations

from compiler.diagnostics import Span
from compiler.language.lower.reading import Notes, alike
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Beginning, Stage

FAR = 2.0
"""Eggs that weigh more than so many times what their stage says, or less than its inverse, are not those meant."""


def read_beginning(root: Values, group: str, stages: tuple[Stage, ...], notes: Notes) -> Beginning:
    """Tells AQ226 of a stage that is not there, AQ227 of eggs and fish that are both counted."""
    values: Values = root["batches"][group]
    if "begins" not in values:
        eggs: Values = root["eggs"]
        spans: dict[tuple[str, ...], Span] = {("weight_g",): eggs.at("weight_g")}
        if not stages:
            return Beginning(0, float(eggs["weight_g"]), 1, None, False, 0, 0, 0, spans=spans)
        spans["days",] = stages[0].span_of("move_days")
        return Beginning(0, float(eggs["weight_g"]), stages[0].move_days, None, False, 0, 0, 0, spans=spans)
    begins: Values = values["begins"]
    names = [stage.name for stage in stages]
    if begins["stage"] not in names:
        message = f"{group} begins in {begins['stage']}, which is no stage"
        notes.say("AQ226", message, begins.at("stage"), alike(begins["stage"], names))
        return Beginning(0, 1.0, 1, None, True, 0, 0, 0)
    if "eggs" in values.spans:
        message = f"{group} counts eggs, and fish that are bought"
        notes.say("AQ227", message, values.at("eggs"), "remove eggs, or begins")
    stage = names.index(begins["stage"])
    weight_g = float(begins.get("weight_g", stages[stage].first_weight_g))
    return build(Beginning, begins, stage=stage, weight_g=weight_g, bought=True)
