"""What few requests need is loaded with the first of them, not with every start."""

import subprocess
import sys

import pytest

from idp.infrastructure.lazy_modules import lazy_module

# Libraries that are loaded late, each by one module of ours.
LATE = ("css_inline", "limits", "maxminddb", "passlib", "segno", "webauthn")
START = """
import sys
import idp.cli.supervisor
print(sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_a_start_loads_none_of_them() -> None:
    done = subprocess.run([sys.executable, "-c", START, *LATE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", LATE)
def test_they_are_installed_all_the_same(name: str) -> None:
    assert lazy_module(name).__path__


def test_a_name_is_looked_up_once() -> None:
    module = lazy_module("colorsys")
    assert "rgb_to_hls" not in vars(module)
    assert module.rgb_to_hls is vars(module)["rgb_to_hls"]


def test_a_name_that_is_missing_is_an_error_as_ever() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = lazy_module("colorsys").nothing
    with pytest.raises(ModuleNotFoundError):
        _ = lazy_module("no_such_module").anything
