"""The committed catalog agrees with itself: names, keys, rows and what the application knows of its fields."""

from __future__ import annotations

import pickle

import pytest

from compiler.target import load_catalog
from compiler.target.catalog import Catalog, load_fields, read_column
from compiler.writing.values import spell


@pytest.fixture(scope="module")
def target() -> Catalog:
    return load_catalog()


def test_it_holds_the_whole_target(target: Catalog) -> None:
    tables = target.tables.values()
    assert len(tables) == 197
    assert len(target.sequences) == 193
    assert len(target.views) == 2
    assert sum(len(table.columns) for table in tables) == 2428
    assert sum(len(table.uniques) for table in tables) == 72
    assert sum(len(table.checks) for table in tables) == 142
    assert sum(len(table.foreign_keys) for table in tables) == 316
    assert sum(len(table.indexes) for table in tables) == 779


def test_names_are_in_order_of_bytes(target: Catalog) -> None:
    for names in (target.tables, target.sequences, target.views):
        assert list(names) == sorted(names, key=str.encode)


def test_keys_refer_to_columns_that_exist(target: Catalog) -> None:
    for table in target.tables.values():
        for key in (table.primary_key, *table.uniques, *table.foreign_keys):
            for column in key.columns:
                assert table.column(column)
        for foreign in table.foreign_keys:
            assert foreign.target_columns == target.tables[foreign.target].primary_key.columns
        with pytest.raises(KeyError, match="no such"):
            table.column("no such")


def test_only_one_primary_key_has_a_name_of_its_own(target: Catalog) -> None:
    odd = {
        table.name: table.primary_key.name
        for table in target.tables.values()
        if table.primary_key.name != f"{table.name}_pkey"
    }
    assert odd == {"scenario": "scenario_scenario_pkey"}


def test_every_identity_column_has_its_sequence(target: Catalog) -> None:
    owned = {(sequence.table, sequence.column, sequence.type) for sequence in target.sequences.values()}
    identity = {
        (table.name, column.name, column.type)
        for table in target.tables.values()
        for column in table.columns
        if column.identity
    }
    assert owned == identity


def test_seeds_fit_their_tables(target: Catalog) -> None:
    for name, seed in target.seeds.items():
        table = target.tables[name]
        filled = set(seed.columns) | {"created_at", "updated_at"}
        assert {column.name for column in table.columns if column.not_null} <= filled
        assert [row[0] for row in seed.rows] == list(range(1, len(seed.rows) + 1))
        for row in seed.rows:
            for column, value in zip(seed.columns, row, strict=True):
                assert spell(str(value) if isinstance(value, float) else value, table.column(column)) is not None


def test_permissions_follow_the_content_types(target: Catalog) -> None:
    types = target.seeds["django_content_type"].rows
    permissions = target.seeds["auth_permission"].rows
    assert len(types) == 191
    assert len(permissions) == 4 * len(types) + 1
    assert types[53][1:] == ("batch", "batchtransferworkflow")
    assert permissions[0] == (1, "Can add log entry", 1, "add_logentry")
    assert permissions[548] == (549, "Can manage biological constraints", 137, "can_manage_biological_constraints")
    assert permissions[-1][2:] == (191, f"view_{types[-1][2]}")


def test_what_the_application_knows_agrees_with_the_columns(target: Catalog) -> None:
    fields = load_fields()
    assert fields.keys() | {"django_migrations"} == target.tables.keys() | (fields.keys() - target.tables.keys())
    for table, facts in fields.items():
        for name, fact in facts["columns"].items():
            column = target.tables[table].column(name)
            assert bool(fact.get("null")) != column.not_null
            assert tuple(fact.get("digits", column.arguments)) == column.arguments or column.base != "numeric"


def test_a_catalog_can_go_to_another_process(target: Catalog) -> None:
    assert pickle.loads(pickle.dumps(target)) == target


@pytest.mark.parametrize("text", ["", "numeric(", "NUMERIC(1,2)"])
def test_a_column_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        read_column("name", text)
