"""A house with the portal of an example file, as an installation would run it from these settings."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.house import House, open_house
from tests.provisioning.databases import NewDatabase

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "portals"


@contextmanager
def open_example(folder: Path, new_database: NewDatabase, name: str, *, days_ago: int = 0) -> Iterator[House]:
    """Serve the portal of ``examples/portals/NAME.toml`` alone, until the end of the block; see ``open_house``."""
    example = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    portals = {"shop": None, "forum": None, **example["portals"]}
    served = {"portals": portals, "registers": example.get("registers", {})}
    with open_house(folder, new_database, served, days_ago=days_ago) as house:
        yield house
