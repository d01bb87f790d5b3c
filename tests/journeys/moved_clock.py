"""``idp`` on a clock that is some days off this machine's: ``python moved_clock.py DAYS [OPTIONS] COMMAND``.

The whole process and those that it forks read the moved clock; the product has no switch for it.
"""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from idp.cli import main


def run() -> None:
    """The command, with the days taken off its words."""
    days = int(sys.argv.pop(1))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True):
        main()


if __name__ == "__main__":
    run()
