"""Which changes of a mutation run no test has noticed, and which of these were judged."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_RESULT = re.compile(r"^\s*(\S+__mutmut_\d+): (.+)$", re.MULTILINE)
# A change that makes tests run too long may be one on a busy machine; a loop without an end is to be judged as such.
_UNNOTICED = frozenset({"survived", "suspicious", "timeout", "no tests", "skipped", "not checked"})
_MANGLED = re.compile(r"(?:x_|xǁ(?P<of>\w+)ǁ)(?P<name>\w+)__mutmut_\d+$")


@dataclass(frozen=True, slots=True)
class Results:
    """How many changes were tried, and the names of those that no test has noticed."""

    count: int
    survivors: Sequence[str]


def parse_results(text: str) -> Results:
    """What `mutmut results --all true` prints."""
    found = _RESULT.findall(text)
    return Results(len(found), [name for name, state in found if state in _UNNOTICED])


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test has noticed: mutmut's name for it, and what `mutmut show` prints of it."""

    mutant: str
    shown: str

    @property
    def function(self) -> str:
        """Where it is: `idp.protocol.pkce.verify`; mutmut's name has a number, which other changes move."""
        module, _, name = self.mutant.rpartition(".")
        found = _MANGLED.match(name)
        parts = (module, found["of"], found["name"]) if found else (self.mutant,)
        return ".".join(part for part in parts if part)

    @property
    def change(self) -> str:
        """The lines that it puts in place of others; where it only takes lines away, those with a minus before."""
        lines = [line for line in self.shown.splitlines() if not line.startswith(("+++", "---"))]
        added = [line[1:].strip() for line in lines if line.startswith("+")]
        removed = [f"-{line[1:].strip()}" for line in lines if line.startswith("-")]
        return " ".join(added or removed)


def complain(survivors: Iterable[Survivor], judged: Mapping[str, Mapping[str, str]]) -> list[str]:
    """One line for each survivor that has no reason, and for each reason whose change does not survive any more.

    `judged` holds, by function and by change, why it may survive.
    """
    found = {(each.function, each.change) for each in survivors}
    known = {(function, change) for function, changes in judged.items() for change in changes}
    lines = [f"without a reason: {function}: {change}" for function, change in sorted(found - known)]
    return lines + [f"judged, but does not survive: {function}: {change}" for function, change in sorted(known - found)]
