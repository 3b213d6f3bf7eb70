"""Small random farms, all features mixed: `farm(number)` is the text of a scenario, a pure function of its number.

Many are sound, some are not: `aqc validate` decides. What is sound must compile, restore and verify.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from farms_further import PARTS, cages
from farms_lately import LATELY

from compiler import data_folder
from compiler.diagnostics import Stop
from compiler.nouns import manifest_path
from compiler.pipeline import compile_scenario
from compiler.proof import verify_database
from compiler.server.client import Server, load, psql

__all__ = ["checked", "farm", "text", "written"]

Words = dict[str, Any]
DAY = re.compile(r'"(\d{4}-\d\d-\d\d)"')

LIBRARY = data_folder("scenarios") / "library"
FRESHWATER = ("Egg&Alevin", "Fry", "Parr", "Smolt", "Post-Smolt")
TYPES = ("Incubation Trays", "Small Tanks - Fry", "Medium Tanks - Parr", "Large Tanks - Smolt",
         "Pre-Transfer Tanks - Post-Smolt")  # fmt: skip
VOLUMES = (10, 100, 500, 1000, 2000)
KNOWN = {"Faroe Islands": ("FI", "faroe-islands"), "Scotland": ("SCO", "scotland")}
GROUPS = (
    "readings", "meals", "growth samples", "individual fish", "mortality", "lice counts", "treatments",
    "health samples", "lab samples", "weather", "transition conditions", "planned activities", "harvest",
    "scenarios", "daily states", "forecasts", "feeding summaries", "finance", "environment", "health", "history",
    "history of mortality",
)  # fmt: skip
MADE_OF = {"growth samples": ["feeding summaries"], "meals": ["feeding summaries"], "harvest": ["finance"],
           "scenarios": ["planned activities"]}  # fmt: skip
SINGLES = (
    "health_journalentry", "inventory_feedpurchase", "inventory_batchfeedingsummary", "health_fishparameterscore",
    "scenario_scenarioprojection", "environmental_photoperioddata", "batch_liveforwardprojection",
    "finance_intercompanytransaction", "harvest_harvestlot", "batch_containerforecastsummary",
    "inventory_feedcontainerstock", "finance_factharvest", "batch_historicalbatch",
)  # fmt: skip


def text(number: int) -> str:
    """The scenario as YAML (which JSON is)."""
    return DAY.sub(r"\1", json.dumps(farm(number), ensure_ascii=False, indent=1)) + "\n"


def farm(number: int) -> Words:
    """The scenario of a number."""
    made = Making(Random(f"farm {number}"), date(2022, 1, 1) + timedelta(Random(number).randrange(1600)))
    scenario: Words = {
        "aqc": 1, "name": f"farm-{number}", "seed": number, "as_of": made.as_of.isoformat(), "include": [],
    }  # fmt: skip
    for part in (places, species, wishes, recording, solving, switches, people, breeding, desk, carrying, supposing):
        part(made, scenario)
    for further in (*PARTS, *LATELY):
        further(Random(f"{further.__name__} {number}"), scenario)
    return scenario


def written(number: int, folder: Path) -> Path:
    """The scenario of a number in a folder, with the CSV file beside it that it may name."""
    path = folder / f"farm-{number}.yaml"
    path.write_text(text(number), encoding="utf-8")
    path.with_suffix(".csv").write_text(cages(path.stem), encoding="utf-8")
    return path


def breeding(made: Making, scenario: Words) -> None:
    """Parent fish, many or few, or none; or everything of theirs left out."""
    chance = made.chance
    if made.maybe(0.5):
        scenario["broodstock"] = {
            "own_batches": chance.randint(0, 6), "tanks": chance.randint(2, 9), "next_fish": chance.randint(0, 60),
            "next_pairs": chance.randint(0, 9), "graded_share": round(chance.random(), 3),
            "females_a_male": chance.randint(1, 4), "stripping_days": chance.randint(1, 5),
            "spawning_months": chance.choice([[11, 12, 1], [5, 6, 7], [2], [12]]),
            "eggs_a_pair": chance.choice([[10_000, 20_000], [500, 500], [2_000, 9_000]]), "max_biomass_kg": 90_000,
        }  # fmt: skip
        scenario.setdefault("record", {})["upkeep"] = {
            "cleaned_days": chance.randint(0, 9), "repaired_share": round(chance.random(), 3),
            "open_share": round(chance.random(), 3),
        }  # fmt: skip
    elif made.maybe(0.3):
        scenario["broodstock"] = None
    elif made.maybe(0.3):
        scenario.setdefault("tables", {})[chance.choice(["broodstock", "maintenance tasks"])] = False


def desk(made: Making, scenario: Words) -> None:
    """Transfer workflows of every kind, or none."""
    chance = made.chance
    if made.maybe(0.6):
        kinds = (
            "planned",
            "drafts",
            "empty_drafts",
            "redistributions",
            "emergencies",
            "cancellations",
            "skipped",
            "failed",
        )
        scenario["open_work"] = {kind: chance.randint(0, 4) for kind in kinds} | {
            "within_days": chance.randint(1, 20), "early_days": chance.randint(0, 200),
            "written_days": chance.randint(2, 30), "graded_share": chance.choice([0.001, 0.05, 0.5]),
        }  # fmt: skip
    if made.maybe(0.5):
        lived = chance.randint(5, made.days - 15)
        scenario["batches"]["culled"] = {
            "geography": chance.choice(made.geographies), "number": "{code}-CULLED-{serial}", "eggs": 50_000,
            "starts": [_day(made, lived + chance.randint(2, 200))], "containers": dict.fromkeys(made.stages, 1),
            "rings": 1, "terminated": {"after_days": lived, "reason": "The fish were beyond help"},
        }  # fmt: skip


def carrying(made: Making, scenario: Words) -> None:
    """Vessels and trucks, large or small, or none; or everything of theirs left out."""
    chance = made.chance
    if not made.maybe(0.5):
        return
    for place in scenario["geographies"].values():
        place["carriers"] = {"vessels": chance.randint(1, 2), "trucks": chance.randint(0, 5)}
    scenario["carriers"] = {
        "told": chance.randint(0, 3), "planned_days": chance.choice([0, 30, 365]),
        "readings_days": chance.randint(1, 9),
        "vessel": {"tanks": chance.randint(1, 9), "volume_m3": chance.choice([120, 300.5, 900])},
        "truck": {"tanks": chance.randint(1, 3), "volume_m3": chance.randint(20, 60)},
    }  # fmt: skip
    if made.maybe(0.1):
        scenario.setdefault("tables", {})["carriers"] = False


def supposing(made: Making, scenario: Words) -> None:
    """What if, of some batches: the library's cases where the farm has the library, and one of its own."""
    chance = made.chance
    if made.maybe(0.4):
        terms = {f"{one}_times": chance.choice([0.5, 1, 1.3]) for one in ("mortality", "growth", "feed")}
        case = {
            "begins": chance.choice(["present", "anew"]), "later_days": chance.randint(0, 200),
            "warmer_c": round(chance.uniform(-3, 3), 3), "constrained": made.maybe(0.5),
            "days": chance.randint(1, 2000),
            "runs": [{"label": f"Run {n}", **terms, "mortality_times": n} for n in range(chance.randint(0, 3))],
            "change": {"day": 1, **terms, "mortality_times": 7, "feed_from_g": chance.choice([0, 5, 3000])},
        }  # fmt: skip
        scenario["variants"] = {"batches": chance.randint(0, 3), "cases": {"Another": case}}


