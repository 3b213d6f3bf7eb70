"""The life of a fish: its stages and the water it lives in. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compiler.nouns.sea import Vaccination
from compiler.nouns.typed import Typed

SEA_POOL = "sea"
"""All stages at sea live in the same rings."""

Leg = Literal["freshwater", "sea"]


@dataclass(frozen=True, slots=True)
class Water(Typed):
    """Law of one measured quantity in one environment; every term is data, so a new sensor needs no code.

    value(day, hour) = mean + monthly (interpolated) + rhythm * swing * daily wave(hour) + temperature * (T - reference)
                       + load * (density / max density)
                       + slow noise shared by the hall or area + fast noise of the container
    and rare episodes of `episode` size; clipped to [low, high], rounded to `decimals`. Where `load` is not 0, swing is
    its part in an empty container + density / max density, else 1 (WaterCourse). Fish that eat less weigh less on the
    water, and of both noises a part is that of the oxygen, as the same fish breathe.
    """

    parameter: str
    unit: str
    sensor_type: str
    """A legal choice of the target: TEMPERATURE, OXYGEN, PH, SALINITY, CO2 or OTHER."""
    mean: float
    monthly: tuple[float, ...]
    """Twelve additions, January to December (zeros where the season does not matter)."""
    rhythm: float
    tide: float
    """Half the range of the tide, at sea"""
    temperature: float
    load: float
    fed_share: float
    """Part of the load's effect that goes with what the fish eat."""
    shared_sd: float
    own_sd: float
    oxygen: float
    """Correlation of both noises with those of the oxygen of the same water."""
    episode: float
    episodes_per_year: float
    low: float
    high: float
    decimals: int
    follows_temperature: bool
    """True for the thermometer itself: `mean` and `monthly` come from the day's water of the stage or the sea."""


@dataclass(frozen=True, slots=True)
class WaterCourse(Typed):
    """How readings move around their level, of all parameters."""

    slow_days: int
    """Days between the knots of the noise that a hall or area shares; a container's own stand at each midnight."""
    own_slow: float
    own_fast: float
    """Parts of a container's own noise: slow and reading by reading; their squares add up to 1."""
    reference_c: float
    """Temperature at which the `mean` of a parameter holds."""
    rhythm_from_hour: int
    """The daily wave rises through 0 at this hour UTC."""
    rhythm_empty: float
    """Part of the daily wave in an empty container."""
    rhythm_monthly: tuple[float, ...]
    """Factor on the daily wave of the sea at the middle of each month, January to December."""
    rhythm_sd: float
    """Relative spread of the daily wave from day to day, cut at two."""
    fed_days: int
    """They eat more or less than in the mean of so many days."""
    episode_course: tuple[float, ...]
    """Parts of an episode's height on its first and the following days."""
    episode_height: tuple[float, float]
    """Factors between which episodes differ, evenly spread."""
    episode_felt: tuple[float, float]
    """Factors between which containers feel an episode, evenly spread."""


@dataclass(frozen=True, slots=True)
class Instruments(Typed):
    """What sensors and loggers do by themselves."""

    gaps_per_year: float
    """Of a container: readings of a sensor, or of all, are missing."""
    gap_hours: int
    """At most; most are short."""
    single_share: float
    """Part of the gaps that are of one sensor, not of the logger of a container."""
    outages_per_year: float
    """Of a site."""
    outage_hours: int
    spikes_per_year: float
    """Of a sensor: a single value far off."""
    spike_share: float
    """How far off at most, in parts of what its water can show."""
    stuck_per_year: float
    """Of a sensor: it repeats a value."""
    stuck_hours: int
    """At most."""
    off_sd: float
    """Lasting error of a sensor, standard deviations of its water's `own_sd`."""
    calibrated_days: int
    """After so many days a sensor has another."""


@dataclass(frozen=True, slots=True)
class Mortality(Typed):
    """How deaths differ between outbreaks and containers, in all stages."""

    handling_days: int
    """So long after a move the excess of the peak is put down to handling, less each day."""
    outbreak_height: tuple[float, float]
    """Factors on `episode_factor` - 1 between which the heights of outbreaks lie, evenly spread."""
    outbreak_exposure: tuple[float, float]
    """Factors between which a container feels an outbreak of its batch, evenly spread."""
    scatter_sd: float
    """Relative spread of a container's deaths from day to day, beyond chance."""
    scatter_shared: float
    """Part of its variance that the containers of a site share."""
    missed_share: tuple[float, float]
    """Parts of the working days, and of the days of weekends, whose dead fish are found on a later day."""
    most_a_day: float
    """Largest share of the fish that is found on one day."""
    cause_days: int
    """So long the deaths of a container are put down to one cause, where no event explains them."""
    warm_per_degree: float
    """Added to the base load, in parts of it, for each degree above the mean of the year."""
    cold_least: float
    """Cold water does not keep more fish alive than this part of the base load would kill."""
    oxygen_from: float
    """Oxygen below which fish suffer, in the unit of its sensor."""
    oxygen_per_percent: float
    """Added to the base load, in parts of it, for each unit below."""


