"""What stands in a live database: its places, people and living batches, read for `aqc infer`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from compiler.diagnostics import Diagnostic, Stop
from compiler.target.session import session

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

Row = Mapping[str, Any]

PLACES = (
    "infrastructure_geography",
    "infrastructure_freshwaterstation",
    "infrastructure_hall",
    "infrastructure_area",
    "infrastructure_containertype",
    "infrastructure_container",
)
"""Without these nothing can be said."""
FURTHER = (
    "infrastructure_areagroup",
    "infrastructure_feedcontainer",
    "infrastructure_sensor",
    "infrastructure_transportcarrier",
)
PEOPLE = (
    "users_userprofile",
    "users_userprofile_allowed_areas",
    "users_userprofile_allowed_containers",
    "users_userprofile_allowed_stations",
)
FISH = ("batch_batch", "batch_batchcontainerassignment", "batch_lifecyclestage", "batch_species")

READINGS = ("environmental_environmentalreading", "environmental_environmentalparameter")

TABLES = """
SELECT c.relname, pg_catalog.has_table_privilege(c.oid, 'SELECT') FROM pg_catalog.pg_class c
WHERE c.relnamespace = 'public'::pg_catalog.regnamespace AND c.relkind IN ('r', 'p', 'v')"""

USERS = """
SELECT pg_catalog.jsonb_build_object('id', u.id, 'username', u.username, 'is_superuser', u.is_superuser,
    'is_staff', u.is_staff, 'is_active', u.is_active, 'first_name', u.first_name, 'last_name', u.last_name,
    'email', u.email)
FROM public.auth_user u ORDER BY u.id"""
"""Never the password."""

STAYS = """
SELECT a.container_id, l.name, count(*) FROM public.batch_batchcontainerassignment a
    JOIN public.batch_lifecyclestage l ON l.id = a.lifecycle_stage_id
GROUP BY a.container_id, l.name ORDER BY a.container_id, l.name"""

LIVING = """
SELECT b.id, b.batch_number, b.start_date, s.name
FROM public.batch_batch b JOIN public.batch_species s ON s.id = b.species_id
WHERE b.status = 'ACTIVE' ORDER BY b.id"""

LIVES = """
SELECT a.batch_id, a.container_id, l.name, min(a.assignment_date), pg_catalog.sum(a.population_count)::bigint
FROM public.batch_batchcontainerassignment a JOIN public.batch_batch b ON b.id = a.batch_id AND b.status = 'ACTIVE'
    JOIN public.batch_lifecyclestage l ON l.id = a.lifecycle_stage_id
WHERE a.is_active OR a.departure_date IS NOT NULL OR a.population_count > 0
GROUP BY a.batch_id, a.container_id, l.name ORDER BY 1, 4, 2"""

DELIVERED = """
SELECT w.batch_id, pg_catalog.sum(w.total_eggs_planned)::bigint
FROM public.batch_creationworkflow w GROUP BY w.batch_id"""

WEIGHED = """
SELECT DISTINCT ON (a.batch_id) a.batch_id, g.avg_weight_g::float8
FROM public.batch_growthsample g JOIN public.batch_batchcontainerassignment a ON a.id = g.assignment_id
    JOIN public.batch_batch b ON b.id = a.batch_id AND b.status = 'ACTIVE'
ORDER BY a.batch_id, g.sample_date, g.id"""

HARVESTED = """
SELECT pg_catalog.min(one.mean_g)::float8, pg_catalog.max(one.mean_g)::float8 FROM (
    SELECT pg_catalog.sum(l.live_weight_kg) * 1000 / pg_catalog.sum(l.unit_count) AS mean_g
    FROM public.harvest_harvestlot l JOIN public.harvest_harvestevent e ON e.id = l.event_id
        JOIN public.batch_batch b ON b.id = e.batch_id
    WHERE pg_catalog.to_jsonb(b) ->> 'batch_type' IS DISTINCT FROM 'MIXED'
    GROUP BY e.batch_id HAVING pg_catalog.sum(l.unit_count) > 0) AS one"""

LAST_DAY = """
SELECT pg_catalog.max(coalesce(departure_date, assignment_date)) FROM public.batch_batchcontainerassignment
WHERE is_active OR departure_date IS NOT NULL OR population_count > 0"""
"""Assignments that are only planned lie ahead."""
LAST_DEATH = "SELECT pg_catalog.max(event_date) FROM public.batch_mortalityevent"

MEASURED = """
SELECT s.id, (SELECT p.name FROM public.environmental_environmentalreading r
        JOIN public.environmental_environmentalparameter p ON p.id = r.parameter_id
    WHERE r.sensor_id = s.id LIMIT 1)
