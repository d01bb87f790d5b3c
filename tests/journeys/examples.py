"""A house with the portal of an example file, as an installation would run it from these settings."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.journeys.house import House, open_house

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "portals"


@contextmanager
def open_example(
    folder: Path, signing_keys: Sequence[Mapping[str, Any]], name: str, *, days_ago: int = 0
) -> Iterator[House]:
    """Serve the portal of ``examples/portals/NAME.toml`` alone, until the end of the block; see ``open_house``."""
    example = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    portals = {"shop": None, "forum": None, **example["portals"]}
    served = {"portals": portals, "registers": example.get("registers", {})}
    with open_house(folder, signing_keys, served, days_ago=days_ago) as house:
        yield house
