"""The product as it is wired, for tests of everything that its packages register: no request is made of it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from idp.app import create_app
from idp.infrastructure.web.application import Application
from tests.provisioning.applications import write_settings


@cache
def product() -> Application:
    """One application for each worker, with a database that is never opened."""
    with TemporaryDirectory() as folder:
        return create_app(write_settings(Path(folder), f"sqlite:///{folder}/unused.sqlite3", {}))
