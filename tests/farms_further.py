"""What random farms have besides the basic parts: finance, bought fish, records, places by CSV, rules of places.

Each part draws from a stream of its own, so that another part changes nothing of what was drawn before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

__all__ = ["PARTS", "SALMON", "cages"]

Words = dict[str, Any]
Part = Callable[[Random, Words], None]

SALMON = ("Egg&Alevin", "Fry", "Parr", "Smolt", "Post-Smolt", "Adult")
SPREADS = {"growth_sd": 0.05, "mortality_sd": 0.45, "quality_sd": 0.45, "appetite_sd": 0.45, "fcr_sd": 0.2,
           "condition_sd": 0.2, "fill_sd": 0.45}  # fmt: skip
CODES = {"Faroe Islands": ("FI", "FI-SEA-{n:02}", "FI-FW-{n:02}"), "Scotland": ("S", "S-SEA-{n:02}", "S-FW-{n:02}"),
         "Norway": ("NO", "NO-LOK-{n:02}", "NO-FW-{n}"), "Chile": ("CL", "CL-LOK-{n:02}", "CL-FW-{n}")}  # fmt: skip

GROUPED = {
    "Faroe Islands": ("Faroe Islands Marine", "North", "South", "West"),
    "Scotland": ("Scotland Marine", "LOCH FYNE", "LEWIS", "LEWIS North", "LEWIS South", "HARRIS", "BENBECULA",
                 "SKYE and MAINLAND", "STRIVEN,ARRAN,MULL,GIGHA"),
}  # fmt: skip
"""Area groups of the library, of which an area is in one."""


def finance(chance: Random, scenario: Words) -> None:
    """Books of few or many months, open or locked, with odd rates, or without accounts, budgets or rules."""
    if chance.random() < 0.4:
        return
    months = chance.choice([1, 2, 5, 13, 40])
    costs: Words = {
        "months": months, "open_months": chance.randint(1, months), "reopened": chance.choice([0, 1, 2, 100]),
        "import_days": chance.randint(0, 4), "approve_days": chance.randint(4, 8), "lock_days": chance.randint(8, 27),
        "export_months": chance.choice([1, 3, 24]), "cost_sd": chance.choice([0, 0.05, 0.3]),
        "impair_percent": chance.choice([0, 1, 3, 100]), "eggs_per_thousand": chance.choice([0, 95, 5000]),
        "budget": {"sd": chance.choice([0, 0.3]), "rise_percent": chance.choice([0, 50]),
                   "whole": chance.choice([1, 100, 1_000_000])},
    }  # fmt: skip
    if chance.random() < 0.3:
        costs["departments"] = chance.choice([None, {"ADM": None}, {"IT": {"name": "Computers", "account": "5910"}}])
    if chance.random() < 0.3:
        costs["rules"] = chance.choice([None, {"Feed by biomass": {"until_days": 100}, "Insurance by biomass": None}])
    if chance.random() < 0.2:
        groups = {"FEED": {"comes_from": ""}, "SMOLT": {"comes_from": ""}, "VACCINE": None}
        costs["account_groups"] = chance.choice([groups, {"WEAR": None, "ENERGY": {"cost_group": "POWER"}}])
    scenario["finance"] = costs if chance.random() < 0.9 else None


def bought(chance: Random, scenario: Words) -> None:
    """A group of fish that are bought, delivered over days, half delivered, ordered or cancelled."""
    if chance.random() < 0.5 or "species" in scenario or scenario.get("solve", {}).get("mode"):
        return
    as_of, place = date.fromisoformat(scenario["as_of"]), chance.choice(sorted(scenario["geographies"]))
    stage = chance.choice(SALMON[1:])
    days = chance.randint(1, 20)
    containers = {name: chance.randint(1, 4) for name in SALMON[SALMON.index(stage) : -1]}
    held = containers.get(stage, 3)
    ago = chance.choice([chance.randint(1, days), chance.randint(1, 400), -chance.randint(0, 60)])
    starts = [as_of - timedelta(ago)]
    if ago > 0:
        starts.append(as_of + timedelta(chance.randint(1, 80)))
    group: Words = {
        "geography": place,
        "number": f"B{{code}}-{stage[0]}-{{year}}-{{serial:02}}",
        "ordered_days": chance.choice([0, 20, 90]),
        "starts": [day.isoformat() for day in starts],
        "begins": {"stage": stage, "fish": chance.choice([40, 4_000, [50_000, 70_000]]), "days": days},
        "containers": containers,
        "rings": 3,
    }
    for key in ("overdue", "skipped", "in_two"):
        if chance.random() < 0.4:
            group["begins"][key] = chance.randint(0, held)
    if chance.random() < 0.5:
        group["begins"] |= {"price_per_fish": chance.choice([0, 1.5, 14]), "dead_on_arrival": chance.choice([0, 0.4])}
    if ago <= 0 and chance.random() < 0.5:
        group["cancelled"] = "The supplier went out of business"
    scenario["batches"]["bought"] = group


def records(chance: Random, scenario: Words) -> None:
    """Activities, laboratory, single fish and supply as other farms keep them."""
    record = scenario["record"]
    if chance.random() < 0.3:
        record["activities"] = {
            "overdue_share": chance.choice([0, 1, 0.5]), "overdue_days": chance.choice([0, 200]),
            "harvest_days": chance.choice([0, 300]), "planned_days": chance.choice([0, 100]),
        }  # fmt: skip
    if chance.random() < 0.3:
        fish = chance.choice([1, 5, 60])
        record["laboratory"] = {
            "fish": fish, "least_positive": chance.choice([0, 1, fish]), "sent_days": chance.randint(0, 5),
            "screened_days": chance.choice([0, 14, 60]), "result_days": chance.choice([[0, 0], [4, 40]]),
        }  # fmt: skip
    if chance.random() < 0.2:
        record["growth_samples"] |= {
            "kept_chance": round(chance.random(), 3),
            "from_weight_g": chance.choice([0, 100, 10_000]),
        }
    if chance.random() < 0.2:
        record["journal"] |= {"severity_times": chance.choice([[1, 1], [1.5, 900]])}
    if chance.random() < 0.2:
        scenario["supply"] = {"reorder_share": chance.choice([0, 0.6]), "fill_share": chance.choice([0.7, 1]),
                              "lot_kg": chance.choice([1, 5000]), "ahead_days": chance.choice([2, 200])}  # fmt: skip
    if chance.random() < 0.15:
        record["least_meal"] = chance.choice([0.01, 0.99])
    if chance.random() < 0.3:
        record["health_samples"] |= {
            "fish": chance.choice([[1, 3], [5, 20], [60, 200]]), "unweighed_permille": chance.choice([0, 200, 1000]),
        }  # fmt: skip


def spreads(chance: Random, scenario: Words) -> None:
    """Fish over containers of unlike size, by each of the three ways; spreads of chance as far as they may go."""
    if "species" in scenario:
        return
    stages = scenario.setdefault("stages", {})
    for name in SALMON:
        if chance.random() < 0.2:
            stages.setdefault(name, {})["spread"] = chance.choice(["equally", "by volume", "by capacity"])
        if chance.random() < 0.1:
            key, most = chance.choice(sorted(SPREADS.items()))
            stages.setdefault(name, {})[key] = chance.choice([0, most])
    if chance.random() < 0.15:
        causes = chance.choice([{"UNKNOWN": 1000, "DISEASE": 0}, {"UNKNOWN": 0, "DISEASE": 1000}])
        stages.setdefault("Adult", {})["causes"] = {"PREDATION": 0, "ENVIRONMENTAL": 0, "OTHER": 0} | causes


def rules(chance: Random, scenario: Words) -> None:
    """Rules of single geographies and of groups of areas."""
    for name, place in sorted(scenario["geographies"].items()):
        if chance.random() < 0.3:
            place["solve"] = {"sea": {"fallow_days": chance.choice([0, 20, 80]), "join_days": chance.choice([0, 60])},
                              "freshwater": {"turnaround_days": chance.randint(0, 15)}}  # fmt: skip
        if chance.random() < 0.3:
            areas = [CODES[name][1].format(n=n + 1) for n in range(place["areas"]["count"])]
            group = {
                "code": "OUT",
                "areas": areas[:2],
                "fallow_days": chance.choice([0, 40]),
                "join_days": chance.choice([0, 90]),
            }
            place["area_groups"] = {"Outer": group, "Inner": {"code": "IN", "areas": areas[2:], "parent": "Whole"},
                                    "Whole": {"code": "ALL"}}  # fmt: skip
            if name in GROUPED:
                place["area_groups"] = dict.fromkeys(GROUPED[name]) | {"Kept apart": group}


def stores(chance: Random, scenario: Words) -> None:
    """The rings of one area from a CSV file, or named, of unlike size."""
    name = chance.choice(sorted(scenario["geographies"]))
    if chance.random() < 0.25:
        area = CODES[name][1].format(n=1)
        rings: Words = {"count": 0, "csv": f"{scenario['name']}.csv"}
        if chance.random() < 0.4:
            rings = {"count": 0, "named": {line[0]: {"volume_m3": float(line[1])} for line in _cages(scenario["name"])}}
        scenario["geographies"][name]["areas"]["override"] = {area: {"rings": rings}}
        scenario["geographies"][name].pop("maintenance", None)


def cages(name: str) -> str:
    """The CSV file of a farm, as a spreadsheet of a country with decimal commas writes it."""
    lines = (f"{ring};{volume.replace('.', ',')};{most}" for ring, volume, most in _cages(name))
    return "\n".join(("name;volume_m3;max_biomass_kg", *lines, ""))


def _cages(name: str) -> list[tuple[str, str, str]]:
    chance = Random(f"cages {name}")
    return [
        (f"Búr {n} ytri", f"{chance.randint(9_000, 48_000)}.5", str(chance.randint(2, 8) * 100_000))
        for n in range(1, 9)
    ]


def books(chance: Random, scenario: Words) -> None:
    """Books of finance switched off one by one, and histories that are off unless asked for."""
    if chance.random() < 0.2:
        groups = ("finance core", "budgets", "cost imports", "valuations", "period locks", "exports")
        below = {
            "finance core": groups[1:5],
            "budgets": groups[3:5],
            "cost imports": groups[3:5],
            "valuations": groups[4:5],
        }
        name = chance.choice(groups)
        scenario.setdefault("tables", {}).update(dict.fromkeys((name, *below.get(name, ())), False))
    if chance.random() < 0.1:
        extra = chance.choice(
            ["history of meals", "history of individual fish", "history of health scores", "history of cost lines"]
        )
        if extra == "history of cost lines" or not scenario.get("tables"):
            scenario.setdefault("tables", {})[extra] = True


PARTS: tuple[Part, ...] = (finance, bought, records, spreads, rules, stores, books)
