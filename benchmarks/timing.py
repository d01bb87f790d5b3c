"""``python -m benchmarks.timing``: does the time of an answer tell whether an account exists?

Known and unknown addresses are sent in random turns over one connection to a running provider, to each page that takes
an address from a stranger. Statements and hashes are compared by the test suite; this measures what remains.
"""

import http.client
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import click
from rich.console import Console
from rich.table import Table

from benchmarks.comparison import Comparison, compare
from benchmarks.peers.einlass import FORM, Einlass
from benchmarks.peers.peer import Program
from benchmarks.processes import pin, two_cores
from tests.factories.accounts import create_account

ADDRESSES = 40
"""Of each kind, all of one length: every one is used as often as any other, so that counters and rows are as old."""
Clock = Callable[[], float]
"""Microseconds from a fixed point in time."""
WRONG = "not-the-Password-1"
SUSPICIOUS = 0.001
_TOKEN = re.compile(r'name="csrf_token"(?: type="hidden")? value="([^"]+)"')
_WARM_UP = 20


class Watched(Einlass):
    """A provider with people, no budget in the way, and the cheapest hash: it is computed for every request, and its
    length would only hide differences."""

    def set_up(self) -> Program:
        program = super().set_up()
        for number in range(ADDRESSES):
            create_account(self._database, email=address("known", number))
        budgets = {"ACCOUNT": 1000, "ADDRESS": 100000, "GLOBAL": 10000000}
        environment = {
            **program.environment,
            **{f"IDP_THROTTLE__{name}_ATTEMPTS": str(limit) for name, limit in budgets.items()},
            "IDP_THROTTLE__MAILS_PER_ADDRESS": "1000",
            "IDP_PASSWORDS__MEMORY_KIB": "8",
            "IDP_PASSWORDS__ITERATIONS": "1",
        }
        return replace(program, environment=environment)


@dataclass
class Browser:
    """One connection with its cookies and the form token of the page that it saw last."""

    host: str
    clock: Clock

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(self.host, timeout=30)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str) -> str:
        """Open a page; returns where redirects have led."""
        status, location, body = self._send("GET", path, None)
        if status == 303:
            return self.get(urlsplit(location).path)
        if found := _TOKEN.search(body):
            self._token = found[1]
        return path

    def post(self, path: str, expected: int, **values: str) -> float:
        """Send a form; returns the microseconds until the whole answer was there."""
        body = urlencode({"csrf_token": self._token, **values})
        started = self.clock()
        status, _, text = self._send("POST", path, body)
        taken = self.clock() - started
        if status != expected:
            raise click.ClickException(f"POST {path} gave {status}: {text[:300]}")
        return taken

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin"}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for cookie in answer.msg.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location", ""), answer.read().decode()


def address(kind: str, number: int) -> str:
    """The same length for both kinds."""
    return f"{kind:n<7}{number:03}@example.test"


def sign_in(browser: Browser) -> Callable[[str], float]:
    """A wrong password for a name that was typed before."""
    page = browser.get("/signin")

    def act(email: str) -> float:
        browser.post(page, 303, email=email)
        return browser.post(f"{page}/password", 422, password=WRONG)

    return act


def password_reset(browser: Browser) -> Callable[[str], float]:
    """A link to a new password."""
    page = browser.get("/password-reset")
    return lambda email: browser.post(page, 200, email=email)


def registration(browser: Browser) -> Callable[[str], float]:
    """An account for an address that may have one."""
    page = browser.get("/register")
    names = {"given_name": "Ada", "family_name": "Neu", "password": "ziegel-Lampe-rot-77"}
    return lambda email: browser.post(page, 303, email=email, **names)


PAGES = {"sign-in": sign_in, "password reset": password_reset, "registration": registration}


@click.command()
@click.option("--samples", type=int, default=1000, show_default=True, help="Answers of each kind and page.")
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option(
    "--clock",
    type=click.Choice(["wall", "processor"]),
    default="wall",
    show_default=True,
    help="What a stranger sees, or (on Linux) what the server spends, which a busy machine hardly disturbs.",
)
def timing(samples: int, database: str, clock: str) -> None:
    """Compare how long the answer to known and to unknown addresses takes."""
    table = Table("page", "known, µs", "unknown, µs", "difference, µs", "95 %", "at 20 %, µs", "p", "")
    with served(database) as peer:
        watch = peer.running.cpu_microseconds if clock == "processor" else _wall_microseconds
        for name, page in PAGES.items():
            browser = Browser(f"localhost:{peer.port}", watch)
            table.add_row(name, *_cells(compare(*take_turns(page(browser), samples))))
    Console(width=120).print(table)
    click.echo("p: how often equal distributions look as different as these (Mann-Whitney, two-sided).")


def take_turns(act: Callable[[str], float], samples: int) -> tuple[list[float], list[float]]:
    """The times of both kinds, asked in random order."""
    turns = [(kind, number % ADDRESSES) for kind in ("known", "unknown") for number in range(samples)]
    random.shuffle(turns)
    for number in range(_WARM_UP):
        act(address(("known", "unknown")[number % 2], number))
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for kind, number in turns:
        taken[kind].append(act(address(kind, number)))
    return taken["known"], taken["unknown"]


@contextmanager
def served(database: str) -> Iterator[Watched]:
    """A provider on a core of its own."""
    server_core, own_core = two_cores()
    pin(own_core)
    with tempfile.TemporaryDirectory(prefix="einlass-timing-") as folder:
        Path(folder).chmod(0o755)
        peer = Watched(Path(folder), database)
        try:
            peer.start(server_core)
            yield peer
        finally:
            peer.stop()


def _wall_microseconds() -> float:
    return time.perf_counter_ns() / 1000


def _cells(found: Comparison) -> Iterator[str]:
    low, high = found.interval
    yield from (f"{each:,.0f}" for each in found.medians)
    yield f"{found.difference:+,.1f}"
    yield f"{low:+,.1f} … {high:+,.1f}"
    yield f"{found.lower_difference:+,.1f}"
    yield f"{found.p:.3f}"
    yield "look into it" if found.p < SUSPICIOUS else "alike"


if __name__ == "__main__":
    timing()
