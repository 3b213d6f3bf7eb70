"""Values of a stage that do nothing by themselves: told, where the scenario's own file states them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from compiler.language.lower.beginning import FAR
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
YOLK: Idle = ("tgc is 0, so that all grow by the same steps", lambda stage: stage.tgc == 0)
UNSEEN: Idle = (
    "no fish of it are sampled or examined",
    lambda stage: stage.sample_every_days == 0 and stage.health_every_days == 0,
)
NEEDS: Mapping[str, tuple[Idle, ...]] = {
    "mortality_peak": (SHORT,),
    "mortality_peak_days": (PEAKS,),
    "episodes_per_year": (MILD, BRIEF),
    "episode_factor": (SELDOM, BRIEF),
    "episode_days": (SELDOM, MILD),
    "appetite_sd": (UNFED,),
    "fcr_sd": (UNFED,),
    "fcr_rise": (UNFED,),
    "fcr_cold": (UNFED,),
    "ration_sd": (UNFED,),
    "ramp_days": (UNFED,),
    "fast_days": (UNFED,),
    "growth_sd": (YOLK,),
    "condition_factor": (UNSEEN,),
    "condition_last": (UNSEEN,),
    "condition_sd": (UNSEEN,),
}
"""[key of a stage] why it does nothing"""
MEANT: Mapping[str, int] = {"mortality_peak": 1, "episode_factor": 1}
"""[key] the value that says `none`, where that is not 0: who types it, means it."""


def tell_idle(root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]], notes: Notes) -> None:
    """Tell AQ245. `stages`: of each geography. A stage that is wholly typed here has to say its first weight."""
    for values, everywhere in _told(root, geographies, stages):
        name = everywhere[0].name
        for key in NEEDS:
            if key in values.spans and values.at(key).file == notes.main and values[key] != MEANT.get(key, 0):
                why = next((why for why, idle in NEEDS[key] if all(map(idle, everywhere))), None)
                if why:
                    hint = f"leave {key} out, or change that"
                    notes.say("AQ245", f"{key} of {name} is not used: {why}", values.at(key), hint, "warning")
    for values, name, lives in _lived(root, geographies, stages):
        whole = "order" in values.spans and values.at("order").file == notes.main
        unused = None if whole else _unused_weight(root, name, lives)
        if unused and values.at("first_weight_g").file == notes.main:
            message = f"first_weight_g of {name} is not used: {unused[0]}"
            notes.say("AQ245", message, values.at("first_weight_g"), unused[1], "warning")


def _told(
    root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]]
) -> Iterator[tuple[Values, list[Stage]]]:
    """What the species or a geography says of a stage, and the stages that it says it of."""
    for own, some in (
        (root, stages),
        *((root["geographies"][at], [one]) for at, one in zip(geographies, stages, strict=True)),
    ):
        for name, values in own["stages"].items():
            everywhere = [stage for each in some for stage in each if stage.name == name]
            if everywhere:
                yield values, everywhere


Lives = Sequence[tuple[str, Sequence[Stage]]]
"""Geographies with their stages"""


def _lived(
    root: Values, geographies: Sequence[str], stages: Sequence[Sequence[Stage]]
) -> Iterator[tuple[Values, str, Lives]]:
    """What the species or a geography says of the first weight in a stage, and the geographies in which it holds."""
    pairs = list(zip(geographies, stages, strict=True))
    for own, some in ((root, pairs), *((root["geographies"][pair[0]], [pair]) for pair in pairs)):
        for name, values in own["stages"].items():
            if "first_weight_g" in values.spans and some:
                yield values, name, some


def _unused_weight(root: Values, name: str, lives: Lives) -> tuple[str, str] | None:
    """Why a first weight does nothing, and what does; None where fish grow to it, or are bought without a weight."""
    for geography, stages in lives:
        names = [stage.name for stage in stages]
        at = names.index(name)
        weightless = [
            group["begins"].get("weight_g") is None
            for group in root["batches"].values()
            if group["geography"] == geography and "begins" in group and group["begins"]["stage"] == name
        ]
        far = at == 0 and not 1 / FAR <= stages[0].first_weight_g / root["eggs"]["weight_g"] <= FAR
        if any(weightless) or far or (at and stages[at - 1].tgc == 0):
            return None
    if names[0] == name:
        return f"what is delivered weighs {root['eggs']['weight_g']:g} g", "eggs: {weight_g: …}, or begins of a group"
    before = names[names.index(name) - 1]
    return (
        f"fish come as heavy as they leave {before}",
        f"tgc or days of {before}; a weight is for fish that are bought",
    )
