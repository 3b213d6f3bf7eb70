"""Lowering: the same farm however its YAML is laid out, the same fish however many others there are."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from compiler import data_folder
from compiler.biology.forecast import forecast
from compiler.language.checks import check_meaning
from compiler.language.lower import lower
from compiler.language.lower.moments import date_text, day_of
from compiler.language.lower.reading import schema
from compiler.language.lower.rooms import enough
from compiler.language.parse import Document, Node, parse_file
from compiler.language.shape import check_shape
from compiler.nouns import Batch, Beginning, Scenario
from compiler.solving.booking import book
from compiler.solving.instance import Rest

HERE = Path(__file__).parent
SCENARIOS = sorted(data_folder("scenarios").glob("*.yaml"))
FARM = HERE.parent / "checks" / "farm.yaml"


def scenario_of(path: Path, **words: int) -> Scenario:
    document, mistakes = parse_file(path)
    assert document is not None, mistakes
    scenario, mistakes = lower(document, **words)  # type: ignore[arg-type]
    assert scenario is not None, mistakes
    return scenario


def farm_with(text: str, folder: Path) -> Scenario:
    """The small farm of the checks with some more YAML."""
    path = folder / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\n{text}", encoding="utf-8")
    document, mistakes = parse_file(path)
    assert document is not None, mistakes
    assert check_shape(document, schema()) == ()
    scenario, mistakes = lower(document)
    assert scenario is not None, mistakes
    return scenario


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_are_sound(path: Path) -> None:
    document, mistakes = parse_file(path)
    assert document is not None and mistakes == ()
    assert check_shape(document, schema()) == ()
    scenario, mistakes = lower(document)
    assert scenario is not None and mistakes == ()
    assert check_meaning(scenario) == ()


def summary(scenario: Scenario) -> str:
    """What a reader can compare by eye: counts, stages and every batch."""
    counts = {
        name: len(getattr(scenario, name))
        for name in ("stations", "halls", "areas", "area_groups", "containers", "feed_stores", "feeds", "users")
    }
    lines = [f"{scenario.name} as of {date_text(scenario.as_of)}, seed {scenario.seed}", str(counts)]
    lines += [
        f"{c.name} {c.type} {c.volume_m3:g} {c.max_biomass_kg:g} {c.parent} {len(c.sensors)}"
        for c in scenario.containers[::9]
    ]
    for batch in scenario.batches:
        runs = " ".join(f"{run.days}x{run.need}+{run.overlap}" for run in batch.runs)
        lines.append(
            f"{batch.number} {date_text(batch.start_day)} {batch.eggs} -{batch.dead_on_arrival} "
            f"{batch.growth_factor:.6f} {batch.harvest_weight_g:.3f} g {runs} {batch.supplier}, line {batch.span.line}"
        )
    return "\n".join([*lines, ""])


def test_smoke_is_what_it_was() -> None:
    """After a wished change: write the new text to tests/lower/smoke.txt and read the difference."""
    golden = HERE / "smoke.txt"
    assert summary(scenario_of(data_folder("scenarios") / "smoke.yaml")) == golden.read_text(encoding="utf-8")


def shuffled(node: Node, chance: random.Random) -> Node:
    """The same node with the keys of all its maps in another order."""
    if isinstance(node.value, dict):
        keys = list(node.value)
        chance.shuffle(keys)
        return replace(node, value={key: shuffled(node.value[key], chance) for key in keys})
    if isinstance(node.value, list):
        return replace(node, value=[shuffled(item, chance) for item in node.value])
    return node


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_keys_means_nothing(seed: int) -> None:
    document, _ = parse_file(data_folder("scenarios") / "tutorial.yaml")
    assert document is not None
    other = Document(shuffled(document.root, random.Random(seed)), document.sources, document.paths)
    assert lower(other) == lower(document)
    (scenario, _), (again, _) = lower(document), lower(other)
    assert scenario is not None and again is not None and check_meaning(again) == check_meaning(scenario)


def drawn(batch: Batch) -> tuple[object, ...]:
    return batch.eggs, batch.dead_on_arrival, batch.growth_factor, batch.harvest_weight_g, batch.runs


def test_another_batch_changes_no_drawn_value(tmp_path: Path) -> None:
    more = "{{geography: Scotland, count: {}, first_start: 2023-03-01, every_days: 40, rings: [8, 18]}}"
    text = "batches: {{faroe: {{rings: [10, 20]}}, more: " + more + "}}"
    few, many = (farm_with(text.format(count), tmp_path) for count in (3, 7))
    before = {batch.number: drawn(batch) for batch in few.batches}
    after = {batch.number: drawn(batch) for batch in many.batches}
    assert len(after) == len(before) + 4
    assert {number: after[number] for number in before} == before


def test_another_seed_changes_what_is_drawn_and_nothing_else() -> None:
    path = data_folder("scenarios") / "smoke.yaml"
    one, two = scenario_of(path, seed=1), scenario_of(path, seed=2)
    assert one.containers == two.containers and one.digest != two.digest
    assert all(
        a.start_day == b.start_day and a.growth_factor != b.growth_factor
        for a, b in zip(one.batches, two.batches, strict=True)
    )


def test_the_digest_forgets_layout_and_files(tmp_path: Path) -> None:
    lines = farm_with("\n\n# a remark\nbatches:\n\n  more: {geography: Scotland, starts: [2024-01-01]}", tmp_path)
    flow = farm_with("batches: {more: {geography: Scotland, starts: [2024-01-01]}}", tmp_path)
    assert lines.digest == flow.digest
    assert farm_with("seed: 9", tmp_path).digest != flow.digest


def test_everything_stands_in_canonical_order() -> None:
    scenario = scenario_of(data_folder("scenarios") / "full.yaml")
    assert [place.name for place in scenario.geographies] == ["Faroe Islands", "Scotland"]
    assert [(b.geography, b.number) for b in scenario.batches] == sorted(
        (b.geography, b.number) for b in scenario.batches
    )
    place = [(c.leg, c.place, c.name) for c in scenario.containers]
    assert [p for p in place if p[0] == "sea"] == sorted(p for p in place if p[0] == "sea")
    assert [p for p in place if p[0] != "sea"] == sorted(p for p in place if p[0] != "sea")
    assert [s.name for s in scenario.geographies[0].stages] == [
        "Egg&Alevin",
        "Fry",
        "Parr",
        "Smolt",
        "Post-Smolt",
        "Adult",
    ]


def test_the_farm_is_the_target_s_own() -> None:
    """Counts and names of AquaMind's bootstrap."""
    scenario = scenario_of(data_folder("scenarios") / "full.yaml")
    fish = [c for c in scenario.containers if not c.structural]
    assert (len(scenario.stations), len(scenario.halls), len(scenario.areas)) == (22, 110, 42)
    assert (len(scenario.containers), len(fish), sum(c.leg == "sea" for c in fish)) == (1950, 1940, 840)
    assert (len(scenario.feed_stores), sum(len(c.sensors) for c in scenario.containers)) == (236, 11060)
    racks = {
        c.name: [d.name for d in scenario.containers if d.parent == i]
        for i, c in enumerate(scenario.containers)
        if c.structural
    }
    assert len(racks) == 10
    assert racks["S-FW-03-A-R02"] == [f"S-FW-03-A-C{n:02}" for n in range(6, 11)]
    names = (
        {c.name for c in scenario.containers}
        | {h.name for h in scenario.halls}
        | {s.name for s in scenario.feed_stores}
    )
    assert {"S-FW-10-E-C10", "FI-SEA-22-Ring-20", "FI-FW-12-Hall-E", "S-FW-01-A-Silo", "S-SEA-20-Barge-3"} <= names
    groups = {area.name: area.group for area in scenario.areas}
    assert (groups["S-SEA-03"], groups["S-SEA-18"], groups["FI-SEA-05"]) == (
        "LEWIS South",
        "STRIVEN,ARRAN,MULL,GIGHA",
        "South",
    )


