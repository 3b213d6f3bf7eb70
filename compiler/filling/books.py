"""Finance's fixed rows and their ids: companies, sites, policies; where a batch first stood, for its cost centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler.filling.world import World, geography_of_container
from compiler.nouns import Company, History, Policy, kept

SITE_OF_LEG: Mapping[str, str] = {"freshwater": "FW", "sea": "FM"}
"""Company that runs the containers of a leg"""


@dataclass(frozen=True, slots=True)
class Site:
    """A station or an area; `place` is its index in the Scenario."""

    source: str
    place: int
    company: int
    """Id"""
    name: str


@dataclass(frozen=True, slots=True)
class Centre:
    """The cost centre of the site where a batch began."""

    site: int
    """Id of the site, 0 where it belongs to no company"""
    opens: bool
    """True for the first batch there, which brings the site's own cost centre"""
    row: int
    """Id of the site's cost centre"""


NOWHERE = Centre(0, False, 0)


@kept
def companies(world: World) -> tuple[tuple[int, Company], ...]:
    """(index of the geography, company) in id order."""
    geographies = enumerate(world.scenario.geographies)
    return tuple((at, one) for at, geography in geographies if geography.trade for one in geography.trade.companies)


def company_id(world: World, geography: int, subsidiary: str) -> int | None:
    """Id of a company; None where the geography has none."""
    found = [(at, one.subsidiary) for at, one in companies(world)]
    return found.index((geography, subsidiary)) + 1 if (geography, subsidiary) in found else None


@kept
def sites(world: World) -> tuple[Site, ...]:
    """In id order: stations, areas, then stations for parent fish, of geographies that have companies."""
    scenario = world.scenario
    places = [("station", at, "freshwater", one.geography, one.name) for at, one in enumerate(world.stations)]
    own = len(scenario.stations)
    places[own:own] = [("area", at, "sea", one.geography, one.name) for at, one in enumerate(scenario.areas)]
    known = {(at, one.subsidiary): row for row, (at, one) in enumerate(companies(world), 1)}
    companies_of = ((place, known.get((place[3], SITE_OF_LEG[place[2]]))) for place in places)
    return tuple(Site(source, at, company, name) for (source, at, _, _, name), company in companies_of if company)


@kept
def site_ids(world: World) -> tuple[int, ...]:
    """[container] id of the site that it belongs to, 0 for none."""
    scenario = world.scenario
    ids = {(site.source, site.place): at for at, site in enumerate(sites(world), 1)}
    return tuple(
        ids.get(("area", box.place) if box.leg == "sea" else ("station", scenario.halls[box.place].station), 0)
        for box in scenario.containers
    )


@kept
def policies(world: World) -> tuple[tuple[int, Policy], ...]:
    """(index of the geography, policy) in id order: by grade in all geographies, then by stage."""
    geographies = world.scenario.geographies
    stated = [(at, policy) for at, one in enumerate(geographies) if one.trade for policy in one.trade.policies]
    return tuple(sorted(stated, key=lambda each: bool(each[1].stage)))


@kept
def policy_ids(world: World) -> Mapping[tuple[int, str, str, str, str], int]:
    """[geography, seller, buyer, grade, stage] id of the policy for a grade or a stage, where one is agreed on."""
    ids: dict[tuple[int, str, str, str, str], int] = {}
    for at, (own, policy) in enumerate(policies(world), 1):
        ids.setdefault((own, policy.seller, policy.buyer, policy.grade, policy.stage), at)
    return ids


def seller_of(world: World, container: int) -> tuple[int, str]:
    """(geography, subsidiary) of the company that runs a container."""
    return geography_of_container(world, container), SITE_OF_LEG[world.scenario.containers[container].leg]


def centres(world: World, histories: Sequence[History]) -> tuple[Centre, ...]:
    """[history] where each batch first stood, or is to. The first one at a site brings the site's cost centre."""
    ids = (*site_ids(world), 0)
    begun = [_first_stay(history) for history in histories]
    openers: dict[int, int] = {}
    for at in sorted(range(len(begun)), key=lambda at: (begun[at][0], at)):
        openers.setdefault(ids[begun[at][1]], at)
    of = [ids[container] for _, container in begun]
    opens = [site > 0 and openers[site] == at for at, site in enumerate(of)]
    rows = [(site > 0) + own for site, own in zip(of, opens, strict=True)]
    return tuple(
        Centre(site, own, 1 + sum(rows[: openers[site]])) if site else NOWHERE
        for site, own in zip(of, opens, strict=True)
    )


def _first_stay(history: History) -> tuple[int, int]:
    """(day, container) of the first assignment of a batch; (its start, -1) while it has none."""
    plan = history.plan
    stays = zip(plan.first.tolist(), plan.container.tolist(), strict=True)
    to_come = zip(plan.ordered_day.tolist(), plan.ordered_container.tolist(), strict=True)
    return min(stays, default=min(to_come, default=(plan.start, -1)))
