"""What a scenario says and nothing heeds: each is told, as its writer believes it to work."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.diagnostics import Span
from compiler.language.lower.idle import tell_idle
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
            _wished_twice(values, notes)
            _not_lived(values, own, notes)
            _culled_before(values, own, notes)
    tell_idle(root, geographies, stages, notes)
    _first(root, stages, notes)
    _filled(root, geographies, stages, notes)
    _containers(root, geographies, stages, notes)
    _groups_join(root, notes)
    _racks(root, notes)
    _saturate(root, notes)
    _thermometers(root, notes)
    _tides(root, notes)
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


def _wished_twice(values: Values, notes: Notes) -> None:
    """Counted starts, where a list or a ladder says them; the finished batches of a ladder are counted, too."""
    ways = [key for key in ("starts", "at_days", "at_stage_days", "days_to_harvest", "completed") if values.get(key)]
    for key in ("first_start", "every_days") if ways else ():
        if key in values.spans and not (key == "every_days" and values.get("completed")):
            says = f"{' and '.join(ways)} say{'s' if len(ways) == 1 else ''} all of them"
            _say(f"{key} is not used: {says}", values.at(key), "leave one of the two out", notes)
    if values.get("count") == 1 and "every_days" in values.spans and not ways:
        _say("every_days is not used: count is 1", values.at("every_days"), "leave it out, or count more", notes)


def _not_lived(values: Values, stages: Sequence[Stage], notes: Notes) -> None:
    """Containers of stages that are over before the batches of a group begin."""
    for name in values["containers"]:
        if any(stage.name == name for stage in stages) and not _lives(values, name, stages):
            message = f"containers of {name} is not used: the batches begin in {values['begins']['stage']}"
            _say(message, values.at("containers", name), "leave it out", notes)


def _culled_before(values: Values, stages: Sequence[Stage], notes: Notes) -> None:
    """Containers and rings of stages that fish do not see because they are culled before, where the group types them:
    not those of a map that it shares with others."""
    if "terminated" not in values:
        return
    lived = [stage for stage in stages if _lives(values, stage.name, stages)]
    after, day, late = values["terminated"]["after_days"], 0, list[Stage]()
    for stage in lived:
        late += [stage] if day > after else []
        day += stage.days
    says: dict[tuple[str, ...], str] = {("containers", one.name): f"containers of {one.name}" for one in late}
    if all(stage in late for stage in lived if stage.leg == "sea"):
        says["rings",] = "rings"
    for keys, what in says.items():
        span = values.at(*keys) if _says(values, keys) else None
        if span is not None and span.file == notes.main and span.line >= values.span.line:
            message = f"{what} is not used: the fish are culled after {after} days, before they come so far"
            notes.say("AQ245", message, span, "leave it out", "note")


def _says(values: Values, keys: tuple[str, ...]) -> bool:
    """Whether a group of batches says something there."""
    return keys[0] in values and (len(keys) == 1 or keys[1] in values[keys[0]])


def _racks(root: Values, notes: Notes) -> None:
    """What racks are like, where a hall has none."""
    for place in root["geographies"].values():
        stations: Values = place["stations"]
        own = [station.get("halls", {}) for key in ("named", "override") for station in stations[key].values()]
        for letter, hall in stations["each"].get("halls", {}).items():
            racks: Values = hall.get("racks", Values({}, hall.span))
            counted = [racks, *(halls.get(letter, {}).get("racks", {}) for halls in own)]
            for key in racks.spans if not any(one.get("count") for one in counted) else ():
                if key != "count" and racks.at(key).file == notes.main:
                    message = f"{key} of the racks is not used: there are none"
                    _say(message, racks.at(key), "count: 1 beside it, or leave it out", notes)


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


def _filled(root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """How unlike containers are filled by deliveries, of a stage in which no batch begins."""
    groups = [one for one in root["batches"].values() if one["geography"] in geographies]
    begun = {(one["geography"], _begun(one, stages[geographies.index(one["geography"])])) for one in groups}
    for own, places in ((root, geographies), *((root["geographies"][name], [name]) for name in geographies)):
        for name, values in own["stages"].items():
            typed = "fill_sd" in values.spans and values.at("fill_sd").file == notes.main
            if typed and values["fill_sd"] and groups and not any((place, name) in begun for place in places):
                message = f"fill_sd of {name} is not used: no batch begins in it"
                _say(message, values.at("fill_sd"), "say it of the stage in which they do, or leave it out", notes)


def _begun(group: Values, stages: Sequence[Stage]) -> str:
    """The stage in which the batches of a group begin; of a life without stages, none."""
    return str(group["begins"]["stage"]) if "begins" in group else next((stage.name for stage in stages), "")


def _tides(root: Values, notes: Notes) -> None:
    for name, water in root["waters"]["freshwater"].items():
        if water["tide"] and "tide" in water.spans and water.at("tide").file == notes.main:
            _say(f"tide of {name} in freshwater is not used: tides are at sea", water.at("tide"), "leave it out", notes)


def _containers(root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """How many containers a stage takes, where each group of batches that lives it says it."""
    for own, place in ((root, None), *((root["geographies"][name], name) for name in geographies)):
        for name, values in own["stages"].items():
            lived = [one for one in root["batches"].values() if place in (None, one["geography"])]
            lived = [one for one in lived if one["geography"] in geographies]
            lives = [(one, stages[geographies.index(one["geography"])]) for one in lived]
            groups = [_says_containers(one, name, told) for one, told in lives if _lives(one, name, told)]
            typed = "containers" in values.spans and values.at("containers").file == notes.main
            if typed and groups and all(groups):
                message = f"containers of {name} is not used: each group of batches says its own"
                _say(message, values.at("containers"), "leave it out here, or there", notes)


def _lives(group: Values, name: str, stages: Sequence[Stage]) -> bool:
    """Whether the batches of a group come to a stage."""
    names = [stage.name for stage in stages]
    begun = _begun(group, stages)
    return name in names and (begun not in names or names.index(name) >= names.index(begun))


def _says_containers(group: Values, name: str, stages: Sequence[Stage]) -> bool:
    at_sea = any(stage.name == name and stage.leg == "sea" for stage in stages)
    return name in group["containers"] or (at_sea and "rings" in group)


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
