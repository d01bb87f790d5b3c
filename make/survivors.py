"""Compare the survivors of a mutation run with those that were judged; fail for one that has no reason.

Standard input is what `mutmut results --all true` prints; docs/survivors.toml names each judged mutant and why it may
survive.
"""

import re
import sys
import tomllib
from pathlib import Path

_RESULT = re.compile(r"^\s*(\S+__mutmut_\d+): (.+)$", re.MULTILINE)
_SURVIVED = frozenset({"survived", "suspicious"})
_GONE = "gone"
_JUDGED = Path(__file__).resolve().parent.parent / "docs" / "survivors.toml"


def main() -> None:
    """Exit with the survivors that have no reason, and the reasons of mutants that are killed or gone."""
    found = dict(_RESULT.findall(sys.stdin.read()))
    survivors = {name for name, state in found.items() if state in _SURVIVED}
    judged = set(tomllib.loads(_JUDGED.read_text(encoding="utf-8")))
    lines = [f"without a reason: {name}" for name in sorted(survivors - judged)]
    lines += [
        f"judged, but does not survive: {name}"
        for name in sorted(judged)
        if found.get(name, _GONE) in {"killed", _GONE}
    ]
    if lines:
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()
