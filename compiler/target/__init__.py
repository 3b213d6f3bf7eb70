"""The target: its catalog as files, a live database of it, and who owns which table."""

from compiler.target.address import Address, address
from compiler.target.admission import catalog_key, content_digest, is_outside, located
from compiler.target.catalog import Catalog, Column, Seed, Sequence, Table, Value, load_catalog, load_fields
from compiler.target.introspection import introspect
from compiler.target.inventory import Inventory, Life, Living, take_inventory
from compiler.target.retention import fading
from compiler.target.roles import known_role, role_room
from compiler.target.session import refusal, session
from compiler.target.sharing import Load, Lookup, plan_load
from compiler.target.stages import MOST_C, cap_g, coded_stages, model_tgc
from compiler.target.standing import admit, standing_query
from compiler.target.verdict import Verdict, check_database

__all__ = [
    "MOST_C",
    "Address",
    "Catalog",
    "Column",
    "Inventory",
    "Life",
    "Living",
    "Load",
    "Lookup",
    "Seed",
    "Sequence",
    "Table",
    "Value",
    "Verdict",
    "address",
    "admit",
    "cap_g",
    "catalog_key",
    "check_database",
    "coded_stages",
    "content_digest",
    "fading",
    "introspect",
    "is_outside",
    "known_role",
    "load_catalog",
    "load_fields",
    "located",
    "model_tgc",
    "plan_load",
    "refusal",
    "role_room",
    "session",
    "standing_query",
    "take_inventory",
]
