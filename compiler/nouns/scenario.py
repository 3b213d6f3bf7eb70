"""The Scenario: frozen, typed, units in the names, every default resolved. Nothing below language/ reads a YAML key.

Days are integers since 1970-01-01; intervals are half-open [first, end). Things keep the order of their stable names,
so an index is an address. Each knows where it was typed (`typed.py`). The digest leaves out what has `repr=False`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from compiler.diagnostics import Span
from compiler.nouns.batch import Batch
from compiler.nouns.broodstock import Broodstock, Upkeep
from compiler.nouns.carriers import Carrier, Carrying
from compiler.nouns.events import EventKind, PlannedEvent
from compiler.nouns.feeding import Feed, FeedSupply, Harvest
from compiler.nouns.finance import Finance
from compiler.nouns.keeping import Activities, Cure, Defect, Journal, Laboratory, OpenWork
from compiler.nouns.life import Appetite, Examination, Instruments, Leg, Mortality, Netting, Stage, WaterCourse
from compiler.nouns.mixing import Mix
from compiler.nouns.placing import SolveOptions
from compiler.nouns.sea import Climate, Lice
from compiler.nouns.trade import Trade
from compiler.nouns.typed import Typed
from compiler.nouns.variants import Variants


@dataclass(frozen=True, slots=True)
class ContainerType(Typed):
    name: str
    category: str
    max_volume_m3: float


@dataclass(frozen=True, slots=True)
class Container(Typed):
    """A tank, tray, rack or ring. `place` indexes Scenario.halls (leg freshwater) or Scenario.areas (leg sea)."""

    name: str
    type: str
    leg: Leg
    place: int
    volume_m3: float
    max_biomass_kg: float
    structural: bool
    parent: int
    """Index of the structural container that holds it, -1 for none."""
    sensors: tuple[str, ...]
    """Parameter names with a sensor here."""
    entity: str = field(repr=False)
    """Its name in addresses of chance: with its hall's or area's before it where others bear the same."""


@dataclass(frozen=True, slots=True)
class FeedStore(Typed):
    """A silo (of a hall) or a barge (of an area)."""

    name: str
    type: Literal["SILO", "BARGE", "OTHER"]
    leg: Leg
    place: int
    capacity_kg: float


@dataclass(frozen=True, slots=True)
class Hall(Typed):
    name: str
    station: int
    stages: tuple[str, ...]
    """Those that it serves, in the order of life; `Stage.pool` says how a geography's halls share stages."""
    area_sqm: float


@dataclass(frozen=True, slots=True)
class Station(Typed):
    name: str
    geography: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Area(Typed):
    name: str
    geography: int
    group: str
    """Name of its area group, '' for none."""
    latitude: float
    longitude: float
    max_biomass_kg: float


@dataclass(frozen=True, slots=True)
class AreaGroup(Typed):
    name: str
    code: str
    geography: int
    parent: str
    fallow_days: int | None
    """Its areas, and those of groups in it, rest together so long; None: there is no such rule."""
    join_days: int | None
    """Batches that come to its areas at most so many days apart are of one generation; None: as everywhere."""


@dataclass(frozen=True, slots=True)
class Geography(Typed):
    name: str
    code: str
    currency: str
    sea_temp_c: tuple[float, ...]
    """Twelve monthly normals of the sea, January to December, degrees Celsius."""
    sea_temp_sd_c: float
    temp_spell_days: int
    """How long a warm or cold spell of the water lasts, at sea and in halls."""
    sea_temp_shared: float
    """Part of the variance of the sea's deviation that all areas share."""
    supplier: str
    stages: tuple[Stage, ...]
    """In lifecycle order; the same names in every geography."""
    lice: Lice | None
    """None where nobody counts lice."""
    climate: Climate | None
    """None where nobody records the weather."""
    trade: Trade | None
    """None where there are no companies."""
    carriers: tuple[Carrier, ...]
    """Vessels, then trucks."""


@dataclass(frozen=True, slots=True)
class Maintenance(Typed):
    container: int
    first: int
    end: int
    why: str
    span: Span


@dataclass(frozen=True, slots=True)
class User(Typed):
    username: str
    first_name: str
    last_name: str
    email: str
    password_hash: str
    is_superuser: bool
    is_staff: bool
    views_all: bool
    """In the group that may view everything"""
    role: str
    geography: str
    subsidiary: str
    job_title: str


