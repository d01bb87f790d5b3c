"""Asking a real server on loopback for the hashes that begin like a password's."""

import hashlib
import threading
from collections.abc import Iterator

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from idp.accounts.breached_ranges import is_in_range
from idp.settings import SettingsError, load_settings
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

KNOWN, PADDED, UNKNOWN = "Leiter-blau-Wolke-31", "Leiter-grau-Wolke-32", "Leiter-rosa-Wolke-33"


def form_of(page) -> int:
    return next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)


def name_of(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


class RangeServer:
    """Knows one password, and names another one as padding."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answer: Response | None = None
        self.address = ""

    def __call__(self, environ, start_response):
        request = Request(environ)
        self.asked.append(request)
        digits = request.path.removeprefix("/range/")
        ends = [
            f"{name_of(each)[5:]}:{count}" for each, count in [(KNOWN, 12), (PADDED, 0)] if name_of(each)[:5] == digits
        ]
        lines = ["0" * 35 + ":3", *ends, "F" * 35 + ":1"]
        return (self.answer or Response("\r\n".join(lines), mimetype="text/plain"))(environ, start_response)


@pytest.fixture
def server() -> Iterator[RangeServer]:
    knowing = RangeServer()
    listening = make_server("127.0.0.1", 0, knowing, threaded=True)
    knowing.address = f"http://127.0.0.1:{listening.server_port}/range/"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield knowing
    finally:
        listening.shutdown()
        thread.join()


def test_a_known_password_is_named(server):
    assert is_in_range(KNOWN, server.address)


@pytest.mark.parametrize("password", [UNKNOWN, PADDED, KNOWN.upper(), ""])
def test_others_are_not(server, password):
    assert not is_in_range(password, server.address)


def test_the_service_learns_five_digits_and_pads_its_answer(server):
    is_in_range(KNOWN, server.address)

    [request] = server.asked
    assert request.full_path == f"/range/{name_of(KNOWN)[:5]}?"
    assert request.headers["Add-Padding"] == "true"


def test_nobody_is_asked_unless_the_operator_says_whom():
    assert not is_in_range(KNOWN, None)


@pytest.mark.parametrize("answer", [Response("busy", 503), Response(b"\xff\xfe" * 1000), Response("", 200)])
def test_a_service_that_fails_keeps_nobody_out(server, answer):
    server.answer = answer

    assert not is_in_range(KNOWN, server.address)


@pytest.mark.threat(50)
def test_who_chooses_a_known_password_is_asked_for_another_one(server, make_app, database):
    client = make_app(passwords={"breached_range_service": server.address}).test_client()
    sign_in(client, database, create_account(database))
    page = client.get("/account/password")

    refused = client.submit(page, {"password": KNOWN}, form=form_of(page))

    assert refused.status_code == 422
    assert "aus einem Datenleck" in refused.text
    assert client.submit(refused, {"password": UNKNOWN}, form=form_of(refused)).status_code == 303


def test_a_service_that_is_gone_keeps_nobody_out():
    assert not is_in_range(KNOWN, "http://127.0.0.1:9/range/")


@pytest.mark.parametrize(
    "address",
    ["http://elsewhere.example/range/", "https://elsewhere.example/range", "file:///etc/", "range/", "https:///"],
)
def test_the_settings_let_no_other_address_pass(tmp_path, address):
    file = tmp_path / "config.toml"
    file.write_text(f'[passwords]\nbreached_range_service = "{address}"\n')

    with pytest.raises(SettingsError, match="breached_range_service"):
        load_settings(file)