@dataclass
class Making:
    """A farm on its way: chance, the first day without history, and what later parts must know."""

    chance: Random
    as_of: date
    geographies: tuple[str, ...] = ()
    stages: tuple[str, ...] = FRESHWATER
    """Freshwater stages by name."""
    last: str = "Adult"
    days: int = 450
    """Of the freshwater stages together."""

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share


def places(made: Making, scenario: Words) -> None:
    """One to three geographies with few stations and areas; the third is in no library."""
    chance = made.chance
    names = chance.choice([["Faroe Islands"], ["Scotland"], ["Chile"], ["Norway"], ["Faroe Islands", "Scotland"],
                           ["Faroe Islands", "Norway"], ["Faroe Islands", "Scotland", "Chile"],
                           ["Norway", "Chile"], ["Norway", "Scotland", "Chile"]])  # fmt: skip
    made.geographies = tuple(names)
    files = ["atlantic-salmon", "aquamind", *(KNOWN[name][1] for name in names if name in KNOWN)]
    scenario["include"] = [f"{LIBRARY}/{file}.yaml" for file in files]
    scenario["geographies"] = {name: _known(made, name) if name in KNOWN else _own(made, name) for name in names}


def _known(made: Making, name: str) -> Words:
    chance, code = made.chance, {"Faroe Islands": "FI", "Scotland": "S"}[name]
    areas = chance.randint(1, 3)
    place: Words = {
        "stations": {"count": chance.randint(1, 3), "override": None},
        "areas": {"count": areas},
        "area_groups": None if made.maybe(0.7) else {},
    }
    if made.maybe(0.3):
        place["areas"]["each"] = {"rings": {"count": chance.randint(4, 12)}}
    if made.maybe(0.2):
        place["trade"] = chance.choice([{"transfers": None}, {"transfers": {"Post-Smolt": {"price_per_kg": 7.35}}}])
    if made.maybe(0.2):
        place["lice"] = {"limit_monthly": [chance.choice([0.1, 0.2, 0.5, 1, 3]) for _ in range(12)]}
    if made.maybe(0.2):
        first = made.as_of - timedelta(chance.randint(30, 900))
        until = first + timedelta(chance.randint(5, 60))
        where = chance.choice([f"{code}-SEA-01-Ring-03..04", f"{code}-FW-01-C-C09..C10", f"{code}-FW-01-Hall-B"])
        place["maintenance"] = [{"where": where, "from": first.isoformat(), "to": until.isoformat(), "why": "nets"}]
    return place


