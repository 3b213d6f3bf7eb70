"""Real servers for tests: one for each PostgreSQL that the machine or a wheel has, started once, at first use."""

from __future__ import annotations

import gc
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from breadth import sampled
from houses import OTHER, OWNER, own
from hypothesis import settings

from compiler.server.client import Server, find, installations, load, psql, server

for _number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    # whoever runs the tests in the background may have these ignored, and aqc respects that in its processes
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)

settings.register_profile("aqc", deadline=None)  # a busy machine is no fault
settings.load_profile("aqc")
gc.set_threshold(100_000)  # as in aqc itself: scenarios and plans are many small objects that stay
HOUSES = count(1)
MEMORY = Path("/dev/shm")
ROOM = 2 << 30
VERSIONS = sorted(installation.version for installation in installations())


def scratch() -> Path | None:
    """Memory for the thousands of small files of a database, where there is enough of it."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[int], Server]]:
    """postgres(16): a running server of that major version; the test is skipped where there is none."""
    running: dict[int, Server] = {}
    with ExitStack() as stack:

        def of(version: int) -> Server:
            if version not in running:
                installation = find(version)
                if installation is None:
                    pytest.skip(f"no PostgreSQL {version} on this machine")
                running[version] = stack.enter_context(server(installation, scratch=scratch()))
            return running[version]

        yield of


@pytest.fixture(scope="session")
def fresh_database(postgres: Callable[[int], Server]) -> Callable[[int], str]:
    """fresh_database(16): the connection string of a new, empty database."""
    numbers = count(1)

    def make(version: int) -> str:
        name = f"fresh{next(numbers)}"
        answer = psql(postgres(version).dsn(), "-qc", f"CREATE DATABASE {name}")
        assert answer.returncode == 0, answer.stderr
        return postgres(version).dsn(name)

    return make


EDGES = {min(VERSIONS, default=0), max(VERSIONS, default=0)}
"""The oldest and the newest release; those between are asked by `make test-all`."""
RELEASES = sampled(VERSIONS, EDGES.__contains__)


@pytest.fixture(scope="session", params=RELEASES)
def any_postgres(request: pytest.FixtureRequest, postgres: Callable[[int], Server]) -> Server:
    """A running server, once for each version that is there."""
    return postgres(request.param)


@pytest.fixture(scope="session")
def some_version() -> int:
    """The PostgreSQL for tests to which the version is all one."""
    installation = find()
    if installation is None:
        pytest.skip("no PostgreSQL on this machine")
    return installation.version


@pytest.fixture(scope="session")
def smoke_database(
    some_version: int, fresh_database: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The connection string of a database that holds smoke; whoever changes something rolls it back."""
    import smoke  # not where tests are only collected

    file = tmp_path_factory.mktemp("smoke") / "smoke.sql"
    file.write_bytes(smoke.dump()[0])
    dsn = fresh_database(some_version)
    load(file, dsn)
    return dsn


@pytest.fixture(scope="session")
def house(some_version: int) -> Iterator[Server]:
    """A server whose roles and settings a test may change."""
    installation = find(some_version)
    assert installation
    with server(installation, scratch=scratch()) as running:
        psql(running.dsn(), "-qc", f"CREATE ROLE {OWNER} LOGIN; CREATE ROLE {OTHER} LOGIN")
        yield running


@pytest.fixture
def make(house: Server) -> Iterator[Callable[[str], str]]:
    """make("ENCODING 'LATIN1'"): the name of a new database of the owner; it goes afterwards, as settings do."""
    made: list[str] = []

    def of(words: str = "") -> str:
        made.append(f"house{next(HOUSES)}")
        own(house, made[-1], words)
        return made[-1]

    yield of
    for name in made:
        psql(house.dsn(), "-qc", f"DROP DATABASE {name} WITH (FORCE)")
    psql(house.dsn(), "-qc", f"ALTER ROLE {OWNER} RESET ALL; ALTER ROLE {OTHER} RESET ALL")


LONG = ("test_advance.py", "test_farms.py", "test_matrix.py", "test_settling.py")
"""Files of few tests that take long: by the number of tests they would come last, and the others wait for them."""


def pytest_configure(config: pytest.Config) -> None:
    """pytest-xdist takes files in our order, where it is new enough to be told so."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, then those of most tests. Mark what needs a server, so that `make check` can leave it out."""
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path.name not in LONG, -sizes[item.path], item.path))
    for item in items:
        if {"postgres", "house"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)
