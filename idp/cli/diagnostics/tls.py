"""Whether the issuer's certificate is good, and for how long."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from idp.cli.diagnostics.examination import HTTP_SECONDS, Examination, Finding, ok, problem, warning
from idp.infrastructure.clock import current_time

WARN_DAYS = 21
PROBLEM_DAYS = 3


def check_tls(examination: Examination) -> Iterator[Finding]:
    """Connect as any relying party would."""
    if not examination.settings.is_https:
        yield ok("No TLS: http is fine on this machine alone.")
        return
    address = urlsplit(examination.settings.issuer)
    host, port = address.hostname or "", address.port or 443
    try:
        ends_at = _certificate_end(examination.tls, host, port)
    except ssl.SSLCertVerificationError as error:
        yield problem(
            f"The certificate of {host} is not trusted: {error.verify_message}.",
            "Serve the whole chain, for this name, from an authority that relying parties trust. If it is one of your "
            "own, name its file: `idp doctor --ca-file FILE`.",
        )
    except (OSError, ssl.SSLError) as error:
        yield problem(f"No TLS connection to {host}:{port}: {error}", "Is the proxy running, with TLS on this port?")
    else:
        yield check_certificate_expiry(ends_at, current_time())


def check_certificate_expiry(ends_at: datetime, now: datetime) -> Finding:
    """How long the certificate still holds."""
    rest = ends_at - now
    message = f"The certificate holds for {rest.days} more days."
    if rest >= timedelta(days=WARN_DAYS):
        return ok(message)
    advice = "Renew it; most authorities' programs renew by themselves 30 days ahead, so this one may have stopped."
    return warning(message, advice) if rest >= timedelta(days=PROBLEM_DAYS) else problem(message, advice)


def _certificate_end(context: ssl.SSLContext, host: str, port: int) -> datetime:
    with (
        socket.create_connection((host, port), timeout=HTTP_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
