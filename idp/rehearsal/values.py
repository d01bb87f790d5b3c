"""Made-up entries that have the form which a pattern of the settings asks for."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import rstr

_CANDIDATES = 300
_MOST_REPEATS = 3
# rstr makes characters, not conditions: it is given the pattern without them, and the whole pattern chooses.
_CONDITION = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)")


class _Brief(random.Random):
    """Lets what may be repeated without end be repeated a few times."""

    def randint(self, a: int, b: int) -> int:
        return super().randint(a, min(b, a + _MOST_REPEATS))


class NoSuchValue(Exception):
    """No value was found that the settings take. The message names the place in the settings."""


def make_value(
    source: random.Random,
    pattern: str | None,
    *,
    default: str,
    longest: int,
    plain: Callable[[str], str] = str.strip,
    suits: Callable[[str], bool] = bool,
) -> str | None:
    """An entry that has the form of ``pattern`` as the form judges it (``plain``) and suits, with letters and digits
    alone if possible, and as short as possible; None where none was found. Without a pattern it is ``default``, each
    ``#`` of which is a digit.
    """
    if pattern is None:
        return "".join(str(source.randint(1, 9)) if letter == "#" else letter for letter in default)
    fitting = [
        each
        for each in map(plain, _make_texts(source, pattern))
        if _is_typed(each, longest) and suits(each) and re.fullmatch(pattern, each)
    ]
    return min(fitting, key=lambda each: (not each.isalnum(), len(each)), default=None)


def _make_texts(source: random.Random, pattern: str) -> Iterator[str]:
    generator = rstr.Rstr(_Brief(source.random()))
    # What it does not know, such as possessive repeats, it has no case for.
    with suppress(KeyError):
        for _ in range(_CANDIDATES):
            yield generator.xeger(_CONDITION.sub("", pattern))


def without_spaces(entry: str) -> str:
    """As evidence is compared with its pattern: without spaces and in capitals."""
    return "".join(entry.split()).upper()


def _is_typed(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text == text.strip() and text.isprintable()