def _own(made: Making, name: str) -> Words:
    """A geography from scratch, Norway or, with winter in July, Chile."""
    chance, south = made.chance, name == "Chile"
    sea, air = [5.6, 4.9, 4.7, 5.6, 8, 11.2, 13.6, 14.4, 13.2, 11, 8.8, 6.9], [-1, -1, 1, 5, 9, 12, 14, 14, 11, 7, 2, 0]
    turn = 6 if south else 0
    code = "CL" if south else "NO"
    halls = {
        letter: {
            "stage": stage,
            "containers": {"count": chance.randint(6, 10), "name": f"{{station}}-{letter}{{n:02}}",
                           "each": {"type": kind, "volume_m3": volume, "max_biomass_kg": volume * 100}},
            "feed_stores": {"count": chance.randint(1, 2), "name": f"{{station}}-{letter}-Silo-{{n}}",
                            "each": {"capacity_kg": 60_000}},
        }
        for letter, stage, kind, volume in zip("ABCDE", FRESHWATER, TYPES, VOLUMES, strict=True)
    }  # fmt: skip
    place: Words = {
        "code": code, "currency": "CLP" if south else "NOK", "supplier": "AquaGen",
        "sea_temp_monthly_c": sea[turn:] + sea[:turn], "sea_temp_sd_c": 0.6,
        "stages": {"Adult": {"tgc": 2.9}},
        "stations": {"count": chance.randint(1, 2), "name": f"{code}-FW-{{n}}",
                     "each": {"latitude": -41.5 if south else 63.4, "longitude": 9.1, "halls": halls}},
        "areas": {"count": chance.randint(1, 3), "name": f"{code}-LOK-{{n:02}}",
                  "each": {"latitude": -42 if south else 63.7, "longitude": -73 if south else 8.6,
                           "max_biomass_kg": 20_000_000,
                           "rings": {"count": chance.randint(6, 14), "name": "{area}-M{n}",
                                     "each": {"type": "Sea Rings", "volume_m3": 40_000, "max_biomass_kg": 1_000_000}},
                           "feed_stores": {"count": 2, "name": "{area}-Float-{n}", "each": {"capacity_kg": 400_000}}}},
    }  # fmt: skip
    if made.maybe(0.7):
        place["lice"] = {"count_every_days": chance.choice([7, 14]), "limit_monthly": [0.5] * 12}
    if made.maybe(0.7):
        place["climate"] = {"air_temp_monthly_c": air[turn:] + air[:turn], "wind_monthly_ms": [6] * 12,
                            "rain_monthly_mm": [100] * 12}  # fmt: skip
    if made.maybe(0.6):
        place["trade"] = {"transfers": {"Post-Smolt": {"price_per_kg": 95}}}
    return place