@dataclass(frozen=True, slots=True)
class Appetite(Typed):
    """How the appetite of a container moves, in all stages."""

    spell_days: int
    """Days between the knots of its slow noise."""
    shared: float
    """Part of its variance that the containers of a site share."""
    ramp_from: float
    """Appetite on the day of a move; it rises for the `ramp_days` of the stage."""
    least: float
    """It never falls below this part, but for fasting."""
    longest_fast: float
    """Part of a stay that fish fast at most before they leave it."""
    catch_up: float
    """Fish grow by so much more on days with feed, for those without."""
    vaccination_days: int
    """Days of fasting before a vaccination."""
    delousing_days: int
    """Days of fasting before a delousing."""
    oxygen_from: float
    """Oxygen below which fish eat less."""
    oxygen_per_percent: float
    """By how much less for each unit below."""


@dataclass(frozen=True, slots=True)
class Netting(Typed):
    """How well a growth sample stands for the fish of its container."""

    least_weight: float
    """No fish weighs less than this share of the mean."""
    kept_chance: float
    """Part of the chance deviation of a sample's mean that stays."""
    most_chance: float
    """Largest such deviation, in standard deviations of a fish."""
    scale_g: tuple[float, ...]
    """Steps that scales read, ascending: the coarsest that is at most a 500th of the mean weight, else the finest."""
    board_cm: float
    """Lengths are read to this step."""
    days_off: tuple[int, ...]
    """Days of the week without samples, 1 Monday to 7 Sunday: they are taken on the next"""


@dataclass(frozen=True, slots=True)
class Examination(Typed):
    """What a veterinarian finds in a health sample."""

    least_weight: float
    """No fish weighs less than this share of the mean."""
    least_times: int
    """A container is looked at when it holds so many times the fish of a sample."""
    unweighed_permille: int
    """Parts per 1000 of the fish that are measured and not weighed; one at least of a sample is weighed."""
    scores_permille: tuple[int, ...]
    """Parts per 1000 of the scores 0 (best) to 3 in a fish of ordinary condition."""
    worse_per_percent: float
    """Part of the chance of a good score lost for each per cent that the condition lies below the stage's."""


@dataclass(frozen=True, slots=True)
class Stage(Typed):
    """A lifecycle stage as one geography runs it."""

    name: str
    order: int
    leg: Leg
    days: int
    """Planned days; of a sea stage the most days that a batch may stay."""
    tgc: float
    """g^(1/3) per 1000 degree-days; 0 for a stage that lives on its yolk: even steps to the next first weight."""
    first_weight_g: float
    expected_min_g: float
    expected_max_g: float
    temp_c: float | None
    """Controlled water temperature; None means the sea normals of the geography."""
    temp_monthly_c: tuple[float, ...]
    """Twelve monthly normals of this stage's water, January to December: the sea's where `temp_c` is None."""
    mortality_per_day: float
    mortality_peak: float
    """Factor on mortality on the first day in the stage, falling linearly to 1 over `mortality_peak_days`."""
    mortality_peak_days: int
    episodes_per_year: float
    """Expected disease or environment episodes a year and batch."""
    episode_factor: float
    episode_days: int
    causes: tuple[tuple[str, int], ...]
    """(mortality cause of the target, weight in parts per 1000), base load outside of episodes."""
    fcr: float
    """Feed eaten / biomass gained; 0 for a stage that is not fed."""
    meal_hours: tuple[int, ...]
    """Minutes after midnight UTC of each meal; empty when not fed."""
    sample_every_days: int
    """0: never sampled."""
    sample_month_ends: bool
    """Also on the first and the last day of each month."""
    sample_fish: int
    weight_cv: float
    condition_factor: float
    """Of the lightest fish of the stage"""
    condition_last: float | None
    """Of the heaviest; None: of all"""
    waters: tuple[Water, ...]
    move_days: int
    """Days over which the fish come into this stage, source and destination both held meanwhile."""
    move_mortality: float
    """Share of the fish that dies in the move into this stage."""
    density_kg_m3: float
    """Highest allowed density at the end of the stage."""
    spread: Literal["by capacity", "by volume", "equally"]
    """How the fish of a batch are spread over unlike containers."""
    pool: str
    """Name of the containers that it lives in. Stages of one pool follow one another, and the fish stay in them."""
    growth_sd: float
    """Relative spread of the TGC between the containers of a batch, cut at two."""
    mortality_sd: float
    """Relative spread of the daily mortality between the containers of a batch, cut at two."""
    quality_sd: float
    """Relative spread of the daily mortality between batches, the same for all stages of a batch, cut at two."""
    appetite_sd: float
    """Relative spread of the appetite of a container, over spells of days."""
    ration_sd: float
    """Relative spread of the ration around the appetite from day to day, cut at two."""
    fast_days: int
    """Days without feed before fish leave the stage."""
    ramp_days: int
    """Days after a move into the stage in which the appetite comes back."""
    fcr_rise: float
    """By how much of it the FCR is higher for the heaviest fish of the stage than for the lightest."""
    fcr_cold: float
    """By how much of it the FCR rises for each degree that the water is colder than in the mean of the year."""
    fcr_sd: float
    """Relative spread of the FCR between batches, the same for all stages of a batch, cut at two."""
    condition_sd: float
    """Relative spread of the condition factor between fish."""
    fill_sd: float
    """Relative spread of the number of eggs delivered to a container, cut at two."""
    sample_from_g: float
    """Fish are weighed one by one from this mean weight on."""
    planned_fcr: float
    """FCR that projections reckon with; 0 for a stage that is not fed."""
    health_every_days: int
    """Days between health samples of a batch; 0: none."""
    health_fish: tuple[int, int]
    """Fewest and most fish in a health sample."""
    vaccinations: tuple[Vaccination, ...]
