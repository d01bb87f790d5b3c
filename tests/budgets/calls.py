"""Counting calls of functions that must not run on a hot path, without replacing any of them."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import CodeType, FrameType
from typing import Any

import argon2.low_level
from joserfc.jwk import ECKey, OKPKey, RSAKey
from sqlalchemy.orm import Session

from idp.infrastructure.web.browser_session import BrowserSession

WATCHED: Mapping[str, Sequence[Callable[..., Any]]] = {
    "key import": [ECKey.import_key, OKPKey.import_key, RSAKey.import_key],
    "password hash": [argon2.low_level.hash_secret, argon2.low_level.verify_secret],
    "ORM session": [Session.__init__],
    "browser cookie": [BrowserSession.load],
}


def watch_calls() -> AbstractContextManager[Counter[str]]:
    """How often this thread does each of ``WATCHED`` in the block."""
    return count_calls(WATCHED)


@contextmanager
def count_calls(watched: Mapping[str, Sequence[Callable[..., Any]]]) -> Iterator[Counter[str]]:
    """How often this thread calls the functions of each name in the block."""
    names = {_code_of(function): name for name, functions in watched.items() for function in functions}
    counted: Counter[str] = Counter()

    def note(frame: FrameType, happening: str, _: object) -> None:
        if happening == "call" and frame.f_code in names:
            counted[names[frame.f_code]] += 1

    sys.setprofile(note)
    try:
        yield counted
    finally:
        sys.setprofile(None)


def _code_of(function: Callable[..., Any]) -> CodeType:
    return getattr(function, "__func__", function).__code__
