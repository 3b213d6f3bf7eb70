"""The users of the library can log in with the passwords that its comment promises."""

from __future__ import annotations

import base64
import hashlib

import pytest

from compiler import data_folder
from compiler.language.parse import parse_file, plain


@pytest.mark.parametrize("name", ["library/aquamind.yaml", "uat.yaml"])
def test_documented_passwords_open_the_accounts(name: str) -> None:
    document, _ = parse_file(data_folder("scenarios") / name)
    assert document is not None
    users = plain(document.root.value["users"])  # type: ignore[index, call-overload]
    assert isinstance(users, dict)
    for name in users:
        if users[name].get("password_hash", "!") == "!":
            continue  # who takes turns in daily work, and logs in nowhere
        method, rounds, salt, stored = users[name]["password_hash"].split("$")
        key = hashlib.pbkdf2_hmac("sha256", f"{name}-aqc".encode(), salt.encode(), int(rounds))
        assert (method, rounds, base64.b64encode(key).decode()) == ("pbkdf2_sha256", "600000", stored), name
        assert len(salt) == 22


def test_every_role_has_somebody() -> None:
    document, _ = parse_file(data_folder("scenarios") / "library" / "aquamind.yaml")
    assert document is not None
    users = plain(document.root)["users"]  # type: ignore[index]
    assert {one["role"] for one in users.values()} == {"ADMIN", "MGR", "OPR", "SHIP_CREW", "VET", "QA", "FIN", "VIEW"}
    assert {one["geography"] for one in users.values()} == {"ALL", "FO", "SC"}


def test_somebody_may_see_everything() -> None:
    document, _ = parse_file(data_folder("scenarios") / "library" / "aquamind.yaml")
    assert document is not None
    users = plain(document.root)["users"]  # type: ignore[index]
    assert users["admin"]["superuser"] and users["admin"]["role"] == "ADMIN"
