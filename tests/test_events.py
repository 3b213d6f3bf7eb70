"""What happens beside growth and death: health samples, treatments, journal, laboratory, weather, light, plans."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from farm import STAGES, START, farm, plan_of
from smoke import cut, smoke

from compiler.biology.laws import examining, light, weather
from compiler.biology.laws.events import storms
from compiler.biology.simulate import simulate
from compiler.exact.arithmetic import arc_cosine, day_number, sine
from compiler.filling import farm_facts
from compiler.filling.activities import COMPLETED, Activity, activities, activity_of_change, is_planned
from compiler.filling.part import Part, bought_fish, geography_of, transitions
from compiler.filling.tables.health._journal import entries
from compiler.filling.tables.health._treatments import treatments
from compiler.nouns.events import PlannedEvent
from compiler.nouns.sea import Climate, Hourly
from compiler.pipeline import farm_of

CLIMATE = Climate(
    air_temp_monthly_c=(4.0, 3.8, 4.2, 5.4, 7.2, 9.2, 10.7, 11.0, 9.7, 7.6, 5.7, 4.5),
    air_temp_sd_c=2.5,
    wind_monthly_ms=(9.0, 8.8, 8.4, 7.2, 6.2, 5.8, 5.6, 5.8, 7.2, 8.2, 8.6, 9.0),
    rain_monthly_mm=(150.0,) * 12,
    wind_from_deg=225,
    wave_exposure=0.12,
    light_months=(12, 1),
    light_hours=18.0,
    light_lux=400.0,
    noon_lux=110_000.0,
    hourly=Hourly(
        shared=0.64,
        wind_least=0.12,
        wind_sd=0.45,
        wind_turn_deg=55.0,
        rain_from=0.4,
        rain_mean=0.23,
        cloud_pct=60.0,
        cloud_sd_pct=32.0,
        wave_period_s=3.0,
        wave_period_s_root_m=2.6,
        wave_turn_deg=12.0,
        spell_days=5,
        lasting=0.5,
        low=0.45,
        day_monthly_c=(1.0,) * 12,
    ),
)


def parts_at(as_of: int | None = None) -> tuple[Part, ...]:
    """The parts of smoke, its history cut earlier or not."""
    return farm_of(smoke() if as_of is None else cut(as_of)).parts


@cache
def parts() -> tuple[Part, ...]:
    return parts_at()


def test_sine_and_arc_cosine_are_those_of_the_library() -> None:
    x = np.linspace(-20, 20, 4001)
    assert np.abs(sine(x) - np.sin(x)).max() < 1e-13
    y = np.linspace(-1, 1, 4001)
    assert np.abs(arc_cosine(y) - np.arccos(y)).max() < 1e-10


DAYLIGHT = [
    (62.0, (2025, 6, 21), 19.7, "Tórshavn, midsummer: 3:35 to 23:20 local time"),
    (62.0, (2025, 12, 21), 5.0, "Tórshavn, midwinter: 9:50 to 14:58"),
    (56.4, (2025, 6, 21), 17.75, "Oban, midsummer"),
    (56.4, (2025, 12, 21), 6.85, "Oban, midwinter"),
    (0.0, (2025, 3, 20), 12.1, "the equator: half the day, and the refraction"),
    (70.0, (2025, 6, 21), 24.0, "beyond the polar circle the sun does not set"),
    (70.0, (2025, 12, 21), 0.0, "nor rise"),
]


@pytest.mark.parametrize(("latitude", "date", "hours", "source"), DAYLIGHT)
def test_daylight(latitude: float, date: tuple[int, int, int], hours: float, source: str) -> None:
    day = np.array([int(day_number(*date))])
    assert light.daylight_hours(latitude, day)[0] == pytest.approx(hours, abs=0.2), source


def test_lamps_lengthen_the_day_in_their_months() -> None:
    day = np.arange(int(day_number(2024, 1, 1)), int(day_number(2025, 1, 1)))
    hours, lux = light.photoperiod(CLIMATE, 62.0, day)
    january = slice(0, 31)
    assert set(hours[january].tolist()) == {1800}
    assert hours.min() > 500
    assert len(set(hours.tolist())) > 150
    assert lux[170] > 8_000_000 > lux[0] > 0


def weather_at(area: str, span: tuple[int, int], hours: weather.Int64, climate: Climate = CLIMATE) -> weather.Weather:
    """Of one area, without storms: [moment]."""
    found = weather.weather(7, weather.Sky(climate, "FI", (area,)), span, hours, np.zeros((span[1], 1)))
    return weather.Weather(*(getattr(found, one.name)[:, 0] for one in fields(found)))


def test_weather_has_seasons_memory_and_limits() -> None:
    hours = np.array([0, 6, 12, 18])
    first, days = int(day_number(2022, 1, 1)), 3 * 365
    here, there = (weather_at(area, (first, days), hours) for area in ("A1", "A2"))
    assert len(here.temp_cc) == days * 4
    assert np.corrcoef(here.temp_cc, there.temp_cc)[0, 1] > 0.7
    assert (here.wind_cms != there.wind_cms).mean() > 0.9
    july, january = (np.repeat((np.arange(days) // 30) % 12 == month, 4) for month in (6, 0))
    assert here.temp_cc[july].mean() > here.temp_cc[january].mean() + 400
    assert here.wind_cms[july].mean() < here.wind_cms[january].mean()
    off = here.wind_cms - here.wind_cms.mean()
    assert (off[1:] * off[:-1]).mean() / off.var() > 0.6
    for values, low, high in ((here.wind_deg, 0, 359), (here.wave_deg, 0, 359), (here.cloud_pct, 0, 100)):
        assert low <= values.min() <= values.max() <= high
    assert min(here.wind_cms.min(), here.rain_cmm.min(), here.wave_cm.min()) >= 0
    yearly = here.rain_cmm.sum() / 3 / 100
    assert yearly == pytest.approx(12 * 150, rel=0.25)
    assert (here.rain_cmm == 0).mean() > 0.4
    assert np.corrcoef(here.wind_cms, here.wave_cm)[0, 1] > 0.9
    assert np.corrcoef(here.wind_cms, here.rain_cmm)[0, 1] > 0.2
    night, noon = here.temp_cc[0::4].mean(), here.temp_cc[2::4].mean()
    assert night < noon - 50


def test_weather_lasts_for_days() -> None:
    hours, days = np.array([12]), 1200
    air = weather_at("A1", (START, days), hours, replace(CLIMATE, air_temp_monthly_c=(8.0,) * 12)).temp_cc / 100.0
    off = air - air.mean()
    memory = [(off[ahead:] * off[:-ahead]).mean() / off.var() for ahead in (1, 2)]
    assert 0.5 < memory[0] < 0.9 and 0.2 < memory[1] < memory[0]


def test_weather_depends_on_its_address_only() -> None:
    hours = np.array([6, 18])
    whole, later = weather_at("A1", (START, 60), hours), weather_at("A1", (START + 20, 40), hours)
    assert whole.rain_cmm[40:].tolist() == later.rain_cmm.tolist()
    both = weather.weather(7, weather.Sky(CLIMATE, "FI", ("A2", "A1")), (START, 60), hours, np.zeros((60, 2)))
    assert both.rain_cmm[:, 1].tolist() == whole.rain_cmm.tolist() != both.rain_cmm[:, 0].tolist()


def test_health_samples_keep_their_cadence_and_are_salmon() -> None:
    stages = (STAGES[0], STAGES[1], replace(STAGES[2], health_every_days=30, health_fish=(12, 12)))
    scenario = farm(stages=stages, eggs=200_000)
    history = simulate(scenario, plan_of(scenario))
    found = examining.examine(scenario, history)
    stay = history.stay_of_cell[found.cell]
    days = history.day_of_cell[found.cell]
    assert len(days) == 7
    assert set(((days - history.plan.start) % 30).tolist()) == {0}
    assert set(history.plan.stage[stay].tolist()) == {2}
    assert len(set(stay.tolist())) > 1, "not always the same container"
    k = found.weight_cg / 100 * 100 / (found.length_cc / 100) ** 3
    assert k.mean() == pytest.approx(1.1, abs=0.03)
    assert found.weight_cg.shape == (7, 12)


def test_thin_fish_score_worse() -> None:
    stages = (*STAGES[:2], replace(STAGES[2], health_every_days=5, health_fish=(40, 40)))
    scenario = farm(stages=stages, eggs=200_000)
    history = simulate(scenario, plan_of(scenario))
    found = examining.examine(scenario, history)
    score = examining.scores(scenario, history, found, 14)
    k = found.weight_cg / 100 * 100 / (found.length_cc / 100) ** 3
    assert score.shape == (*k.shape, 14)
    assert score[k < 1.0].mean() > 1.5 * score[k > 1.15].mean()
    shares = np.bincount(score[k > 1.1].ravel(), minlength=4) / (k > 1.1).sum() / 14
    assert shares[0] == pytest.approx(0.7, abs=0.02)
    assert score.max() == 3


def test_the_scenario_says_how_fish_score_and_when_there_are_too_few() -> None:
    stages = (*STAGES[:2], replace(STAGES[2], health_every_days=30, health_fish=(12, 12)))
    plain = farm(stages=stages, eggs=200_000)
    history = simulate(plain, plan_of(plain))
    worst = replace(plain, examination=replace(plain.examination, scores_permille=(0, 0, 0, 1000)))
    assert set(examining.scores(worst, history, examining.examine(worst, history), 3).ravel().tolist()) == {3}
    few = replace(plain, examination=replace(plain.examination, least_times=10_000))
    assert len(examining.examinations(few, history)) == 0


def test_all_containers_of_a_stage_are_vaccinated_once() -> None:
    for part in parts():
        given = [one for one in treatments(part) if one.vaccine]
        for text in {one.text for one in given}:
            stays = [one.stay for one in given if one.text == text]
            assert len(set(stays)) == len(stays)
            stage = int(part.history.plan.stage[stays[0]])
            days = {one.day for one in given if one.text == text}
            if max(days) + 4 < part.world.scenario.as_of:
                assert len(stays) == (part.history.plan.stage == stage).sum()


def _breaches(part: Part) -> list[bool]:
    """Of each treatment whether its own ring had more lice than are allowed, not only another of its area."""
    law, history = geography_of(part).lice, part.history
    rows = zip(history.lice.stay.tolist(), history.lice.day.tolist(), history.lice.number[:, 0].tolist(), strict=True)
    counted = {(stay, day): lice for stay, day, lice in rows}
    months = (
        np.array(history.treatments.found, dtype="datetime64[D]").astype("datetime64[M]").astype(int) % 12
    ).tolist()
    found = zip(history.treatments.stay.tolist(), history.treatments.found.tolist(), months, strict=True)
    return [law is not None and counted[stay, day] > law.limit_monthly[month] * law.fish for stay, day, month in found]


def test_the_journal_names_every_outbreak_move_and_treatment() -> None:
    for part in parts():
        found, felt, kinds = entries(part), part.history.events, part.world.scenario.events
        of_sites = [kinds[int(kind)].scope == "site" for kind in felt.kind]
        struck = {(int(felt.kind[at]), int(felt.day[at])) for at, whole in enumerate(of_sites) if whole}
        troubles = sum(one.category in ("diagnosis", "issue") and one.container < 0 for one in found)
        assert troubles == len(part.history.episodes.day) + len(struck)
        assert sum(one.category == "action" for one in found) == len(transitions(part))
        above = [one for one in found if one.text.startswith("Lice above the limit")]
        assert len(above) == sum(_breaches(part))
        own = sum(one.category in ("diagnosis", "issue") and one.container >= 0 for one in found) - len(above)
        assert own == len(of_sites) - sum(of_sites)
        assert [one.day for one in found] == sorted(one.day for one in found)
        assert max(max(one.day, one.resolved) for one in found) < part.world.scenario.as_of


def living() -> list[Part]:
    return [part for part in parts() if part.history.plan.open.any()]


def test_plans_follow_the_templates() -> None:
    as_of = smoke().scenario.as_of
    for part in living():
        found = activities(part)
        assert bought_fish(part) or len([one for one in found if one.container < 0]) == 20
        for one in found:
            if one.kind not in ("TRANSFER", "HARVEST"):
                assert one.status == COMPLETED or one.due >= as_of - 21
                assert (one.status == COMPLETED) <= (one.due < as_of)
            assert (one.done_s > 0) == (one.status == COMPLETED)
        assert is_planned(part, "HARVEST", 0)


def test_plans_of_transfers_go_with_their_workflows() -> None:
    for part in living():
        found, changes = activities(part), transitions(part)
        of_change = activity_of_change(part)
        assert (of_change >= 0).all()
        for change, at in enumerate(of_change.tolist()):
            assert found[at].kind == "TRANSFER"
            assert found[at].change == change
            assert abs(found[at].due - int(part.history.plan.move_day[changes[change].moves].min())) <= 3


def test_ended_batches_have_no_plans() -> None:
    ended = [part for part in parts() if not part.history.plan.open.any()]
    assert ended
    assert [activities(part) for part in ended] == [()] * len(ended)


def test_some_work_is_overdue_and_none_where_nobody_says_so() -> None:
    part = max(living(), key=lambda part: len(part.history.plan.stage))

    def late(share: float, days: int) -> list[Activity]:
        plain = part.world.scenario
        wanted = replace(plain.activities, overdue_share=share, overdue_days=days)
        scenario = replace(plain, activities=wanted)
        found = activities(replace(part, world=replace(part.world, scenario=scenario)))
        return [one for one in found if one.status != COMPLETED and one.due < scenario.as_of and one.kind == "SAMPLING"]

    assert late(0.0, 900) == []
    assert len(late(1.0, 900)) == len(
        [one for one in activities(part) if one.kind == "SAMPLING" and one.due < part.world.scenario.as_of]
    )


def test_rings_are_planned_one_by_one_before_the_harvest() -> None:
    """Smoke's first batch, twenty days before its last ring is emptied."""
    end = int(parts()[0].history.plan.end.max())
    part = parts_at(end - 20)[0]
    own = [one for one in activities(part) if one.kind == "HARVEST" and one.container >= 0]
    assert len(own) == part.history.plan.open.sum() == 18
    assert {one.status for one in own} == {"PENDING"}
    assert len({one.due for one in own}) == 7
    assert max(one.due for one in own) in (end - 1, end)


