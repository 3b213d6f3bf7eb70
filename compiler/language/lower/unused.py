"""What a scenario says and nothing heeds: each is told, as its writer believes it to work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from compiler.diagnostics import Span
from compiler.language.lower.reading import Notes
from compiler.language.lower.values import Values
from compiler.nouns import Stage

Idle = tuple[str, Callable[[Stage], bool]]
PEAKS: Idle = ("mortality_peak is 1", lambda stage: stage.mortality_peak == 1)
SHORT: Idle = ("mortality_peak_days is 0", lambda stage: stage.mortality_peak_days == 0)
SELDOM: Idle = ("episodes_per_year is 0", lambda stage: stage.episodes_per_year == 0)
MILD: Idle = ("episode_factor is 1", lambda stage: stage.episode_factor == 1)
BRIEF: Idle = ("episode_days is 0", lambda stage: stage.episode_days == 0)
UNFED: Idle = ("fcr is 0, so that nobody is fed", lambda stage: stage.fcr == 0)
NEEDS: Mapping[str, tuple[Idle, ...]] = {
    "mortality_peak": (SHORT,),
    "mortality_peak_days": (PEAKS,),
    "episodes_per_year": (MILD, BRIEF),
    "episode_factor": (SELDOM, BRIEF),
    "episode_days": (SELDOM, MILD),
    "appetite_sd": (UNFED,),
    "fcr_sd": (UNFED,),
}
"""[key of a stage] why it does nothing"""


def tell_unused(root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """Tell AQ245, a warning. `stages`: of each geography."""
    _beaten(root, geographies, notes)
    for group in sorted(root["batches"]):
        values: Values = root["batches"][group]
        if values["geography"] in geographies:
            own = stages[geographies.index(values["geography"])]
            _rings(values, own, notes)
            _stage_days(values, own, notes)
            _wished_twice(values, notes)
    _idle(root, stages, notes)
    _first(root, stages, notes)
    _containers(root, stages, notes)
    _groups_join(root, notes)
    _saturate(root, notes)
    _thermometers(root, notes)
    for leg in ("freshwater", "sea"):
        _joins(root, leg, notes)
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


def _idle(root: Values, stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """Values of a stage that do nothing by themselves; those that say `none`, 0 or a factor of 1, mean it."""
    for name, values in root["stages"].items():
        everywhere = [stage for own in stages for stage in own if stage.name == name]
        for key, reasons in NEEDS.items():
            if everywhere and key in values.spans and values.at(key).file == notes.main and values[key] not in (0, 1):
                why = next((why for why, idle in reasons if all(map(idle, everywhere))), None)
                if why:
                    _say(
                        f"{key} of {name} is not used: {why}", values.at(key), f"leave {key} out, or change that", notes
                    )


def _wished_twice(values: Values, notes: Notes) -> None:
    for key in ("first_start", "every_days"):
        if "starts" in values.spans and key in values.spans and not values.get("completed"):
            _say(f"{key} is not used: starts says all of them", values.at(key), "leave one of the two out", notes)


def _joins(root: Values, leg: str, notes: Notes) -> None:
    """Generations that may join where no site rests between them."""
    places = [place["solve"][leg] for place in root["geographies"].values()]
    groups = [group for place in root["geographies"].values() for group in place["area_groups"].values()]
    rests = any(one.get("fallow_days") for one in (root["solve"][leg], *places))
    if rests or (leg == "sea" and any("fallow_days" in group for group in groups)):
        return
    for one in (root["solve"][leg], *places):
        if one.get("join_days") and "join_days" in one.spans:
            message = f"join_days in {leg} is not used: no site rests between generations"
            _say(message, one.at("join_days"), "fallow_days beside it, or leave it out", notes)


def _groups_join(root: Values, notes: Notes) -> None:
    for place in root["geographies"].values():
        for name, group in place["area_groups"].items():
            if "join_days" in group and "fallow_days" not in group:
                message = f"join_days of {name} is not used: no area of it rests for the others"
                _say(message, group.at("join_days"), "fallow_days beside it, or leave it out", notes)


def _saturate(root: Values, notes: Notes) -> None:
    solve: Values = root["solve"]
    if solve["mode"] != "saturate" and solve["saturate"].spans:
        message = f"saturate is not used: mode is {solve['mode']}"
        _say(message, solve.at("saturate"), "mode: saturate, or leave it out", notes)


def _thermometers(root: Values, notes: Notes) -> None:
    """The mean of a thermometer is the water's, which the stage or the sea states."""
    for leg in ("freshwater", "sea"):
        for name, water in root["waters"][leg].items():
            typed = "mean" in water.spans and water.at("mean").file == notes.main
            if typed and water["follows_temperature"] and water["mean"]:
                message = f"mean of {name} in {leg} is not used: it follows the temperature of the water"
                _say(message, water.at("mean"), "temp_c of the stage, or sea_temp_monthly_c", notes)


def _first(root: Values, stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """Nothing is moved into the first stage."""
    for name, values in root["stages"].items():
        typed = "move_mortality" in values.spans and values.at("move_mortality").file == notes.main
        if typed and values["move_mortality"] and stages and all(own and own[0].name == name for own in stages):
            message = f"move_mortality of {name} is not used: what comes to the first stage is delivered"
            _say(message, values.at("move_mortality"), "dead_on_arrival, under eggs or begins", notes)


def _containers(root: Values, stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """How many containers a stage takes, where each group of batches says it."""
    groups = root["batches"].values()
    for name, values in root["stages"].items():
        typed = "containers" in values.spans and values.at("containers").file == notes.main
        sea = any(stage.name == name and stage.leg == "sea" for own in stages for stage in own)
        if typed and groups and all(name in one["containers"] or (sea and "rings" in one) for one in groups):
            message = f"containers of {name} is not used: each group of batches says its own"
            _say(message, values.at("containers"), "leave it out here, or there", notes)


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