@dataclass(frozen=True, slots=True)
class Scenario(Typed):
    name: str
    about: str
    seed: int
    as_of: int
    """The first day without history."""
    species: str
    scientific_name: str
    geographies: tuple[Geography, ...]
    area_groups: tuple[AreaGroup, ...]
    stations: tuple[Station, ...]
    halls: tuple[Hall, ...]
    areas: tuple[Area, ...]
    container_types: tuple[ContainerType, ...]
    containers: tuple[Container, ...]
    """Canonical order (geography, site, hall or area, name); the flat index is the container's address everywhere."""
    feed_stores: tuple[FeedStore, ...]
    batches: tuple[Batch, ...]
    """Ordered by (geography, number), mixed ones behind; the index is the shard address of the batch."""
    maintenance: tuple[Maintenance, ...]
    mixes: tuple[Mix, ...] = field(repr=False)
    """By (day, key); the batches that they make follow all others once the plan is made"""
    solve: SolveOptions
    feeds: tuple[Feed, ...]
    supply: FeedSupply
    harvest: Harvest
    mortality: Mortality
    appetite: Appetite
    season_monthly: tuple[float, ...]
    """Factor on the growth at sea at the middle of each month, January to December."""
    events: tuple[EventKind, ...]
    """By name"""
    felt: tuple[float, float]
    """Factors on the deaths of a site's event between which its containers lie"""
    planned_events: tuple[PlannedEvent, ...]
    """By day, place and kind"""
    water_course: WaterCourse
    instruments: Instruments
    netting: Netting
    examination: Examination
    imperfect: bool
    """People and instruments err, and keep no exact hours"""
    defects: tuple[Defect, ...]
    """Mistakes on demand, by kind"""
    feeder_kg: tuple[float, ...]
    """Steps of feeders, ascending: the coarsest that is at most a 50th of a meal, else the finest."""
    least_meal: float
    """The smallest meal of a day in parts of the largest that there may be."""
    meal_minutes: int
    """Meals at sea begin at most so much sooner or later than planned."""
    reading_hours: tuple[int, ...]
    users: tuple[User, ...]
    target: str
    """Name of the catalog under schema/, or the folder of another."""
    digest: str
    """sha256 of the resolved scenario, after includes and overrides."""
    tables_off: frozenset[str]
    """Tables that the scenario switched off; they stay empty."""
    weather_hours: tuple[int, ...]
    """Hours UTC at which the weather is recorded."""
    journal: Journal
    laboratory: Laboratory
    activities: Activities
    open_work: OpenWork
    cures: tuple[Cure, ...]
    """Treatments beside vaccinations and delousings, by name."""
    broodstock: Broodstock | None
    """None where nobody keeps parent fish."""
    carrying: Carrying | None
    """None where nobody says how large carriers are."""
    upkeep: Upkeep
    finance: Finance
    variants: Variants | None
    """None where nothing is asked beside the baselines."""
    planned_mortality_pct: float
    """Daily mortality that projections reckon with, per cent."""
    table_groups: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    """Groups of tables by name, for summing up; no row depends on them."""
    groups_off: tuple[str, ...] = field(repr=False)
    """Groups that the scenario switched off."""
    tgc_range: tuple[float, float] = field(repr=False)
    """Thermal growth coefficients that a fed stage may have."""
    target_margin: float = field(repr=False)
    """Share of distance that a drawn harvest weight keeps from both ends of its range."""
    files: tuple[str, ...] = field(repr=False, compare=False)
    """The files that it was typed in, as they are shown to people; the scenario's own first."""

    @property
    def target_name(self) -> str:
        """The same wherever the folder lies."""
        return PurePath(self.target).name

    def defective(self, table: str) -> tuple[Defect, ...]:
        """The mistakes that are ordered of rows of a table."""
        return tuple(one for one in self.defects if one.permille and table in one.tables)

    def find_batch(self, text: str) -> int:
        """Index of the batch that bears this number, or is the Nth to start of a group, as GROUP/N; -1 for none.

        GROUP/-N is the Nth from the last.
        """
        for at, batch in enumerate(self.batches):
            if batch.number == text:
                return at
        group, _, nth = text.rpartition("/")
        own = [at for at, batch in enumerate(self.batches) if batch.group == group and batch.mixed == "no"]
        own.sort(key=lambda at: (self.batches[at].start_day, self.batches[at].number))
        digits = nth.removeprefix("-")
        known = digits.isascii() and digits.isdigit() and len(digits) < 9 and 1 <= int(digits) <= len(own)
        return own[int(nth) - (nth == digits)] if known else -1

    def awaited(self, starts: Sequence[int]) -> list[int]:
        """Indices of the batches that are ordered by as_of and have not begun. `starts`: first days, -1 for none."""
        ahead = (start - self.as_of for start in starts)
        return [at for at, days in enumerate(ahead) if 0 <= days < self.batches[at].ordered_days]
