"""Test modules with rewritten asserts: each is made by one worker only, and kept for the next run.

pytest rewrites the asserts of a module while importing it, and keeps the bytecode in ``__pycache__``. That takes longer
than everything else in the collection of the whole suite.
"""

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest


def keep_bytecode() -> None:
    """Keep it even where the environment forbids it to Python, as container images do."""
    sys.dont_write_bytecode = False


def rewrite_share(config: pytest.Config, worker: int, workers: int) -> None:
    """Import every n-th test module, so that the other workers find it rewritten.

    What goes wrong is told when the module is collected.
    """
    for file in find_test_modules(config)[worker::workers]:
        with suppress(Exception):
            import_module(".".join(file.relative_to(config.rootpath).with_suffix("").parts))


def find_test_modules(config: pytest.Config) -> list[Path]:
    """The files that are collected from folders."""
    folders = [config.invocation_params.dir / argument for argument in config.args]
    return sorted(file for folder in folders if folder.is_dir() for file in folder.resolve().rglob("test_*.py"))
