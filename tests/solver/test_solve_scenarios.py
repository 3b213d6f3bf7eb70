"""From a scenario to the Plan: stays and moves keep their promises, and what cannot be placed explains itself."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest

from compiler.language.lower import lower
from compiler.language.parse.includes import parse_text
from compiler.nouns.plan import Plan
from compiler.nouns.scenario import Scenario
from compiler.solver import solve
from compiler.solving.stays import share_out

HEAD = """
aqc: 1
name: small
about: a farm for a test
seed: 7
as_of: 2025-06-01
include: [library/atlantic-salmon.yaml, library/faroe-islands.yaml, library/scotland.yaml, library/aquamind.yaml]
"""
FAROE = """
batches: {{faroe: {{geography: Faroe Islands, {batches}}}}}
geographies: {{Faroe Islands: {{stations: {{count: {stations}}}, areas: {{count: {areas}}}{own}}}}}
"""


def scenario(batches: str, stations: int | str, areas: int | str, more: str = "", own: str = "") -> Scenario:
    """Made from terms of its batches; `more` stands at the top of the file, `own` in its geography."""
    text = HEAD + FAROE.format(batches=batches, stations=stations, areas=areas, own=own and f", {own}") + more
    document, mistakes = parse_text(text)
    assert document is not None, mistakes
    made, mistakes = lower(document)
    assert made is not None, mistakes
    return made


def planned(made: Scenario) -> Plan:
    plan, diagnostics = solve(made)
    assert plan is not None, diagnostics
    return plan


@pytest.fixture(scope="module")
def made() -> Scenario:
    return scenario(
        "count: 9, first_start: 2021-01-05, every_days: 61, rings: 18, window_days: 4",
        3,
        9,
        "solve: {turnaround_days: 7}\n",
    )


@pytest.fixture(scope="module")
def plan(made: Scenario) -> Plan:
    return planned(made)


def test_no_container_is_held_twice(made: Scenario, plan: Plan) -> None:
    until: dict[int, int] = {}
    for i in np.lexsort((plan.held_first, plan.container)):
        assert plan.held_first[i] >= until.get(int(plan.container[i]), -inf)
        until[int(plan.container[i])] = min(int(plan.held_end[i]), made.as_of)
    assert not any(made.containers[container].structural for container in set(plan.container.tolist()))


def test_stays_are_sorted_inside_history_and_inside_their_booking(made: Scenario, plan: Plan) -> None:
    order = np.lexsort((plan.container, plan.stage, plan.batch))
    assert (order == np.arange(len(order))).all()
    assert (plan.first < plan.end).all() and (plan.end <= made.as_of).all()
    assert (plan.held_first <= plan.first).all() and (plan.end <= plan.held_end).all()
    assert (plan.end[plan.open] == made.as_of).all()
    assert not (plan.open & plan.harvested).any()
    assert not plan.first.flags.writeable


def test_every_closed_stay_is_emptied_by_moves_or_harvest(made: Scenario, plan: Plan) -> None:
    left: dict[int, Fraction] = {}
    for source, dest, day, num, den in zip(
        plan.move_source, plan.move_dest, plan.move_day, plan.move_num, plan.move_den, strict=True
    ):
        assert plan.end[source] == day and plan.first[dest] <= day < made.as_of
        assert plan.batch[source] == plan.batch[dest] and plan.stage[dest] == plan.stage[source] + 1
        left[int(source)] = left.get(int(source), Fraction(0)) + Fraction(int(num), int(den))
    for stay in range(len(plan.batch)):
        assert left.get(stay, Fraction(0)) == (0 if plan.open[stay] or plan.harvested[stay] else 1)
    arrivals = np.full(len(plan.batch), 1 << 30)
    np.minimum.at(arrivals, plan.move_dest, plan.move_day)
    later = plan.stage > 0
    assert (arrivals[later] == plan.first[later]).all()


def test_rings_are_harvested_over_the_last_days(made: Scenario, plan: Plan) -> None:
    for batch in range(len(made.batches)):
        mine = plan.harvested & (plan.batch == batch)
        if mine.any() and not (plan.open & (plan.batch == batch)).any():
            booked = int(plan.start[batch]) + sum(run.days for run in made.batches[batch].runs)
            assert booked - made.harvest.days < plan.end[mine].min() and plan.end[mine].max() <= booked


@pytest.mark.parametrize(("sources", "dests"), [(10, 20), (10, 10), (20, 10), (7, 3), (1, 5), (6, 13)])
def test_shares_lay_sources_and_destinations_end_to_end(sources: int, dests: int) -> None:
    shares = share_out([1] * sources, [1] * dests)
    for source in range(sources):
        assert sum(Fraction(num, den) for s, _, num, den in shares if s == source) == 1
    for dest in range(dests):
        assert sum(Fraction(num, den) for _, d, num, den in shares if d == dest) == Fraction(sources, dests)


@pytest.mark.parametrize(
    ("sources", "dests"), [((1, 1), (305, 305, 190, 456)), ((5, 1), (1, 1)), ((3, 2, 7), (2, 9, 1))]
)
def test_shares_follow_the_sizes_of_both_sides(sources: tuple[int, ...], dests: tuple[int, ...]) -> None:
    shares = share_out(sources, dests)
    fish = dict.fromkeys(range(len(dests)), Fraction(0))
    for source, dest, num, den in shares:
        fish[dest] += Fraction(num, den) * sources[source] / sum(sources)
    assert list(fish.values()) == [Fraction(dest, sum(dests)) for dest in dests]
    for source in range(len(sources)):
        assert sum(Fraction(num, den) for s, _, num, den in shares if s == source) == 1


UNEQUAL = """1, each: {rings: {count: 0, named: {
  A: {volume_m3: 30500, max_biomass_kg: 500_000}, B: {volume_m3: 30500, max_biomass_kg: 500_000},
  C: {volume_m3: 19000, max_biomass_kg: 300_000}, D: {volume_m3: 45600, max_biomass_kg: 700_000}}}}"""


@pytest.mark.parametrize(
    ("spread", "parts"),
    [("by capacity", (5, 5, 3, 7)), ("by volume", (305, 305, 190, 456)), ("equally", (1, 1, 1, 1))],
)
def test_fish_go_into_unequal_rings_by_their_size(spread: str, parts: tuple[int, ...]) -> None:
    text = "starts: [2022-01-01], rings: 4"
    made = scenario(text, 1, UNEQUAL, f"stages: {{Adult: {{spread: {spread}}}}}\n", "area_groups: null")
    plan = planned(made)
    sources, fish = (plan.stage == 4).sum(), np.zeros(4)
    at_sea = np.flatnonzero(plan.stage == 5)
    for dest, num, den in zip(plan.move_dest, plan.move_num, plan.move_den, strict=True):
        if dest in at_sea:
            fish[dest - at_sea[0]] += num / den / sources
    assert np.allclose(fish, np.array(parts) / sum(parts))


def test_a_hall_of_two_stages_keeps_its_fish() -> None:
    """Both stages are one booking: the same containers, fish stay where they are."""
    halls = "1, each: {halls: {A: {stage: [Egg&Alevin, Fry]}, B: null}}"
    batches = "count: 3, first_start: 2022-01-01, every_days: 120, containers: {Egg&Alevin: 2, Fry: 3}, rings: 3"
    plan = planned(scenario(batches, halls, 3))
    for batch in range(3):
        eggs, fry = ((plan.batch == batch) & (plan.stage == stage) for stage in (0, 1))
        assert plan.container[eggs].tolist() == plan.container[fry].tolist() and eggs.sum() == 3
        assert plan.end[eggs].tolist() == plan.first[fry].tolist()
    inside = np.isin(plan.stage, (0, 1))
    for container in np.unique(plan.container[inside]):
        here = np.flatnonzero(inside & (plan.container == container))
        here = here[np.argsort(plan.first[here])]
        assert (plan.held_end[here][:-1] <= plan.held_first[here][1:]).all()


def test_a_pin_on_an_occupied_station_says_what_to_do() -> None:
    pins = "pins: {FI-2022-001: {station: FI-FW-01}, FI-2022-002: {station: FI-FW-01}}"
    plan, (found,) = solve(scenario(f"count: 4, first_start: 2022-01-01, every_days: 60, rings: 18, {pins}", 2, 6))
    assert plan is None and found.code == "AQ312"
    assert found.message.startswith("FI-FW-01: from 2022-03-02 to ") and "need 20 containers" in found.message
    assert {name for _, name in found.related} == {"FI-2022-001", "FI-2022-002"} and all(
        span.line for span, _ in found.related
    )
    assert "remove the pin of FI-2022-001 to FI-FW-01" in found.hint
    planned(scenario("count: 4, first_start: 2022-01-01, every_days: 60, rings: 18", 2, 6))


def test_a_stagger_too_short_names_one_that_works() -> None:
    batches = "count: 12, first_start: 2022-01-01, every_days: {}, rings: 18"
    plan, (found,) = solve(scenario(batches.format(45), 2, 12))
    assert plan is None and found.code == "AQ312" and "there are 20" in found.message
    ((_, named),) = found.related  # one line made them all, and is shown once
    assert f"{len(named.split(', '))} batches need" in found.message
    assert "every_days: 55" in found.hint
    planned(scenario(batches.format(55), 2, 12))


def test_one_area_too_few_is_explained() -> None:
    batches = "count: 5, first_start: 2021-06-01, every_days: 70, rings: 20"
    enough = next(areas for areas in range(1, 9) if solve(scenario(batches, 4, areas))[0] is not None)
    plan, (found,) = solve(scenario(batches, 4, enough - 1))
    assert plan is None and "rings" in found.message and "every_days" in found.hint


def test_saturate_places_what_the_bound_allows() -> None:
    made = scenario("count: 12, first_start: 2022-01-01, every_days: 45, rings: 18", 2, 12, "solve: {mode: saturate}\n")
    plan, (note,) = solve(made)
    assert plan is not None and note.code == "AQ321" and note.severity == "note"
    assert int((plan.start >= 0).sum()) == 8 and "at most 8" in note.message
    assert (np.diff(plan.first_stay)[plan.start < 0] == 0).all()


def at_sea(made: Scenario, plan: Plan, days: int) -> float:
    """Share of the ring-days of the last `days` days in which there are fish or were to be, as booked."""
    areas = {index for index, area in enumerate(made.areas) if area.geography == made.batches[0].geography}
    rings = sum(each.leg == "sea" and each.place in areas and not each.structural for each in made.containers)
    low = np.maximum(plan.held_first, made.as_of - days)
    there = np.isin(plan.container, [i for i, each in enumerate(made.containers) if each.leg == "sea"])
    booked = np.maximum(0, np.minimum(plan.held_end, made.as_of) - low)[there].sum()
    return float(booked) / (rings * days)


@pytest.mark.parametrize("share", [0.5, 0.85])
def test_saturate_stops_when_the_share_is_reached(share: float) -> None:
    batches = "count: 70, first_start: 2020-06-01, every_days: 25, rings: 20"
    made = scenario(batches, 12, 14, f"solve: {{mode: saturate, saturate: {{share: {share}}}}}\n")
    plan, (note,) = solve(made)
    assert plan is not None and note.code == "AQ321"
    placed = int((plan.start >= 0).sum())
    assert placed < 70 and f"{placed} of 70 batches placed" in note.message
    assert share <= at_sea(made, plan, 365) < share + 0.12
    named = note.message.split("left out: ")[1].removesuffix(", …").split(", ")
    assert set(named) <= {batch.number for batch, start in zip(made.batches, plan.start, strict=True) if start < 0}


def test_a_ladder_stands_at_its_days() -> None:
    made = scenario("at_days: [40, 130, 220, 310, 400, 600], rings: 18", 2, 6, "solve: {mode: ladder}\n")
    plan, diagnostics = solve(made)
    assert plan is not None and not diagnostics
    assert sorted(made.as_of - plan.start) == [40, 130, 220, 310, 400, 600]
    for batch in range(len(made.batches)):
        assert (plan.open & (plan.batch == batch)).any()
