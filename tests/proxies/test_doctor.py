"""`idp doctor` behind real proxies with a certificate of a company's own: what it finds, and what it says to change."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.provisioning.reverse_proxies import CADDY
from tests.proxies.documented import BEHIND_EACH, BEHIND_NGINX, Documented, with_certificates
from tests.proxies.front import Front

pytestmark = pytest.mark.only_on("sqlite")
FORWARDED_FOR = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
LOCATION = "location / {"


def findings(front: Front, *checks: str, ca_file: Path | None = None) -> dict[str, str]:
    """Message and next step of each finding, by its status in front of the message."""
    chosen = [word for check in checks for word in ("--only", check)]
    done = front.doctor(*chosen, "--ca-file", str(ca_file or front.authority))
    return {f"{each['status']}: {each['message']}": each["next_step"] for each in json.loads(done.stdout)["findings"]}


@contextmanager
def behind_changed_nginx(front: Front, documented: str, changed_to: str) -> Iterator[None]:
    """nginx with one thing in its block done otherwise."""
    with front.proxied(BEHIND_NGINX, BEHIND_NGINX.changed(documented, changed_to)):
        yield


@pytest.mark.parametrize("documented", BEHIND_EACH, ids=str)
def test_with_the_documented_block_all_is_well(front: Front, documented: Documented) -> None:
    """Trial rows C6, S2 and S6."""
    with front.proxied(documented, with_certificates(documented, front.folder)):
        found = findings(front, "issuer", "tls", "proxies", "clock")
    assert [each for each in found if not each.startswith("ok: ")] == []
    does = "replaces" if documented.proxy is CADDY else "appends to"
    assert f"ok: The proxy {does} the X-Forwarded-For of its sender." in found
    assert "ok: The proxy drops names with underscores." in found
    assert "ok: The proxy holds bodies until they are whole." in found


@pytest.mark.threat(48)
def test_a_proxy_that_hands_made_up_certificates_on_is_a_problem(front: Front) -> None:
    with front.proxied(BEHIND_NGINX):
        found = findings(front, "proxies")
    [step] = [step for message, step in found.items() if message.startswith("problem: The proxy hands the field for")]
    assert "docs/reverse-proxies.md" in step


def test_an_authority_of_ones_own_has_to_be_named(front: Front) -> None:
    """Trial row C6."""
    with front.proxied(BEHIND_NGINX):
        done = front.doctor("--only", "tls")
    [finding] = json.loads(done.stdout)["findings"]
    assert (done.returncode, finding["status"]) == (1, "problem")
    assert "--ca-file" in finding["next_step"]


def test_a_file_that_holds_no_certificate_is_named(front: Front) -> None:
    """Trial row C6."""
    file = front.folder / "empty.pem"
    file.write_text("nothing")
    done = front.doctor("--ca-file", str(file))
    assert done.returncode == 2
    assert "empty.pem is no file of certificates" in done.stderr


def test_a_proxy_that_replaces_the_field_is_well(front: Front) -> None:
    """Trial row S6."""
    with behind_changed_nginx(front, FORWARDED_FOR, "proxy_set_header X-Forwarded-For $remote_addr;"):
        assert "ok: The proxy replaces the X-Forwarded-For of its sender." in findings(front, "proxies")


def test_a_proxy_that_hands_the_field_on_is_a_problem(front: Front) -> None:
    """Trial row S6."""
    with behind_changed_nginx(front, FORWARDED_FOR, ""):
        found = findings(front, "proxies")
    [step] = [step for message, step in found.items() if message.startswith("problem: The proxy hands X-Forwarded-For")]
    assert "proxy_add_x_forwarded_for" in step


def test_a_name_with_underscores_is_told(front: Front) -> None:
    """Trial row S6."""
    with behind_changed_nginx(front, LOCATION, f"underscores_in_headers on;\n{LOCATION}"):
        found = findings(front, "proxies")
    [step] = [step for message, step in found.items() if message.startswith("warning: The proxy hands X_Forwarded_For")]
    assert "underscores_in_headers off" in step


def test_a_proxy_that_does_not_hold_bodies_is_told(front: Front) -> None:
    """Trial row S2."""
    unbuffered = "proxy_http_version 1.1;\nproxy_request_buffering off;"
    with behind_changed_nginx(front, LOCATION, f"{LOCATION}\n{unbuffered}"):
        found = findings(front, "proxies")
    [step] = [step for message, step in found.items() if message.startswith("warning: The proxy hands bodies on")]
    assert "proxy_request_buffering on" in step