def test_sets_mix_patterns_names_csv_and_overrides(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("name,latitude,rings.count\nFI-SEA-77,61.9,4\nFI-SEA-78,,\n", encoding="utf-8")
    scenario = farm_with(
        """
geographies:
  Faroe Islands:
    areas:
      csv: areas.csv
      named: {Hvannasund: {rings: {count: 3, name: "H{n}"}}}
      override: {FI-SEA-02: {rings: {override: {FI-SEA-02-Ring-03: {volume_m3: 30_000, sensors: [pH]}}}}}
""",
        tmp_path,
    )
    areas = {area.name: area for area in scenario.areas}
    rings = {
        name: [c for c in scenario.containers if c.leg == "sea" and scenario.areas[c.place].name == name]
        for name in areas
    }
    assert {name: len(rings[name]) for name in areas} == {
        "FI-SEA-01": 20, "FI-SEA-02": 20, "FI-SEA-77": 4, "FI-SEA-78": 20, "Hvannasund": 3, "S-SEA-01": 20
    }  # fmt: skip
    assert areas["FI-SEA-77"].latitude == 61.9
    assert 0 < abs(areas["FI-SEA-78"].latitude - 61.5) <= 35 / 111.2, "somewhere near what is said of each"
    assert (rings["FI-SEA-02"][2].volume_m3, rings["FI-SEA-02"][2].sensors, rings["FI-SEA-02"][3].volume_m3) == (
        30_000,
        ("pH",),
        50_000,
    )
    assert [ring.name for ring in rings["Hvannasund"]] == ["H1", "H2", "H3"]


@pytest.mark.parametrize("key", ["named", "override"])
def test_a_csv_file_lies_beside_the_file_that_names_it(key: str, tmp_path: Path) -> None:
    """Whatever the map is merged with that its path is typed in; a CSV file may name others, beside itself."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "areas.csv").write_text("name,rings.csv\nFI-SEA-77,rings.csv\n", encoding="utf-8")
    for path, ring in ((tmp_path / "rings.csv", "Own"), (tmp_path / "sites" / "rings.csv", "Site")):
        path.write_text(f"name,volume_m3\n{ring},30_000\n", encoding="utf-8")
    name = "Hvannasund" if key == "named" else "FI-SEA-02"
    area = f"{{{name}: {{rings: {{csv: rings.csv}}}}}}"
    text = f"geographies: {{Faroe Islands: {{areas: {{csv: sites/areas.csv, {key}: {area}}}}}}}"
    scenario = farm_with(text, tmp_path)
    rings = {ring.name: scenario.areas[ring.place].name for ring in scenario.containers if ring.leg == "sea"}
    assert (rings["Own"], rings["Site"]) == (name, "FI-SEA-77")


def test_a_geography_s_vaccination_has_the_schema_s_defaults(tmp_path: Path) -> None:
    text = "geographies: {Scotland: {stages: {Parr: {vaccinations: [{vaccine: IPN Vaccine, day: 60}]}}}}"
    parr = farm_with(text, tmp_path).geographies[1].stages[2]
    assert [(one.day, one.days, one.dosage, one.withholding_days) for one in parr.vaccinations] == [(60, 1, "", 0)]


def test_a_ladder_stands_on_its_days(tmp_path: Path) -> None:
    scenario = farm_with(
        "batches: {faroe: null, ladder: {geography: Scotland, at_days: [30, 500], at_stage_days: {Parr: [10]}, "
        "completed: 2, every_days: 50}}\n"
        "solve: {mode: ladder}",
        tmp_path,
    )
    assert sorted(scenario.as_of - batch.start_day for batch in scenario.batches) == [30, 190, 500, 950, 1000]


def test_a_ladder_ends_its_harvests_on_their_days(tmp_path: Path) -> None:
    wanted = [1, 4, 30, 200]
    text = f"batches: {{faroe: null, ladder: {{geography: Scotland, completed: 1, days_to_harvest: {wanted}}}}}"
    for as_of in range(day_of(date(2024, 12, 1)), day_of(date(2025, 12, 1)), 61):
        scenario = farm_with(f"as_of: {date_text(as_of)}\n{text}", tmp_path)
        ends = [batch.start_day + sum(run.days for run in batch.runs) - as_of for batch in scenario.batches]
        assert ends[0] < 0 and ends[1:] == wanted
        assert all(0.95 < batch.growth_factor < 1.05 for batch in scenario.batches[1:])
        assert all(4800 < batch.harvest_weight_g < 6200 for batch in scenario.batches)


def test_a_ladder_may_be_of_completed_batches_alone(tmp_path: Path) -> None:
    scenario = farm_with(
        "batches: {faroe: null, ladder: {geography: Scotland, completed: 2, every_days: 40}}", tmp_path
    )
    assert [scenario.as_of - batch.start_day for batch in scenario.batches] == [980, 940]


def test_a_batch_in_a_group_of_its_own_leaves_the_rungs_of_a_ladder_as_they_are(tmp_path: Path) -> None:
    """As the tutorial says; put into the ladder itself, it renumbers those that start after it."""
    rungs = "batches: {{faroe: null, ladder: {{geography: Scotland, at_days: {}}}{}}}\n"
    extra = ", extra: {geography: Scotland, at_days: [280], number: 'S-X-{serial:03}'}"
    before, beside, inside = (
        {batch.number: batch for batch in farm_with(rungs.format(*part), tmp_path).batches}
        for part in (("[300, 250, 200]", ""), ("[300, 250, 200]", extra), ("[300, 280, 250, 200]", ""))
    )
    assert {number: beside[number] for number in before} == before and len(beside) == 4
    assert [number for number in before if before[number] != inside[number]] == sorted(before)[1:]


def test_batches_called_by_their_age_stay_who_they_are_on_any_morning_and_beside_a_new_rung(tmp_path: Path) -> None:
    ladder = "geography: Scotland, number: '{{code}}-L-{{days:03}}', at_days: {}"
    rungs = f"batches: {{{{faroe: null, ladder: {{{{{ladder}}}}}}}}}\nas_of: {{}}"
    found = [
        {batch.number: drawn(batch) for batch in farm_with(rungs.format(days, as_of), tmp_path).batches}
        for days, as_of in (
            ("[300, 50]", "2025-03-01"),
            ("[300, 50]", "2026-01-09"),
            ("[300, 280, 50]", "2025-03-01"),
        )
    ]
    assert list(found[0]) == ["SCO-L-050", "SCO-L-300"] == list(found[1])
    assert found[0].items() < found[2].items()
    assert list(found[2]) == ["SCO-L-050", "SCO-L-280", "SCO-L-300"]


def test_dates_follow_as_of(tmp_path: Path) -> None:
    text = "as_of: today\nbatches: {faroe: {starts: [as_of - 480 days, 2024-02-29]}}"
    path = tmp_path / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\n{text}", encoding="utf-8")
    document, _ = parse_file(path)
    assert document is not None
    scenario, _ = lower(document, today=date(2025, 3, 1))
    assert scenario is not None
    assert [date_text(batch.start_day) for batch in scenario.batches] == ["2023-11-07", "2024-02-29"]
    assert lower(document, as_of=day_of(date(2025, 3, 1))) == (scenario, ())


def test_needs_follow_biomass(tmp_path: Path) -> None:
    text = "batches: {{faroe: {{eggs: {}, rings: by biomass, containers: {{Smolt: by biomass}}}}}}"
    needs = [
        [run.need for run in farm_with(text.format(eggs), tmp_path).batches[0].runs] for eggs in (400_000, 3_500_000)
    ]
    assert [need[3] for need in needs] == [1, 7]
    assert needs[0][5] < needs[1][5] <= 20


def test_needs_are_reckoned_with_the_containers_that_there_are(tmp_path: Path) -> None:
    """One small ring more costs one ring more, not a need by the smallest of all."""
    geography = "geographies: {{Faroe Islands: {{areas: {{each: {{rings: {{named: {}}}}}}}}}}}"
    text = "batches: {faroe: {eggs: 3_000_000, rings: by biomass}}\n"
    none, one = (
        farm_with(text + geography.format(named), tmp_path).batches[0].runs[5].need
        for named in ("{}", "{Small: {type: Sea Rings, volume_m3: 400, max_biomass_kg: 8000}}")
    )
    assert one - none in (0, 1)


def test_enough_containers_wherever_a_batch_comes_to() -> None:
    def enough_of(*sites: tuple[int, ...], kg: float) -> int:
        return enough(kg, sites, float)  # type: ignore[arg-type]

    assert enough_of((500, 500, 300, 700), kg=1422) == 4
    assert enough_of((500, 500, 300, 700), kg=790) == 2
    assert enough_of((10, 10, 10), kg=20.0) == 2
    assert enough_of((10, 10, 10), (5, 5, 5, 5), kg=15) == 3
    assert enough_of((10, 10, 10), (5, 5), kg=15) == 3
    assert enough_of((10, 10), kg=25) == 3


def test_maintenance_names_ranges_and_places(tmp_path: Path) -> None:
    scenario = farm_with(
        """
geographies:
  Faroe Islands:
    maintenance:
      - {where: [FI-FW-01-D-C02..C04, FI-FW-02-Hall-A], from: 2024-01-01, to: 2024-01-31}
      - {where: FI-SEA-01, from: as_of - 10 days, to: as_of}
""",
        tmp_path,
    )
    names = [scenario.containers[window.container].name for window in scenario.maintenance]
    assert names[:3] == ["FI-FW-01-D-C02", "FI-FW-01-D-C03", "FI-FW-01-D-C04"] and len(names) == 3 + 10 + 20
    assert {window.end - window.first for window in scenario.maintenance} == {31, 11}
    assert {window.span.line for window in scenario.maintenance} == {6, 7}


def test_maintenance_of_an_area_group_is_that_of_its_areas(tmp_path: Path) -> None:
    scenario = farm_with(
        """
geographies:
  Faroe Islands:
    areas: {count: 3}
    area_groups: {Fjord: {code: FJORD, parent: North, areas: [FI-SEA-03]}, West: {areas: []}}
    maintenance:
      - {where: North, from: 2024-10-01, to: 2024-11-30}
      - {where: Fjord, from: 2025-01-01, to: 2025-01-31}
""",
        tmp_path,
    )
    areas = [scenario.areas[scenario.containers[window.container].place].name for window in scenario.maintenance]
    assert areas.count("FI-SEA-01") == 20 and areas.count("FI-SEA-03") == 40 and "FI-SEA-02" not in areas


def test_geographies_and_area_groups_have_rules_of_their_own(tmp_path: Path) -> None:
    scenario = farm_with(
        """
solve: {turnaround_days: 8, sea: {fallow_days: 30}}
geographies:
  Faroe Islands:
    solve: {sea: {join_days: 20}, freshwater: {turnaround_days: 3}}
    area_groups: {Faroe Islands Marine: {fallow_days: 60}}
""",
        tmp_path,
    )
    rules = [scenario.solve.rule(leg, 0) for leg in ("freshwater", "sea")]
    assert [(rule.turnaround_days, rule.fallow_days, rule.join_days) for rule in rules] == [(3, 0, 0), (8, 30, 20)]
    common = scenario.solve.rule("sea", 1)
    assert (common.turnaround_days, common.fallow_days, common.join_days) == (8, 30, 0)
    sea = book(scenario).instance.legs[1]
    assert {(site.zone, sea.rest(site)) for site in sea.sites if site.geo == "Faroe Islands"} == {
        ("Faroe Islands Marine", Rest(60, 20))
    }


def test_a_slow_batch_is_harvested_late_and_light() -> None:
    scenario = scenario_of(data_folder("scenarios") / "full.yaml")
    start = np.array([scenario.batches[0].start_day] * 3)
    grown = forecast(
        scenario.geographies[0],
        start,
        np.array([0.7, 1.0, 1.1]),
        np.array([6000.0] * 3),
        Beginning(0, 0.1, 1, None, False, 0, 0, 0),
        7,
    )
    assert list(grown.days[-1]) == sorted(grown.days[-1], reverse=True) and grown.days[-1, 0] == 450
    assert grown.last_weight_g[-1, 0] < 6000 < grown.last_weight_g[-1, 1]
    assert np.all(grown.first_weight_g[1:] == grown.last_weight_g[:-1])
    assert np.all(np.diff(grown.survivors, axis=0) < 0) and np.all(grown.survivors > 0.6)


def leaves(part: object, path: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Every described thing of the schema with its path."""
    if not isinstance(part, dict):
        return
    if "$ref" in part:
        return
    yield path, part
    for key in ("properties", "definitions"):
        for name, child in part.get(key, {}).items():
            yield from leaves(child, f"{path}.{name}")
    for key in ("additionalProperties", "items"):
        yield from leaves(part.get(key), f"{path}.*")


def test_every_part_of_the_schema_says_what_it_is() -> None:
    for path, part in leaves(schema()):
        assert part.get("description"), path
        if part.get("type") == "object":
            assert part.get("additionalProperties") is not None, f"{path} is open"
        if "x-unit" in part:
            assert f"Unit: {part['x-unit']}" in str(part["description"]), path


def test_a_capacity_of_zero_is_refused_at_its_cell_and_an_empty_one_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "rings.csv").write_text("name;volume_m3;max_biomass_kg\nA;30500,5;0\nB;30500,5;\n", encoding="utf-8")
    text = "geographies: {Faroe Islands: {areas: {override: {FI-SEA-02: {rings: {count: 0, csv: rings.csv}}}}}}"
    scenario = farm_with(text, tmp_path)
    (found,) = [one for one in check_meaning(scenario) if one.severity == "error"]
    assert found.span is not None and Path(found.span.file).name == "rings.csv"
    assert (found.code, found.span.line, found.span.column) == ("AQ242", 2, 11)
    (empty,) = [one for one in scenario.containers if one.name == "B"]
    assert (empty.volume_m3, empty.max_biomass_kg) == (30500.5, 1_000_000)


