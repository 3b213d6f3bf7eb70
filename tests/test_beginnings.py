"""Batches that begin as fish: solved and simulated. tests/test_examples.py holds farms that lack a leg to the laws."""

from __future__ import annotations

import numpy as np
import pytest

from compiler import data_folder
from compiler.biology import simulate
from compiler.nouns import History, batch_plan
from compiler.pipeline import Planned, plan_scenario

MIXED = """
aqc: 1
name: mixed
as_of: 2025-06-01
include: [library/atlantic-salmon.yaml, library/faroe-islands.yaml, library/aquamind.yaml]
batches:
  own: {geography: Faroe Islands, starts: [2023-01-15], eggs: 400_000}
  smolt:
    geography: Faroe Islands
    number: "S-{year}-{serial:02}"
    starts: [2024-08-15]
    begins: {stage: Smolt, fish: 200_000, weight_g: 75, price_per_fish: 9, days: 6}
    containers: {Smolt: 3, Post-Smolt: 4}
    rings: 2
  late:
    geography: Faroe Islands
    number: "L-{year}-{serial:02}"
    at_stage_days: {Adult: [2]}
    begins: {stage: Adult, fish: 100_000, days: 20}
    rings: 4
geographies:
  Faroe Islands: {stations: {count: 1}, areas: {count: 2}}
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Eggs, smolt and fish for the sea on one farm, the last still on their way at as_of."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "library").symlink_to(data_folder("scenarios") / "library")
    (folder / "mixed.yaml").write_text(MIXED, encoding="utf-8")
    return plan_scenario(folder / "mixed.yaml")


def history_of(mixed: Planned, group: str) -> History:
    index = next(at for at, batch in enumerate(mixed.scenario.batches) if batch.group == group)
    return simulate(mixed.scenario, batch_plan(mixed.plan, index))


def test_a_batch_lives_the_stages_from_the_one_that_it_begins_in(mixed: Planned) -> None:
    stages = {batch.group: [run.stage for run in batch.runs] for batch in mixed.scenario.batches}
    assert stages == {"own": [0, 1, 2, 3, 4, 5], "smolt": [3, 4, 5], "late": [5]}
    assert np.unique(history_of(mixed, "smolt").plan.stage).tolist() == [3, 4, 5]


def test_bought_fish_come_over_days_with_the_stated_weight_and_are_weighed(mixed: Planned) -> None:
    history = history_of(mixed, "smolt")
    first = history.egg_stays
    assert (history.plan.first[first] - history.plan.start).tolist() == [0, 2, 4]
    assert history.stays.start_weight_cg[first].tolist() == [7500] * 3
    assert np.isin(history.first_cell[first], history.samples.cell).all()
    batch = mixed.scenario.batches[history.plan.batch]
    assert int(history.stays.arrived[first].sum()) == batch.eggs - batch.dead_on_arrival
