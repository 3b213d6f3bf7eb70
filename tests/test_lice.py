"""Lice: equal to the scalar oracle, shaped as the field knows them, and no reason for more fish to die in all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from farm import START, farm, plan_of
from oracle_lice import live_with_lice

from compiler.biology.laws._draws import exceeds
from compiler.biology.laws.lice import TYPES, count_day
from compiler.biology.laws.mortality import CAUSES
from compiler.biology.simulate import simulate
from compiler.exact import poisson
from compiler.nouns.history import History
from compiler.nouns.scenario import Scenario
from compiler.nouns.sea import Counting, Delousing, Lice, LiceLife

LICE = Lice(
    count_every_days=7,
    fish=20,
    limit_monthly=(1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    settlement_monthly=(0.06, 0.05, 0.04, 0.04, 0.05, 0.1, 0.2, 0.3, 0.3, 0.2, 0.12, 0.08),
    offspring=0.045,
    chalimus_degree_days=155.0,
    preadult_degree_days=190.0,
    mortality_per_day=0.025,
    caligus_monthly=(0.1,) * 12,
    pressure_sd=0.4,
    ring_sd=0.2,
    wait_days=(2, 6),
    death_days=6,
    death_halving=0.7,
    death_sd=0.5,
    count_sd=0.4,
    campaign_days=0,
    life=LiceLife(28, 0.15, 50.0, 0.5, 0.03),
    counting=(Counting("manual", 95, 1000),),
    works_percent=80,
    closed_days=7,
    methods=(
        Delousing("Bath", "medication", 1, 0.8, 0.05, 8.0, 14, 1, "1 g/L", 0.5),
        Delousing("Warm water", "physical", 3, 0.92, 0.03, 14.0, 0, 1, "", 0.5),
    ),
)


def lousy(law: Lice | None = LICE, **terms: int) -> Scenario:
    """The small farm with a year at sea and lice there."""
    plain = farm(**terms)  # type: ignore[arg-type]
    stages = (*plain.geographies[0].stages[:2], replace(plain.geographies[0].stages[2], days=380))
    runs = tuple(replace(run, days=stages[run.stage].days) for run in plain.batches[0].runs)
    return replace(
        plain,
        geographies=(replace(plain.geographies[0], stages=stages, lice=law),),
        batches=tuple(replace(batch, runs=runs) for batch in plain.batches),
    )


def life(law: Lice | None = LICE, days: int = 500, eggs: int = 200_000) -> tuple[Scenario, History]:
    scenario = lousy(law, eggs=eggs, as_of=START + days)
    return scenario, simulate(scenario, plan_of(scenario))


OTHER = replace(
    LICE,
    methods=tuple(replace(one, larvae=0.2) for one in LICE.methods),
    life=LiceLife(pressure_days=20, pressure_least=0.5, most_females=1.5, female_share=0.4, caligus_back_per_day=0.01),
)
"""Other numbers than the library's, which the law reads and does not know."""


@pytest.mark.parametrize(("days", "law"), [(500, LICE), (300, LICE), (200, LICE), (70, LICE), (500, OTHER)])
def test_equals_the_scalar_oracle(days: int, law: Lice) -> None:
    scenario, history = life(law, days)
    counts, treatments = live_with_lice(scenario, plan_of(scenario))
    found = np.column_stack([history.lice.stay, history.lice.day, history.lice.number])
    assert found.tolist() == counts
    names = ("stay", "found", "day", "method", "percent")
    booked = np.column_stack([getattr(history.treatments, name) for name in names])
    assert booked.tolist() == treatments
    assert len(counts) > 0
    assert (len(treatments) > 0) == (days > 100)


def test_without_lice_there_are_none() -> None:
    _, history = life(law=None)
    assert history.lice.number.shape == (0, len(TYPES))
    assert len(history.treatments.day) == 0


def test_a_count_above_the_limit_is_followed_by_a_treatment_that_works() -> None:
    _, history = life()
    females, stay, day = history.lice.number[:, 0], history.lice.stay, history.lice.day
    found = set(zip(history.treatments.stay.tolist(), history.treatments.found.tolist(), strict=True))
    month = (np.array(day, dtype="datetime64[D]").astype("datetime64[M]").astype(int)) % 12
    above = females > np.array(LICE.limit_monthly)[month] * LICE.fish
    assert set(zip(stay[above].tolist(), day[above].tolist(), strict=True)) == found
    wait = history.treatments.day - history.treatments.found
    assert wait.min() >= 2
    assert wait.max() <= 6
    for at in range(len(history.treatments.day)):
        mine = stay == history.treatments.stay[at]
        before = females[mine & (day <= history.treatments.found[at])][-1]
        after = females[mine & (day >= history.treatments.day[at])][:1]
        assert all(after < before)


def test_a_campaign_treats_all_rings_of_an_area_by_one_method_within_its_days() -> None:
    law = replace(LICE, campaign_days=3)
    scenario, history = life(law)
    stays = np.flatnonzero(history.plan.stage == 2)
    campaigns = {}
    for stay, found, day, method in zip(
        history.treatments.stay.tolist(),
        history.treatments.found.tolist(),
        history.treatments.day.tolist(),
        history.treatments.method.tolist(),
        strict=True,
    ):
        campaigns.setdefault(found, []).append((stay, day, method))
    assert campaigns
    for found, treated in campaigns.items():
        there = [at for at in stays.tolist() if history.plan.first[at] <= found < history.plan.end[at]]
        assert [stay for stay, _, _ in treated] == there
        assert len({method for _, _, method in treated}) == 1
        days = [day for _, day, _ in treated]
        assert max(days) - min(days) < law.campaign_days
        females = history.lice.number[history.lice.day == found, 0]
        month = int(np.array(found, dtype="datetime64[D]").astype("datetime64[M]").astype(int)) % 12
        assert females.max() > law.limit_monthly[month] * law.fish
    assert scenario.geographies[0].lice == law


