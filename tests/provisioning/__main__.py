"""What ``make machine`` fetches by the locked tools, once and before any test: relying parties, a Chromium.

Ends with 0 either way, as ``make/machine`` does: a test that misses a part fails and says what to do.
"""

import sys

from tests.provisioning.chromium import fetch_chromium
from tests.provisioning.node import fetch_node_modules, lend_playwright_node
from tests.provisioning.python_programs import fetch_environments


def main() -> None:
    """Fetch what is missing; what fails is told on standard error."""
    lend_playwright_node()
    for problem in (fetch_node_modules(), fetch_chromium(), *fetch_environments()):
        if problem:
            print(f"\n{problem}\nWhat needs it will fail and say so; everything else runs.\n", file=sys.stderr)


main()
