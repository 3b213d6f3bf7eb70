"""Users, feeds, container types, the harvest, the rules of placing: sections that are read one to one."""

from __future__ import annotations

from compiler.language.lower.reading import Notes, Values, alike
from compiler.language.lower.stages import LEGS
from compiler.nouns import ContainerType, Feed, FeedSupply, Harvest, LegRule, SolveOptions, User


def read_users(root: Values) -> tuple[User, ...]:
    """Users by login name."""
    return tuple(
        User(
            username=name,
            first_name=one["first_name"],
            last_name=one["last_name"],
            email=one["email"],
            password_hash=one["password_hash"],
            is_superuser=one["superuser"],
            is_staff=one["staff"],
            role=one["role"],
            geography=one["geography"],
            subsidiary=one["subsidiary"],
            job_title=one["job_title"],
        )
        for name, one in sorted(root["users"].items())
    )


def read_feeds(root: Values) -> tuple[Feed, ...]:
    """Feeds in the order in which a fish eats them."""
    feeds = [
        Feed(
            name=name,
            brand=one["brand"],
            size_category=one["size_category"],
            pellet_mm=float(one["pellet_mm"]),
            protein_pct=float(one["protein_pct"]),
            fat_pct=float(one["fat_pct"]),
            carbohydrate_pct=float(one["carbohydrate_pct"]),
            price_per_kg=float(one["price_per_kg"]),
            supplier=one["supplier"],
            from_weight_g=float(one["from_weight_g"]),
        )
        for name, one in root["feeds"].items()
    ]
    return tuple(sorted(feeds, key=lambda feed: (feed.from_weight_g, feed.name)))


def read_container_types(root: Values) -> tuple[ContainerType, ...]:
    """Container types by name."""
    return tuple(
        ContainerType(name, one["category"], float(one["max_volume_m3"]))
        for name, one in sorted(root["container_types"].items())
    )


def read_harvest(root: Values) -> Harvest:
    """The harvest; grades from the heaviest to the lightest."""
    harvest = root["harvest"]
    grades = [(code, one["share_permille"], one["weight_permille"]) for code, one in harvest["grades"].items()]
    return Harvest(
        days=harvest["days"],
        grades=tuple(sorted(grades, key=lambda grade: (-grade[2], grade[0]))),
        gutted=float(harvest["gutted"]),
        fillet=float(harvest["fillet"]),
    )


def read_supply(root: Values) -> FeedSupply:
    """How feed stores are filled."""
    supply = root["supply"]
    return FeedSupply(
        reorder_share=float(supply["reorder_share"]),
        fill_share=float(supply["fill_share"]),
        price_sd=float(supply["price_sd"]),
        expiry_days=supply["expiry_days"],
    )


def read_solve(root: Values, notes: Notes) -> SolveOptions:
    """How batches are placed."""
    solve = root["solve"]
    return SolveOptions(
        mode=solve["mode"],
        legs=tuple(
            LegRule(
                leg=leg,
                turnaround_days=solve[leg].get("turnaround_days", solve["turnaround_days"]),
                fallow_days=solve[leg]["fallow_days"],
                join_days=solve[leg]["join_days"],
            )
            for leg in LEGS
        ),
        node_limit=solve["node_limit"],
        saturate_leg=solve["saturate"]["leg"],
        saturate_share=float(solve["saturate"]["share"]),
        saturate_days=solve["saturate"]["days"],
        span=notes.at(("solve",)),
    )


def read_tables_off(root: Values, notes: Notes) -> frozenset[str]:
    """Tables of all groups that are switched off."""
    groups: Values = root.get("table_groups", {})
    off: set[str] = set()
    for name, on in sorted(root["tables"].items()):
        if name not in groups:
            notes.say("AQ240", f"{name} is no group of tables", ("tables", name), alike(name, groups))
        elif not on:
            off.update(groups[name])
    return frozenset(off)