FROM public.infrastructure_sensor s ORDER BY s.id"""

SEA = """
SELECT g.geography_id, extract(month FROM r.reading_time AT TIME ZONE 'UTC')::int, pg_catalog.avg(r.value)::float8
FROM public.infrastructure_area g
    CROSS JOIN LATERAL (
        SELECT s.id FROM public.infrastructure_sensor s JOIN public.infrastructure_container c ON c.id = s.container_id
        WHERE c.area_id = g.id AND s.sensor_type = 'TEMPERATURE' ORDER BY s.id LIMIT 1) AS one
    JOIN public.environmental_environmentalreading r ON r.sensor_id = one.id
GROUP BY 1, 2 ORDER BY 1, 2"""
"""One thermometer an area tells the season well enough, and is read by its index."""

COMPANIES = """
SELECT geography_id, pg_catalog.min(currency) FROM public.finance_dimcompany WHERE currency <> ''
GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Life:
    """What a living batch has done so far in one container and stage."""

    container: int
    stage: str
    first: date
    fish: int


@dataclass(frozen=True, slots=True)
class Living:
    """A batch whose status is ACTIVE."""

    id: int
    number: str
    start: date
    species: str
    delivered: int
    """Eggs or fish by its creation workflow; 0 where it has none"""
    weight_g: float | None
    """Mean of its first growth sample"""
    lives: tuple[Life, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """A live database as far as it was read. Tables that are missing or closed have no rows here; `told` says so."""

    tables: Mapping[str, tuple[Row, ...]]
    """By id; auth_user without passwords"""
    stages: Mapping[int, Mapping[str, int]]
    """[id of a container] stays by the name of their stage"""
    measured: Mapping[int, str]
    """[id of a sensor] what its readings measure"""
    sea_c: Mapping[int, tuple[float, ...]]
    """[id of a geography] means of January to December, where all are known"""
    currencies: Mapping[int, str]
    """[id of a geography]"""
    living: tuple[Living, ...]
    harvested_g: tuple[float, float] | None
    """Least and greatest mean weight at which a batch was harvested; None where none was"""
    species: tuple[str, ...]
    last_day: date | None
    """On which somebody wrote down fish"""
    told: tuple[Diagnostic, ...]
    """AQ552: what is missing"""

    def rows(self, table: str) -> tuple[Row, ...]:
        """Those of a table."""
        return self.tables.get(table, ())


def take_inventory(dsn: str) -> Inventory:
    """Read a live database in one moment; nothing is written there.

    Errors: Stop AQ550 when it is no AquaMind, AQ551 when places may not be read, AQ553 when it has no geography, and
            what `session` says of connections and refusals
    """
    with session(dsn) as cursor:
        readable = dict(_all(cursor, TABLES))
        _must_stand(readable)
        told: list[Diagnostic] = []

        def may(*tables: str, what: str = "") -> bool:
            bad = [table for table in tables if not readable.get(table)]
            if bad and what:
                told.append(_left_out(what, bad[0], bad[0] in readable))
            return not bad

        tables = _tables(cursor, may)
        has_fish = may(*FISH, what="living batches and the stages of halls")
        has_readings = may("infrastructure_sensor", *READINGS)
        has_harvests = has_fish and may("harvest_harvestlot", "harvest_harvestevent")
        return Inventory(
            tables,
            _stages(cursor) if has_fish else {},
            {key: name for key, name in _all(cursor, MEASURED) if name} if has_readings else {},
            _sea(cursor) if has_readings else {},
            dict(_all(cursor, COMPANIES)) if may("finance_dimcompany") else {},
            tuple(_living(cursor, may("batch_creationworkflow"), may("batch_growthsample"))) if has_fish else (),
            _harvested(cursor) if has_harvests else None,
            tuple(str(row["name"]) for row in _rows(cursor, "batch_species")) if has_fish else (),
            _last_day(cursor, may("batch_mortalityevent")) if has_fish else None,
            tuple(told),
        )


def _tables(cursor: Cursor, may: Callable[..., bool]) -> dict[str, tuple[Row, ...]]:
    """Rows of places and people, as far as they may be read. Errors: Stop AQ553."""
    tables = {name: _rows(cursor, name) for name in PLACES}
    if not tables["infrastructure_geography"]:
        hint = "name a database that has geographies, stations or areas"
        raise Stop([Diagnostic("AQ553", "the database has no geography, and so no places", hint=hint)])
    tables |= {name: _rows(cursor, name) for name in FURTHER if may(name, what="its rows")}
    if may("auth_user", *PEOPLE, what="users and their places"):
        tables |= {name: _rows(cursor, name) for name in PEOPLE}
        tables["auth_user"] = tuple(row for (row,) in _all(cursor, USERS))
    return tables


def _all(cursor: Cursor, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def _rows(cursor: Cursor, table: str) -> tuple[Row, ...]:
    """All rows, whatever columns the table has. `table` is one of the names above."""
    return tuple(
        row for (row,) in _all(cursor, f"SELECT pg_catalog.to_jsonb(t) FROM public.{table} AS t ORDER BY t.id")
    )


def _must_stand(readable: Mapping[str, bool]) -> None:
    missing = [name for name in PLACES if name not in readable]
    if missing:
        message = f"this is no AquaMind database: schema public has no table {', '.join(missing)}"
        hint = "name a database that the migrations of AquaMind have made, or a restored dump"
        raise Stop([Diagnostic("AQ550", message, hint=hint)])
    closed = [name for name in PLACES if not readable[name]]
    if closed:
        message = f"this role may not read {', '.join(closed)}"
        hint = "let an administrator GRANT SELECT on them, or GRANT pg_read_all_data TO …"
        raise Stop([Diagnostic("AQ551", message, hint=hint)])


def _left_out(what: str, table: str, is_there: bool) -> Diagnostic:
    why = "this role may not read it" if is_there else "it is not there"
    hint = f"let an administrator GRANT SELECT ON {table}" if is_there else "is this another version of AquaMind?"
    return Diagnostic("AQ552", f"{table}: {why}; {what} are left out", hint=hint, severity="warning")


def _stages(cursor: Cursor) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for container, stage, count in _all(cursor, STAYS):
        found.setdefault(container, {})[stage] = count
    return found


def _sea(cursor: Cursor) -> Mapping[int, tuple[float, ...]]:
    found: dict[int, dict[int, float]] = {}
    for geography, month, mean in _all(cursor, SEA):
        found.setdefault(geography, {})[month] = mean
    return {at: tuple(months[n] for n in range(1, 13)) for at, months in found.items() if len(months) == 12}


def _living(cursor: Cursor, has_workflows: bool, has_samples: bool) -> Iterator[Living]:
    delivered = dict(_all(cursor, DELIVERED)) if has_workflows else {}
    weighed = dict(_all(cursor, WEIGHED)) if has_samples else {}
    lives: dict[int, list[Life]] = {}
    for batch, *rest in _all(cursor, LIVES):
        lives.setdefault(batch, []).append(Life(*rest))
    for batch, number, start, species in _all(cursor, LIVING):
        own = tuple(lives.get(batch, ()))
        yield Living(batch, number, start, species, delivered.get(batch) or 0, weighed.get(batch), own)


def _harvested(cursor: Cursor) -> tuple[float, float] | None:
    ((least, most),) = _all(cursor, HARVESTED)
    return None if least is None else (least, most)


def _last_day(cursor: Cursor, has_deaths: bool) -> date | None:
    """Deaths tell it best, as there are some every day; else moves do."""
    days: Iterable[tuple[date | None]] = [*(_all(cursor, LAST_DEATH) if has_deaths else []), *_all(cursor, LAST_DAY)]
    return next((day for (day,) in days if day), None)
