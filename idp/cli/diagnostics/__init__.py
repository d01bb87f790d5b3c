"""What ``idp doctor`` examines: one file for each check, all of them in ``CHECKS``.

A check looks at one thing, changes nothing, and says for each thing it finds whether it is well and what to do.
"""

from collections.abc import Callable, Iterator

from idp.cli.diagnostics.clock import check_clock
from idp.cli.diagnostics.database import check_database
from idp.cli.diagnostics.disk import check_disk
from idp.cli.diagnostics.examination import Examination, Finding, Status
from idp.cli.diagnostics.issuer import check_issuer
from idp.cli.diagnostics.keys import check_keys
from idp.cli.diagnostics.mail import check_mail
from idp.cli.diagnostics.proxies import check_proxies
from idp.cli.diagnostics.registrations import check_registrations
from idp.cli.diagnostics.tls import check_tls

CHECKS: dict[str, Callable[[Examination], Iterator[Finding]]] = {
    "database": check_database,
    "keys": check_keys,
    "issuer": check_issuer,
    "tls": check_tls,
    "proxies": check_proxies,
    "clock": check_clock,
    "mail": check_mail,
    "disk": check_disk,
    "registrations": check_registrations,
}

__all__ = ["CHECKS", "Examination", "Finding", "Status"]