def species(made: Making, scenario: Words) -> None:
    """Salmon as in the library, with other mortality or spreads, or a fish with three stages of its own names."""
    chance = made.chance
    if made.maybe(0.12) and all(name in KNOWN for name in made.geographies):
        _trout(made, scenario)
        return
    stages: Words = {}
    for name in FRESHWATER:
        if made.maybe(0.2):
            stages.setdefault(name, {})["mortality_per_day"] = chance.choice([0, 0.0001, 0.0005, 0.002, 0.004])
        if made.maybe(0.15):
            stages.setdefault(name, {})["move_days"] = chance.randint(1, 8)
        if made.maybe(0.1) and name != "Egg&Alevin":
            stages.setdefault(name, {})["fcr"] = chance.choice([0.7, 0.8, 1.3, 1.6])
    if made.maybe(0.3):
        stages["Adult"] = {"mortality_per_day": chance.choice([0, 0.0001, 0.0003, 0.0006]),
                           "move_mortality": chance.choice([0, 0.001, 0.03])}  # fmt: skip
    if made.maybe(0.15):
        stages.setdefault("Adult", {})["fcr"] = chance.choice([0.9, 1.0, 1.4])
    if made.maybe(0.15):
        stages.setdefault("Adult", {})["weight_cv"] = chance.choice([0.01, 0.05, 0.35])
    if made.maybe(0.15):
        stages.setdefault("Parr", {})["vaccinations"] = None
    if stages:
        scenario["stages"] = stages
    if made.maybe(0.2):
        scenario["eggs"] = {"dead_on_arrival": chance.choice([0, 0.1, [0.01, 0.05]])}
    if made.maybe(0.2):
        scenario["growth"] = {"batch_sd": chance.choice([0, 0.02, 0.07])}


def _trout(made: Making, scenario: Words) -> None:
    made.stages, made.last, made.days = ("Eyed Egg", "Fingerling"), "Grower", 195
    scenario["species"] = {"name": "Rainbow Trout", "scientific_name": "Oncorhynchus mykiss"}
    scenario["eggs"] = {"weight_g": 0.08}
    base = {"causes": {"UNKNOWN": 700, "DISEASE": 300}}
    scenario["stages"] = dict.fromkeys((*FRESHWATER, "Adult")) | {
        "Eyed Egg": base | {"order": 1, "leg": "freshwater", "days": 45, "containers": 2, "temp_c": 9, "tgc": 0,
                            "first_weight_g": 0.08, "weight_g": [0.05, 0.4], "weight_cv": 0.08,
                            "mortality_per_day": 0.003, "density_kg_m3": 100},
        "Fingerling": base | {"order": 2, "leg": "freshwater", "days": 150, "containers": 4, "temp_c": 13, "tgc": 1.75,
                              "first_weight_g": 0.15, "weight_g": [0.1, 80], "weight_cv": 0.2,
                              "mortality_per_day": 0.0005, "fcr": 0.9, "density_kg_m3": 60},
        "Grower": base | {"order": 3, "leg": "sea", "days": 500, "containers": 4, "tgc": 2.6, "first_weight_g": 60,
                          "weight_g": [50, 5000], "weight_cv": 0.22, "condition_factor": 1.4,
                          "mortality_per_day": 0.0002, "fcr": 1.12, "density_kg_m3": 20},
    }  # fmt: skip
    prices = dict.fromkeys(FRESHWATER[2:]) | {"Fingerling": {"price_per_kg": 9}}
    halls = {"A": {"stage": "Eyed Egg"}, "B": None, "C": {"stage": "Fingerling"}, "D": None, "E": None}
    for place in scenario["geographies"].values():
        place["stages"] = {"Adult": None}
        place["stations"]["each"] = {"halls": halls}
        place["trade"] = {"transfers": prices}
        place.pop("maintenance", None)