def test_a_name_is_the_same_however_its_accents_are_spelt(tmp_path: Path) -> None:
    apart, whole = unicodedata.normalize("NFD", "Súðurfjørður"), "Súðurfjørður"
    (tmp_path / f"{apart}.csv").write_text(f"name,volume_m3\n{apart}-1,30500\n{apart}-2,30500\n", encoding="utf-8")
    named = f"areas: {{named: {{{apart}: {{latitude: 62, longitude: -7}}}}}}"
    (tmp_path / "base.yaml").write_text(f"include: [{FARM}]\ngeographies: {{Scotland: {{{named}}}}}", encoding="utf-8")
    text = f"""include: [base.yaml]
geographies:
  Scotland:
    areas: {{named: {{{whole}: {{max_biomass_kg: 9, rings: {{count: 0, csv: {whole}.csv}}}}}}}}
    maintenance: [{{where: {whole}-1, from: 2024-01-01, to: 2024-02-01}}]
    area_groups: {{All: {{code: ALL, areas: [{apart}]}}}}
"""
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    scenario = scenario_of(tmp_path / "scenario.yaml")
    (area,) = [one for one in scenario.areas if one.name.startswith("S") and not one.name.startswith("S-")]
    assert (area.name, area.group, area.max_biomass_kg) == (whole, "All", 9)
    assert scenario.containers[scenario.maintenance[0].container].name == f"{whole}-1"


def test_a_range_runs_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    text = """
geographies:
  Scotland:
    areas: {each: {rings: {name: "{area}-R{n}"}}}
    maintenance: [{where: S-SEA-01-R2..R11, from: 2024-01-01, to: 2024-01-31}]
"""
    scenario = farm_with(text, tmp_path)
    names = sorted(scenario.containers[window.container].name for window in scenario.maintenance)
    assert names == sorted(f"S-SEA-01-R{n}" for n in range(2, 12))


def test_rings_of_two_areas_may_bear_one_name(tmp_path: Path) -> None:
    text = 'geographies: {Faroe Islands: {areas: {each: {rings: {name: "{n:02}"}}}}}'
    assert check_meaning(farm_with(text, tmp_path)) == ()


def test_containers_of_one_name_are_told_apart_for_chance(tmp_path: Path) -> None:
    text = "batches: {}\ngeographies:\n  Faroe Islands: {areas: {count: 2, each: {rings: {count: 2, name: 'R{n}'}}}}\n"
    rings = [one for one in farm_with(text, tmp_path).containers if one.leg == "sea" and one.name == "R1"]
    assert [one.entity for one in rings] == ["FI-SEA-01/R1", "FI-SEA-02/R1"]
