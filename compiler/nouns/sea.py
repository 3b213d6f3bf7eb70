"""What the sea brings: lice and how they are fought, weather, light. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class Delousing(Typed):
    """A way to rid a ring of lice."""

    name: str
    kind: str
    """A legal choice of the target: physical or medication."""
    weight: int
    """How often it is chosen, relative to the others."""
    effect: float
    """Share of the mobile lice that it removes in the mean."""
    effect_sd: float
    deaths: float
    """Additional deaths of its day, in parts of the base load of the stage; less each day for `Lice.death_days`."""
    withholding_days: int
    duration_days: int
    dosage: str
    larvae: float
    """Part of the effect that reaches attached larvae."""


@dataclass(frozen=True, slots=True)
class Counting(Typed):
    """A way to count lice."""

    method: str
    """A legal choice of the target."""
    confidence_percent: int
    share_permille: int
    """How often it is used."""


@dataclass(frozen=True, slots=True)
class LiceLife(Typed):
    """What bounds the lice of a ring."""

    pressure_days: int
    """Days between the knots of the pressure that an area feels."""
    pressure_least: float
    """The pressure never falls below this part of its mean."""
    most_females: float
    """A fish does not carry more adult females."""
    female_share: float
    """Part of the adults that are females."""
    caligus_back_per_day: float
    """Caligus comes back from outside by this part of its level a day."""


@dataclass(frozen=True, slots=True)
class Lice(Typed):
    """Sea lice as one geography has, counts and limits them. All numbers are lice a fish.

    Larvae settle (from outside, and the offspring of the ring's own females), grow by degree-days through chalimus and
    pre-adult to adult and die at an even rate.
    """

    count_every_days: int
    fish: int
    """Fish looked at a count and ring."""
    limit_monthly: tuple[float, ...]
    """Adult females a fish above which a ring is treated, January to December."""
    settlement_monthly: tuple[float, ...]
    """Larvae a fish and day that settle from outside, at the middle of each month."""
    offspring: float
    """Larvae a fish and day that settle for each adult female a fish."""
    chalimus_degree_days: float
    preadult_degree_days: float
    mortality_per_day: float
    caligus_monthly: tuple[float, ...]
    """Caligus elongatus a fish, at the middle of each month."""
    pressure_sd: float
    """Relative spread of the settlement over months, shared by an area."""
    ring_sd: float
    """Relative spread of the settlement between rings, lasting."""
    wait_days: tuple[int, int]
    """Fewest and most days from a count above the limit to the treatment."""
    death_days: int
    death_halving: float
    """Part of the additional deaths of a day that follow on the next."""
    death_sd: float
    """Relative spread of the additional deaths between treatments."""
    count_sd: float
    """Relative spread of the lice of a count beyond chance: lice crowd on some fish."""
    campaign_days: int
    """All rings of an area are treated within so many days, by one method; 0: each by itself."""
    life: LiceLife
    counting: tuple[Counting, ...]
    works_percent: int
    """A treatment that removes as much of the mobile lice is a success, else a partial one."""
    closed_days: int
    """Days until the journal closes a treatment."""
    methods: tuple[Delousing, ...]


@dataclass(frozen=True, slots=True)
class Hourly(Typed):
    """How the weather of an hour strays from the normals: by noises of unit variance for warmth, wind, clouds, turn."""

    shared: float
    """Part of the variance that the areas of a geography share."""
    wind_least: float
    """The wind never falls below this share of its normal."""
    wind_sd: float
    """Relative."""
    wind_turn_deg: float
    """Standard deviation of the wind's direction."""
    rain_from: float
    """It rains while the noise of the clouds lies above this."""
    rain_mean: float
    """Mean of what lies above, over all hours."""
    cloud_pct: float
    cloud_sd_pct: float
    wave_period_s: float
    wave_period_s_root_m: float
    """Added to the period for the square root of the height in m."""
    wave_turn_deg: float
    """How far waves run off the wind, standard deviation."""
    spell_days: int
    """Days for which a kind of weather lasts."""
    lasting: float
    """Part of the variance of all noises that lasts so long; the rest is the day's."""
    low: float
    """Correlation of the wind with the clouds: both come with lows."""
    day_monthly_c: tuple[float, ...]
    """How far the afternoon is warmer than the day, January to December."""


@dataclass(frozen=True, slots=True)
class Climate(Typed):
    """Weather over the sea areas of a geography, by monthly normals, January to December."""

    air_temp_monthly_c: tuple[float, ...]
    air_temp_sd_c: float
    wind_monthly_ms: tuple[float, ...]
    rain_monthly_mm: tuple[float, ...]
    """Of a month."""
    wind_from_deg: int
    """Where the wind comes from most often, degrees clockwise from north."""
    wave_exposure: float
    """Wave height in m for each m/s of wind."""
    light_months: tuple[int, ...]
    """Months in which lamps lengthen the day in the rings."""
    light_hours: float
    """Day length that the lamps keep up in these months."""
    light_lux: float
    """Light of the lamps at noon."""
    noon_lux: float
    """Light of a sun straight above, without clouds."""
    hourly: Hourly


@dataclass(frozen=True, slots=True)
class Vaccination(Typed):
    """All containers of a batch are vaccinated in a stage."""

    vaccine: str
    """Name of a vaccination type of the target."""
    day: int
    """Day of the stage on which it begins, from 0."""
    days: int
    """Days over which the containers are done."""
    dosage: str
    withholding_days: int