def wishes(made: Making, scenario: Words) -> None:
    """One or two groups of batches a geography: typed starts, counted ones, or a ladder of living ones."""
    chance = made.chance
    mode = chance.choice(["starts", "starts", "count", "ladder", "saturate", "young", "old"])
    if made.last != "Adult" and mode == "ladder":
        mode = "starts"
    if mode == "ladder":
        scenario["solve"] = {"mode": "ladder"}
    if mode == "saturate":
        scenario["solve"] = {"mode": "saturate", "saturate": {"share": chance.choice([0.05, 0.2])}}
    scenario["batches"] = {f"group {name}": _group(made, name, mode) for name in made.geographies}


def _group(made: Making, name: str, mode: str) -> Words:
    chance = made.chance
    group: Words = {"geography": name, "eggs": _eggs(made)}
    timing: dict[str, Callable[[], Words]] = {
        "starts": lambda: {"starts": _starts(made, 5, 1100)},
        "young": lambda: {"starts": _starts(made, 1, chance.choice([80, 300]))},
        "old": lambda: {"starts": _starts(made, 1150, 1500)},
        "count": lambda: {"count": chance.choice([2, 3, 6]), "first_start": _day(made, chance.randint(200, 1100)),
                          "every_days": chance.randint(20, 150)},
        "ladder": lambda: {"at_stage_days": {stage: [chance.randint(1, 88)] for stage in FRESHWATER if made.maybe(0.5)}
                           | {"Adult": [chance.randint(5, 250)]}, "completed": chance.choice([0, 1, 3]),
                           "days_to_harvest": [chance.randint(3, 60)], "every_days": 60},
        "saturate": lambda: {"first_start": _day(made, 900), "every_days": 120, "count": 4},
    }  # fmt: skip
    group |= timing[mode]()
    few = made.stages[0] != FRESHWATER[0]
    if few or made.maybe(0.9) or name not in KNOWN:
        group["containers"] = {stage: chance.choice([1, 1, 2, 3, 4]) for stage in made.stages}
        group["rings"] = chance.choice([1, 1, 2, 3, 4])
    if made.maybe(0.2):
        group["window_days"] = chance.choice([5, 20, [3, 15]])
    if made.maybe(0.15) and mode in ("starts", "young"):
        area = {"Faroe Islands": "FI-SEA-01", "Scotland": "S-SEA-01", "Norway": "NO-LOK-01", "Chile": "CL-LOK-01"}[name]
        year = date.fromisoformat(group["starts"][0]).year
        code = {"Faroe Islands": "FI", "Scotland": "SCO", "Norway": "NO", "Chile": "CL"}[name]
        group["pins"] = {f"{code}-{year}-001": {"area": area}}
    if made.last == "Grower":
        group["harvest_weight_g"] = [2600, 3600]
    elif made.maybe(0.3):
        group["harvest_weight_g"] = chance.choice([[3500, 4500], [4600, 5400], [2500, 3500]])
    return group


