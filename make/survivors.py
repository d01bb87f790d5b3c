"""Which changes of a mutation run no test has noticed, and which of these were judged."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

NOT_TRIED = "not checked"
REFUSED = "caught by type check"
_RESULT = re.compile(r"^\s*(\S+__mutmut_\d+): (.+)$", re.MULTILINE)
# A change that makes tests run too long may be one on a busy machine; a loop without an end is to be judged as such.
_UNNOTICED = frozenset({"survived", "timeout", "no tests", NOT_TRIED})
_MANGLED = re.compile(r"(?:x_|xǁ(?P<of>\w+)ǁ)(?P<name>\w+)__mutmut_\d+$")


@dataclass(frozen=True, slots=True)
class Results:
    """The changes, each with what its tests said of it, in the words of mutmut."""

    states: Mapping[str, str]

    @property
    def survivors(self) -> Sequence[str]:
        """The names of those that no test has noticed."""
        return [name for name, state in self.states.items() if state in _UNNOTICED]

    @property
    def left(self) -> Sequence[str]:
        """The names of those that are still to be tried."""
        return [name for name, state in self.states.items() if state == NOT_TRIED]

    def of_modules(self, patterns: Sequence[str]) -> "Results":
        """Those of some modules, which have patterns like `oauth/grants/*` below the package."""
        return Results({name: state for name, state in self.states.items() if _is_of(name, patterns)})

    def to_text(self) -> str:
        """What :func:`parse_results` reads."""
        return "".join(f"{name}: {state}\n" for name, state in self.states.items())


def parse_results(text: str) -> Results:
    """A line `NAME: STATE` for each change; of several lines for one, the last counts."""
    return Results(dict(_RESULT.findall(text)))


def _is_of(mutant: str, patterns: Sequence[str]) -> bool:
    module = "/".join(mutant.split(".")[1:-1])
    return any(fnmatch(f"{module}{ending}", each) for each in patterns for ending in (".py", "/__init__.py"))


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