def test_counts_fall_on_monday_to_thursday() -> None:
    for area in range(40):
        due = count_day(7, f"A{area}", replace(LICE, count_every_days=14), np.arange(START, START + 140))
        days = np.flatnonzero(due) + START
        assert set(((days + 3) % 7).tolist()) <= {0, 1, 2, 3}
        assert set(np.diff(days).tolist()) == {14}


def test_whether_a_count_exceeds_the_limit_is_what_the_count_says() -> None:
    chance = np.random.default_rng(1)
    for most in (0.0, 3.5, 10.0, 63.0, 64.0, 200.0):
        for largest in (0.01, 1.0, 23.9, 24.1, 150.0):
            u, mean = chance.random(2000), chance.random(2000) * largest
            assert (exceeds(u, mean, most) == (poisson(u, mean) > most)).all()
    u = np.cumsum([np.exp(-2.0), 2.0 * np.exp(-2.0)])[1:] + np.array(
        [-1e-15, 0.0, 1e-15]
    )  # where the table is in doubt
    mean = np.full(3, 2.0)
    assert (exceeds(u, mean, 1.0) == (poisson(u, mean) > 1.0)).all()


def test_lice_grow_through_late_summer() -> None:
    """With treatments out of reach, adult females are most in autumn, after the larvae of late summer."""
    _, history = life(replace(LICE, limit_monthly=(100.0,) * 12, offspring=0.0))
    month = (np.array(history.lice.day, dtype="datetime64[D]").astype("datetime64[M]").astype(int)) % 12 + 1
    mean = {m: history.lice.number[month == m, 0].mean() for m in set(month.tolist())}
    assert max(mean, key=lambda m: mean[m]) in (9, 10, 11)
    assert len(history.treatments.day) == 0


def test_counts_autocorrelate_and_an_area_is_counted_together() -> None:
    _, history = life(replace(LICE, limit_monthly=(100.0,) * 12, count_sd=0.0))
    assert len(set((history.lice.day % 7).tolist())) == 1
    series = history.lice.number[history.lice.stay == history.lice.stay[0], 3].astype(float)
    off = series - series.mean()
    assert (off[1:] * off[:-1]).mean() / off.var() > 0.6


def test_no_medicine_before_the_harvest() -> None:
    scenario, history = life()
    end = int(history.plan.end[history.plan.harvested].max())
    for at in range(len(history.treatments.day)):
        method = LICE.methods[int(history.treatments.method[at])]
        assert history.treatments.day[at] + method.withholding_days <= end
    strict = replace(LICE, methods=(replace(LICE.methods[0], withholding_days=900),))
    assert set(life(strict)[1].treatments.method.tolist()) == {0}, "the only method is better than none"
    assert scenario.harvest.days > 0


def test_more_fish_die_after_a_treatment_but_not_in_all() -> None:
    calm = life(replace(LICE, limit_monthly=(100.0,) * 12), eggs=2_000_000)[1]
    _, history = life(eggs=2_000_000)
    sea = int(history.stays.edges[5])
    dead = [h.days.deaths[sea:].sum() / h.stays.arrived[5:].sum() for h in (calm, history)]
    assert dead[1] == pytest.approx(dead[0], rel=0.05)
    before, after, handled = 0, 0, 0
    for stay, day in zip(history.treatments.stay.tolist(), history.treatments.day.tolist(), strict=True):
        if history.plan.first[stay] + 10 < day < history.plan.end[stay] - 10:
            cell = int(history.first_cell[stay]) + day - int(history.plan.first[stay])
            before += int(history.days.deaths[cell - 7 : cell].sum())
            after += int(history.days.deaths[cell : cell + 7].sum())
            handled += int((history.days.cause[cell : cell + 3] == CAUSES.index("HANDLING")).any())
    assert after > 1.8 * before > 0
    assert handled > 0


@pytest.mark.parametrize("cut", [70, 200, 260, 333])
def test_lice_depend_on_their_address_only(cut: int) -> None:
    """Cutting history earlier changes no count, no treatment and no death of the days before."""
    long, short = life(days=500)[1], life(days=cut)[1]
    known = np.isin(long.lice.stay, np.unique(short.lice.stay)) & (long.lice.day < START + cut)
    assert long.lice.number[known].tolist() == short.lice.number.tolist()
    booked = long.treatments.found < START + cut
    assert long.treatments.day[booked].tolist() == short.treatments.day.tolist()
    for stay in range(len(short.plan.stage)):
        days = int(np.diff(short.stays.edges)[stay])
        one, two = int(long.first_cell[stay]), int(short.first_cell[stay])
        assert (long.days.deaths[one : one + days] == short.days.deaths[two : two + days]).all()
        assert (long.days.cause[one : one + days] == short.days.cause[two : two + days]).all()


def test_days_of_counting() -> None:
    day = np.arange(START, START + 70)
    due = count_day(7, "A1", LICE, day)
    assert due.sum() == 10
    assert set(np.diff(day[due]).tolist()) == {7}