def _eggs(made: Making) -> int | list[int]:
    most = made.chance.choice([30, 300, 3000, 30_000, 200_000, 400_000, 400_000, 700_000])
    return most if made.maybe(0.6) else [max(1, most * 4 // 5), most]


def _starts(made: Making, least: int, most: int) -> list[str]:
    days = {made.chance.randint(least, most) for _ in range(made.chance.randint(1, 3))}
    return [_day(made, day) for day in sorted(days, reverse=True)]


def _day(made: Making, ago: int) -> str:
    return (made.as_of - timedelta(ago)).isoformat()


def recording(made: Making, scenario: Words) -> None:
    """Cadences: thin, so that a farm stays small, here and there odd."""
    chance = made.chance
    meals: Words = dict.fromkeys((*FRESHWATER[1:], "Adult"), chance.choice([1, 1, 2]))
    if made.last == "Grower":
        meals = dict.fromkeys(meals) | {"Fingerling": 1, "Grower": 1}
    scenario["record"] = {
        "readings": {"hours": [chance.choice([0, 8, 23])] if made.maybe(0.9) else []},
        "weather": {"hours": [chance.choice([0, 12])]},
        "growth_samples": {"every_days": chance.choice([7, 14, 14, 30, 60]), "fish": chance.choice([1, 5, 10, 30])},
        "health_samples": {"every_days": chance.choice([0, 30, 60]), "fish": chance.choice([1, 5, 10]),
                           "stages": [made.last]},
        "journal": {"every_days": chance.choice([0, 30])},
        "meals": meals,
    }  # fmt: skip
    if made.maybe(0.2):
        scenario["lice"] = {"fish": chance.choice([1, 5, 40]), "count_every_days": chance.choice([7, 30])}
    if made.maybe(0.1):
        scenario["waters"] = {"freshwater": {"pH": {"shared_sd": 0, "own_sd": 0.1}}, "sea": {"Salinity": None}}
    if made.maybe(0.2):
        scenario["harvest"] = {"days": chance.choice([1, 3, 14])}


def solving(made: Making, scenario: Words) -> None:
    """Rules of the plan."""
    if made.maybe(0.3):
        rules = scenario.setdefault("solve", {})
        rules["turnaround_days"] = made.chance.randint(0, 20)
        if made.maybe(0.4):
            rules["sea"] = {"fallow_days": 30, "join_days": 60}


def switches(made: Making, scenario: Words) -> None:
    """Groups of tables or single ones switched off, in half of the farms."""
    chance = made.chance
    if made.maybe(0.5):
        return
    names = chance.sample(GROUPS, chance.choice([1, 1, 1, 2, 4]))
    if made.maybe(0.4):
        names = ["one table"]
        scenario["table_groups"] = {"one table": [chance.choice(SINGLES)]}
    scenario["tables"] = dict.fromkeys([*names, *(below for name in names for below in MADE_OF.get(name, ()))], False)


def people(made: Making, scenario: Words) -> None:
    """The users of the library, fewer, or one alone."""
    others = ("system_admin", "manager_01", "operator_01", "operator_fo", "operator_sc", "vet_01", "crew_01", "qa_01",
              "finance_01", "viewer_01")  # fmt: skip
    if made.maybe(0.3):
        gone = others if made.maybe(0.5) else made.chance.sample(others, 3)
        scenario["users"] = dict.fromkeys(gone)
    if made.maybe(0.1):
        scenario.setdefault("users", {})["jógvan"] = {"email": "jogvan@example.com", "role": "MGR"}


def checked(path: Path, running: Server) -> dict[str, str] | str:
    """What became of a farm: law to first example of each failure, or the code by which it is refused or has no plan.

    A Stop of the compiler proper and an exception of any kind are faults too, reported under `fault`.
    """
    dump, database = path.with_suffix(".sql"), path.stem
    try:
        compile_scenario(path, dump)
        psql(running.dsn(), "-qc", f'create database "{database}"')
        load(dump, running.dsn(database))
        outcomes = verify_database(running.dsn(database), manifest_path(dump))
    except Stop as stopped:
        found = next(one for one in stopped.diagnostics if one.severity == "error")
        return found.code if found.code < "AQ4" else {"fault": f"{found.code} {found.message}"}
    except Exception as fault:
        return {"fault": f"{type(fault).__name__} {fault} at {traceback.extract_tb(fault.__traceback__)[-1]}"}
    finally:
        psql(running.dsn(), "-qc", f'drop database if exists "{database}" with (force)')
        dump.unlink(missing_ok=True)
    return {one.name: f"{one.failing}/{one.checked} {'; '.join(one.examples[:2])}" for one in outcomes if one.failing}
