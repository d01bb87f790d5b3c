"""Whether the application sees people's own addresses and TLS through the proxies in front of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import requests

from idp.cli.diagnostics.examination import Examination, Finding, ok, problem, warning
from idp.cli.diagnostics.proxy_trial import Passed, SlowBody, check_passed, made_up_fields
from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.proxies import TrustedProxies
from idp.infrastructure.web.seen import PATH, seen_token
from idp.settings import Settings, SettingsError

# A private network of a site has some 65,000 addresses; what is larger names strangers.
MOST_ADDRESSES = 65_536


@dataclass(frozen=True)
class Seen:
    """How the application saw a request that was sent to its public address."""

    scheme: str
    ip: str
    peer: str
    is_forwarded: bool


def check_proxies(examination: Examination) -> Iterator[Finding]:
    """Ask the running provider how it saw our own request, and what came through of one that no browser sends."""
    yield from check_trusted_networks(examination.settings.server.trusted_proxies)
    plain = _ask(examination)
    if plain is None:
        yield warning("The provider did not tell how it sees requests.", "See `issuer` and `keys`, then try again.")
        return
    seen = Seen(plain["scheme"], plain["ip"], plain["peer"], plain["is_forwarded"])
    yield check_forwarding(seen, examination.settings)
    if not seen.is_forwarded and not examination.settings.is_https:
        return
    fields = made_up_fields(examination.settings.client_certificates.header)
    tried = _ask(examination, fields, SlowBody())
    if tried is None:
        yield warning(
            "The proxy let no slow body through.", "See what it answers to a POST of /health/seen, and its log."
        )
    else:
        left_out = tuple(tried["left_out"])
        yield from check_passed(
            Passed(tried["forwarded_for"], left_out, tried["body_took"], tried["client_certificate"])
        )


def _ask(
    examination: Examination, headers: Mapping[str, str] | None = None, body: Iterable[bytes] | None = None
) -> dict[str, Any] | None:
    """What ``/health/seen`` tells of a request; None where it does not answer."""
    try:
        token = seen_token(SecretBox.from_settings(examination.settings))
        answer = examination.fetch(PATH, {"Authorization": f"Bearer {token}", **(headers or {})}, body)
        facts: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, SettingsError, ValueError):
        return None
    return facts


def check_trusted_networks(networks: tuple[str, ...]) -> Iterator[Finding]:
    """Networks that hold more than proxies."""
    for network in networks:
        if ip_network(network, strict=False).num_addresses > MOST_ADDRESSES:
            yield problem(
                f"server.trusted_proxies contains {network}: whoever is within may claim any address.",
                "Name the proxies' own addresses.",
            )


def check_forwarding(seen: Seen, settings: Settings) -> Finding:
    """What the application saw, compared with what it should."""
    is_trusted = TrustedProxies(settings.server.trusted_proxies).trusts(seen.peer)
    if seen.is_forwarded and seen.ip == seen.peer and not is_trusted:
        return problem(
            f"Requests come through {seen.peer}, which is not trusted: everybody seems to have its address, and "
            "one attacker's wrong passwords count for all.",
            f'Set server.trusted_proxies = ["{seen.peer}"] if that is your proxy.',
        )
    if settings.is_https and not seen.is_forwarded:
        return problem(
            f"TLS ends before the provider, at {seen.peer}, which does not say whose request it hands on.",
            "Have the proxy set X-Forwarded-For and X-Forwarded-Proto, and name it in server.trusted_proxies.",
        )
    if f"{seen.scheme}://" != settings.issuer[: len(seen.scheme) + 3]:
        return problem(
            f"The provider sees {seen.scheme} where the issuer says otherwise.",
            "Have the proxy set X-Forwarded-Proto, and name it in server.trusted_proxies.",
        )
    return ok(f"Requests are seen as {seen.scheme} from {seen.ip}.")
