"""What a scenario says and nothing heeds: each is told, as its writer believes it to work."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.diagnostics import Span
from compiler.language.lower.reading import Notes
from compiler.language.lower.values import Values
from compiler.nouns import Stage


def tell_unused(root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """Tell AQ245, a warning. `stages`: of each geography."""
    _beaten(root, geographies, notes)
    for group in sorted(root["batches"]):
        values: Values = root["batches"][group]
        if values["geography"] in geographies:
            own = stages[geographies.index(values["geography"])]
            _rings(values, own, notes)
            _stage_days(values, own, notes)
    for own in stages:
        for stage in own:
            _vaccinations(root, stage, notes)


def _say(message: str, span: Span, hint: str, notes: Notes) -> None:
    notes.say("AQ245", message, span, hint, "warning")


def _beaten(root: Values, geographies: Sequence[str], notes: Notes) -> None:
    """Values of a stage that the scenario's own file states and each geography that it includes states otherwise."""
    for name, values in root["stages"].items():
        for key, span in values.spans.items():
            local = [root["geographies"][place]["stages"].get(name) for place in geographies]
            above = [one.spans[key].file for one in local if one is not None and key in one.spans]
            if span.file == notes.main and geographies and len(above) == len(geographies) and notes.main not in above:
                message = f"{key} of {name} is not used: {' and '.join(geographies)} state their own"
                hint = f"say it there: geographies: {{{geographies[0]}: {{stages: {{{name}: {{{key}: …}}}}}}}}"
                _say(message, span, hint, notes)


def _rings(values: Values, stages: Sequence[Stage], notes: Notes) -> None:
    sea = [stage.name for stage in stages if stage.leg == "sea"]
    if (
        "rings" in values
        and values.at("rings").file == notes.main
        and all(name in values["containers"] for name in sea)
    ):
        message = f"rings is not used: containers says how many {' and '.join(sea)} takes"
        _say(message, values.at("rings"), "leave one of the two out", notes)


def _stage_days(values: Values, stages: Sequence[Stage], notes: Notes) -> None:
    for stage in stages:
        for at, day in enumerate(values.get("at_stage_days", {}).get(stage.name, ())):
            if day >= stage.days:
                message = f"{stage.name} lasts {stage.days} days: on day {day} the batch is not in it any more"
                hint = f"a day below {stage.days}, or a day of life under at_days"
                _say(message, values.at("at_stage_days", stage.name, at), hint, notes)


def _vaccinations(root: Values, stage: Stage, notes: Notes) -> None:
    for one in stage.vaccinations:
        if one.day >= stage.days:
            message = f"{stage.name} lasts {stage.days} days: nobody is vaccinated on day {one.day}"
            _say(message, one.span_of("day"), f"a day below {stage.days}", notes)