def test_booked_treatments_are_planned() -> None:
    """On the day after a count above the limit the treatment waits, and the journal's issue is open."""
    history = parts()[0].history
    day = int(history.treatments.found[0])
    part = parts_at(day + 1)[0]
    waiting = [one for one in activities(part) if one.kind == "TREATMENT" and one.container >= 0]
    assert [one.due for one in waiting].count(int(history.treatments.day[0])) >= 1
    assert [one for one in entries(part) if one.category == "issue" and one.container >= 0 and one.resolved < 0]


def test_a_storm_of_long_ago_still_blows() -> None:
    """One that was planned longer than its kind lasts is felt to its end, also where it began before what is asked."""
    scenario = smoke().scenario
    area = scenario.areas[0].name
    longest = max(kind.days[1] for kind in scenario.events)
    storm = next(kind for kind in scenario.events if kind.name == "Storm")
    planned = PlannedEvent(storm.name, area, START, longest + 40, 1.0)
    alone = replace(scenario, events=(replace(storm, per_year=0.0),), planned_events=(planned,))
    whole = storms(alone, (area,), (START - 5, longest + 60))
    assert np.count_nonzero(whole) == longest + 40
    for begin in (0, 20, longest + 30):
        assert storms(alone, (area,), (START + begin, 5)).tolist() == whole[begin + 5 : begin + 10].tolist()


def test_laws_reckon_with_the_outbreaks_of_the_scenario() -> None:
    scenario = smoke().scenario
    place, stage = scenario.geographies[0].name, "Adult"

    def most(**other: tuple[float, float]) -> float:
        facts = farm_facts(replace(scenario, mortality=replace(scenario.mortality, **other)), smoke().histories)
        return float(facts["stages"][place][stage]["mortality_most"])

    assert most(outbreak_exposure=(1.0, 1.0)) < most() < most(outbreak_exposure=(0.0, 2.0))
    assert most(outbreak_height=(1.0, 1.0)) < most() < most(outbreak_height=(0.0, 2.0))
