"""The provider as it runs: ``idp serve`` with two worker processes on a test's own database."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from threading import Barrier
from typing import Any, Self
from urllib.parse import parse_qs, urljoin, urlsplit

import psutil
import requests

from idp.accounts.models import Account
from idp.infrastructure.ids import new_token
from tests.factories.clients import CreatedClient
from tests.factories.sessions import create_session
from tests.interop.forms import Form, Page
from tests.interop.programs import Program, free_port
from tests.interop.provider import IDP
from tests.provisioning.applications import MASTER_KEY
from tests.provisioning.databases import Database

WORKERS = 2
BODY_SECONDS = 3
STOPS_WITHIN_SECONDS = 10


@dataclass
class Served:
    """A running provider; ``issuer`` is its address, ``beside`` host and port of a service that it may reach."""

    issuer: str
    program: Program
    environment: Mapping[str, str]
    folder: Path
    beside: str

    @classmethod
    def start(cls, folder: Path, database: Database) -> Self:
        port, beside = free_port(), f"localhost:{free_port()}"
        issuer = f"http://localhost:{port}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("IDP_", "PROMETHEUS_"))}
        environment = inherited | {
            "IDP_SERVER__ISSUER": issuer,
            "IDP_SERVER__PORT": str(port),
            "IDP_SERVER__WORKERS": str(WORKERS),
            "IDP_DATABASE__URL": database.url,
            # The factories write rows from outside: a worker must not trust its copies.
            "IDP_DATABASE__CACHE_CHECK_SECONDS": "0",
            "IDP_KEYS__MASTER_KEY": MASTER_KEY,
            "IDP_MAIL__BACKGROUND": "false",
            "IDP_OUTBOUND__DEVELOPMENT_LOOPBACK": beside,
            "IDP_SERVER__BODY_SECONDS": str(BODY_SECONDS),
            "IDP_SERVER__TRUSTED_PROXIES": "127.0.0.1",
            "IDP_PORTALS__SHOP__NAME": "Beispiel-Shop",
            "IDP_PORTALS__SHOP__REMEMBER_ME__OFFERED": "true",
            "IDP_PORTALS__SHOP__SECOND_FACTOR__MAILED_CODE": "true",
            # What is raced for is to be refused by its own guard, not by a budget of attempts before it.
            "IDP_THROTTLE__ACCOUNT_ATTEMPTS": "1000",
            "IDP_THROTTLE__FORM_REQUESTS_PER_MINUTE": "100000",
        }
        program = Program.start(
            "idp serve", [*IDP, "serve"], environment=environment, folder=folder, log=folder / f"served-{port}.log"
        )
        program.wait_until_it_answers(f"{issuer}/jwks.json")
        return cls(issuer, program, environment, folder, beside)

    def start_worker(self) -> Program:
        """What works off the queues, in a process of its own."""
        log = self.folder / "worker.log"
        return Program.start("idp worker", [*IDP, "worker"], environment=self.environment, folder=self.folder, log=log)

    def obtain_code(self, cookie: str, parameters: Mapping[str, str]) -> str:
        """The code that a browser with this session cookie is given."""
        answer = requests.get(
            f"{self.issuer}/authorize",
            params=parameters,
            cookies={"idp-session": cookie},
            allow_redirects=False,
            timeout=20,
        )
        assert answer.status_code == 303, answer.text
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def post(self, path: str, form: Mapping[str, str], client: CreatedClient) -> requests.Response:
        """One POST of a confidential client."""
        return requests.post(f"{self.issuer}{path}", data=form, auth=client.basic, timeout=20)

    def race(self, posts: Sequence[Callable[[requests.Session], requests.Response]]) -> list[requests.Response]:
        """Send all at the same moment, on connections that are open already and spread over both workers."""
        with self._sessions(len(posts)) as sessions, ThreadPoolExecutor(len(posts)) as threads:
            barrier = Barrier(len(posts))

            def send(
                post: Callable[[requests.Session], requests.Response], session: requests.Session
            ) -> requests.Response:
                barrier.wait(timeout=30)
                return post(session)

            return list(threads.map(send, posts, sessions))

    @contextmanager
    def _sessions(self, count: int) -> Iterator[list[requests.Session]]:
        with ExitStack() as opened:
            workers = islice(cycle(self._workers()), count)
            yield [opened.enter_context(self._open_at(worker)) for worker in workers]

    def _open_at(self, worker: psutil.Process) -> requests.Session:
        """A session whose connection this worker holds: the others are stopped while it is opened."""
        others = [each for each in self._workers() if each != worker]
        for each in others:
            _stop(each)
        try:
            session = requests.Session()
            session.trust_env = False
            assert session.get(f"{self.issuer}/jwks.json", timeout=20).status_code == 200
        finally:
            for each in others:
                each.resume()
        return session

    def _workers(self) -> list[psutil.Process]:
        """The processes that accept connections, the oldest first."""
        port = int(self.issuer.rpartition(":")[2])
        found = [
            process
            for process in psutil.Process(self.program.running.pid).children(recursive=True)
            if any(
                held.status == psutil.CONN_LISTEN and held.laddr.port == port for held in process.net_connections("tcp")
            )
        ]
        assert len(found) == WORKERS, found
        return found


def _stop(process: psutil.Process) -> None:
    """Returns once each thread has stopped: one that runs at the moment of the signal may take a connection yet."""
    process.suspend()
    deadline = time.monotonic() + STOPS_WITHIN_SECONDS
    while any(psutil.Process(thread.id).status() != psutil.STATUS_STOPPED for thread in process.threads()):
        assert time.monotonic() < deadline, "a worker does not stop"
        time.sleep(0.001)


@dataclass
class Visitor:
    """A browser without scripts at the running provider; ``page`` is what it shows."""

    served: Served
    browser: requests.Session
    page: Page

    @classmethod
    def arrive(cls, served: Served, path: str) -> Self:
        browser = requests.Session()
        browser.trust_env = False
        return cls(served, browser, _shown(browser.get(f"{served.issuer}{path}", timeout=30)))

    @classmethod
    def let_in(cls, served: Served, database: Database, account: Account, path: str) -> Self:
        """The same for ``account``, which is signed in."""
        token, browser = new_token(), requests.Session()
        browser.trust_env = False
        create_session(database, account, token)
        browser.cookies.set("idp-session", token)
        return cls(served, browser, _shown(browser.get(f"{served.issuer}{path}", timeout=30)))

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser holds for the provider."""
        return self.browser.cookies.get_dict()

    def open(self, address: str) -> Page:
        self.page = _shown(self.browser.get(urljoin(self.served.issuer, address), timeout=30))
        return self.page

    def submit(self, **typed: str) -> Page:
        """Send the form that has these fields, and follow where it leads."""
        url, options = self.prepared(**typed)
        self.page = _shown(self.browser.post(url, timeout=30, **options))
        return self.page

    def prepared(self, **typed: str) -> tuple[str, dict[str, Any]]:
        """The address and the parts of the POST that would send the form with these fields."""
        form = next((form for form in self.page.forms if set(typed) & set(form.fields)), None)
        assert form, f"no form with {sorted(typed)} at {self.page.url}:\n{self.page.text}"
        return self._sent(form, typed)

    def pressing(self, action: str, **pressed: str) -> tuple[str, dict[str, Any]]:
        """The same for the form whose address ends with ``action``, by a button."""
        shown = [form for form in self.page.forms if form.method == "post"]
        form = next((form for form in shown if urljoin(self.page.url, form.action).endswith(action)), None)
        assert form, f"no form to {action} at {self.page.url}:\n{self.page.text}"
        return self._sent(form, pressed)

    def _sent(self, form: Form, typed: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        return urljoin(self.page.url, form.action), {
            "data": form.fields | dict(typed),
            "headers": {"Origin": self.served.issuer, "Sec-Fetch-Site": "same-origin"},
            "cookies": self.cookies,
        }


def _shown(answer: requests.Response) -> Page:
    return Page.parse(answer.url, answer.status_code, answer.text)


def same_get(url: str, count: int, **options: Any) -> list[Callable[[requests.Session], requests.Response]]:
    """The same GET, ``count`` times."""
    return [lambda session: session.get(url, timeout=60, allow_redirects=False, **options) for _ in range(count)]


def same_post(url: str, count: int, **options: Any) -> list[Callable[[requests.Session], requests.Response]]:
    """The same POST, ``count`` times."""
    return [lambda session: session.post(url, timeout=60, allow_redirects=False, **options) for _ in range(count)]
