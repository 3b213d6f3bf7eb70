"""What random farms have of the latest laws: events, fish that fast and scatter, people and instruments that err.

Each part draws from a stream of its own, as those of farms_further.py do.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

__all__ = ["LATELY"]

Words = dict[str, Any]
Part = Callable[[Random, Words], None]

SITES = {"Faroe Islands": ("FI-SEA-01", "FI-FW-01-Hall-{}"), "Scotland": ("S-SEA-01", "S-FW-01-Hall-{}"),
         "Norway": ("NO-LOK-01", "NO-FW-1-Hall-{}"), "Chile": ("CL-LOK-01", "CL-FW-1-Hall-{}")}  # fmt: skip
HERE = {"sea": ("Storm", "Algae bloom", "Jellyfish swarm", "Gill disease at sea", "Winter ulcer"),
        "freshwater": ("Failed pump", "Power cut", "Gill disease in the hall")}  # fmt: skip
OWN = {
    "Own plague": {"leg": "sea", "scope": "site", "per_year": 6, "days": [1, 120], "deaths": [0, 0.9], "appetite": 1,
                   "waters": {"Dissolved Oxygen": -90}, "wind": 40, "cause": "DISEASE", "told": "A plague."},
    "Own nuisance": {"leg": "freshwater", "scope": "container", "per_year": 30, "days": [1, 1], "deaths": [0, 0],
                     "cause": "UNKNOWN", "told": "A nuisance."},
    "Own cold": {"leg": "freshwater", "scope": "site", "months": [2], "per_year": 3, "days": [3, 40],
                 "deaths": [0.3, 0.9], "appetite": 0.2, "waters": {"Temperature": -8}, "cause": "OTHER",
                 "told": "Cold."},
}  # fmt: skip
"""Kinds of events at the ends of what they may be"""
FISH = {
    "mortality": {
        "scatter_sd": [0, 0.8], "scatter_shared": [0, 1], "missed_share": [[0, 0], [0.9, 0.9], [0, 0.9]],
        "cause_days": [1, 365], "warm_per_degree": [0, 0.5], "oxygen_per_percent": [0, 1], "handling_days": [1, 90],
    },
    "appetite": {
        "spell_days": [1, 60], "shared": [0, 1], "ramp_from": [0.3, 1], "least": [0.01, 1], "catch_up": [0, 0.08],
        "vaccination_days": [0, 14], "delousing_days": [0, 14],
    },
    "growth": {"season_monthly": [[1] * 12, [0.9] * 6 + [1.1] * 6, [0.8, 1.2] * 6]},
    "lice": {"death_sd": [0, 0.8], "count_sd": [0, 0.8], "campaign_days": [0, 14]},
}  # fmt: skip
STAGES = {"ration_sd": [0, 0.45], "fast_days": [0, 14], "ramp_days": [0, 40], "fcr_rise": [0, 0.9],
          "fcr_cold": [0, 0.1], "condition_last": [0.6, 2]}  # fmt: skip
PEOPLE = {
    "readings": {"gaps_per_year": [0, 300], "gap_hours": [1, 720], "outages_per_year": [0, 50],
                 "spikes_per_year": [0, 300], "spike_share": [0, 1], "stuck_per_year": [0, 50]},
    "growth_samples": {"scale_g": [[0.01], [0.03], [0.01, 500]], "board_cm": [0.01, 0.2],
                       "days_off": [[], [1, 2, 3, 4, 5, 6], [6, 7]], "most_chance": [0, 1], "least_weight": [0, 0.5]},
}  # fmt: skip
TRADE = {
    "harvest": {"estimate_sd": [0, 0.2], "batch_estimate_sd": [0, 0.2], "estimate_limit": [0, 0.09],
                "share_sd": [0, 0.3], "yield_sd": [0, 0.05]},
    "supply": {"market_sd": [0, 0.3], "days_off": [[], [6, 7], [1, 2, 3, 4, 5, 6]]},
}  # fmt: skip


def befallen(chance: Random, scenario: Words) -> None:
    """Events of the library and others, drawn often, ordered at places with fish or without, or none at all."""
    events: Words = {}
    if chance.random() < 0.4:
        names = chance.sample(sorted(OWN), chance.choice([1, 1, 2]))
        events["kinds"] = {name: OWN[name] for name in names}
    if chance.random() < 0.4:
        events["planned"] = [_ordered(chance, scenario) for _ in range(chance.randint(1, 6))]
    elif chance.random() < 0.2:
        events = {"kinds": dict.fromkeys((*HERE["sea"], *HERE["freshwater"]))}
    if events:
        scenario["events"] = events


def _ordered(chance: Random, scenario: Words) -> Words:
    area, hall = SITES[chance.choice(sorted(scenario["geographies"]))]
    leg = chance.choice(["sea", "sea", "freshwater"])
    letters = "AC" if "species" in scenario else "ABCDE"
    place = area if leg == "sea" else hall.format(chance.choice(letters))
    event: Words = {"kind": chance.choice(HERE[leg]), "place": place, "day": f"as_of - {chance.randint(1, 800)} days"}
    if chance.random() < 0.5:
        event |= {"days": chance.choice([1, 40, 120]), "severity": chance.choice([0, 0.5, 1])}
    return event


def scattered(chance: Random, scenario: Words) -> None:
    """Fish whose deaths, appetite, growth and lice scatter otherwise, to the ends of what may be said."""
    for section, keys in FISH.items():
        _drawn(chance, scenario.setdefault(section, {}), keys)
    if "species" not in scenario:
        for name in ("Fry", "Parr", "Smolt", "Post-Smolt", "Adult"):
            _drawn(chance, scenario.setdefault("stages", {}).setdefault(name, {}), STAGES)


def erring(chance: Random, scenario: Words) -> None:
    """People and instruments that err more than others, or not at all."""
    for section, keys in PEOPLE.items():
        _drawn(chance, scenario["record"].setdefault(section, {}), keys)
    for section, keys in TRADE.items():
        _drawn(chance, scenario.setdefault(section, {}), keys)
    if chance.random() < 0.15:
        scenario["record"]["feeder_kg"] = chance.choice([[0.01], [0.01, 1000], [0.05, 25, 100]])
    if chance.random() < 0.15:
        scenario["record"]["imperfect"] = False


def _drawn(chance: Random, values: Words, keys: dict[str, list[Any]]) -> None:
    """Some of the keys, which are many, each with one of its values."""
    for key, some in keys.items():
        if chance.random() < 0.12:
            values[key] = chance.choice(some)


LATELY: tuple[Part, ...] = (befallen, scattered, erring)
