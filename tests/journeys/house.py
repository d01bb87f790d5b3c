"""A provider of its own, served as ``idp serve`` does, whose database the tests may arrange.

What a person can reach by pages alone is shown in the trial. Here a journey starts in the middle: with somebody who has
an account, an app and a history, at a portal that allows everything there is to see.
"""

import base64
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from idp.accounts.models import Account
from idp.factors.passkeys.models import Passkey
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.sessions.models import SsoSession
from idp.sessions.web import session_cookie_name
from tests.factories.accounts import create_account
from tests.factories.sessions import create_session
from tests.interop.programs import Program, free_port
from tests.interop.provider import IDP
from tests.journeys import moved_clock
from tests.journeys.guest import Guest
from tests.provisioning.applications import MASTER_KEY, write_settings
from tests.provisioning.databases import Database, NewDatabase
from tests.provisioning.mailbox import ADDRESS, Mailbox
from tests.provisioning.shell import run_in

SUPPORT = {"email": "hilfe@beispiel.example", "phone": "+49 30 5550 100", "hours": "Mo-Fr 8-18 Uhr"}
PAPERS = {
    "privacy_url": "https://shop.example.test/privacy",
    "imprint_url": "https://shop.example.test/imprint",
}
BRANDS = Path(__file__).resolve().parents[2] / "examples" / "brands"
LOGOS = {"logo": str(BRANDS / "werkbank.svg"), "logo_dark": str(BRANDS / "werkbank-dark.svg")}
TERMS = {
    "kind": "terms",
    "version": "2026-01",
    "de": {
        "title": "Nutzungsbedingungen",
        "label": "Ich stimme den Nutzungsbedingungen des Naturkundemuseums zu.",
        "url": "https://shop.example.test/terms",
    },
    "en": {
        "title": "Terms of use",
        "label": "I agree to the terms of use of Naturkundemuseum.",
        "url": "https://shop.example.test/terms",
    },
}
NEWS = {
    "kind": "marketing",
    "version": "1",
    "double_opt_in": True,
    "de": {
        "title": "Newsletter",
        "label": "Ich möchte den Newsletter des Naturkundemuseums per E‑Mail erhalten.",
        "url": "https://shop.example.test/newsletter",
    },
    "en": {
        "title": "Newsletter",
        "label": "I would like to receive the newsletter of Naturkundemuseum by e-mail.",
        "url": "https://shop.example.test/newsletter",
    },
}
TEXTS = Path(__file__).resolve().parent / "texts"
# Asked nowhere: it is there to be read.
HOUSE_RULES = {
    "kind": "other",
    "version": "3",
    "asked_at": [],
    "de": {"title": "Hausordnung", "label": "Ich halte mich daran.", "file": str(TEXTS / "house_rules.de.txt")},
    "en": {"title": "House rules", "label": "I follow them.", "file": str(TEXTS / "house_rules.en.txt")},
}
# A field of each kind.
FIELDS = {
    "department": {"label": {"de": "Abteilung", "en": "Department"}, "optional": True},
    "born": {"kind": "date", "latest": "today", "label": {"de": "Geburtsdatum", "en": "Date of birth"}},
    "area": {
        "kind": "number",
        "minimum": 1,
        "decimals": 1,
        "label": {"de": "Fläche in Quadratmetern", "en": "Area in square metres"},
        "help": {"de": "Mit höchstens einer Nachkommastelle.", "en": "With no more than one decimal."},
    },
    "phone": {"kind": "phone", "label": {"de": "Telefonnummer", "en": "Phone number"}},
    "invoices": {"kind": "email", "label": {"de": "E‑Mail-Adresse für Rechnungen", "en": "E-mail for invoices"}},
    "site": {"kind": "url", "label": {"de": "Internetseite", "en": "Website"}, "optional": True},
    "heating": {
        "kind": "choice",
        "optional": True,
        "label": {"de": "Heizung", "en": "Heating"},
        "values": {"gas": {"de": "Gas", "en": "Gas"}, "pump": {"de": "Wärmepumpe", "en": "Heat pump"}},
    },
    "owner": {"kind": "tick", "label": {"de": "Das Haus gehört mir.", "en": "I own the house."}, "optional": True},
}
PORTALS: dict[str, Any] = {
    "shop": {
        "name": "Beispiel-Shop",
        "support": SUPPORT,
        "second_factor": {"trusted_device_days": 30},
        "remember_me": {"offered": True, "hours": 12},
        "holds": {
            "prepaid_balance": {
                "title": {"de": "Restguthaben", "en": "Prepaid balance"},
                "url": "https://shop.example.test",
            },
            "unpaid_invoices": {"title": {"de": "Offene Rechnungen", "en": "Unpaid invoices"}},
        },
        **PAPERS,
    },
    "works": {
        "name": "Stadtwerke Sankt Andreasberg-Braunlage",
        "support": SUPPORT,
        "form": "combined",
        "roles": {
            "administrator": {"held_by": "administrators"},
            "meter": {"title": {"de": "Zählerstände melden", "en": "Report meter readings"}},
            "contracts": {"title": {"de": "Verträge ändern", "en": "Change contracts"}},
        },
        "brand": {"accent": "#c2500c", "accent_dark": "#f0a35e", "corner": 2},
        "password": {
            "minimum_length": 10,
            "require_mixed_case": True,
            "require_digit": True,
            "require_special": True,
            "forbid_runs": True,
            "former_passwords": 3,
        },
        "password_reset": {"ask_customer_number": True},
        "second_factor": {"policy": "all", "grace_days": 14},
        **PAPERS,
    },
    "club": {
        "name": "Wanderverein",
        "second_factor": {"policy": "all", "mailed_code": True},
        "organizations": {"with_registration": "required"},
    },
    "society": {
        "name": "Gesellschaft",
        "registration": {"open": False, "after_invitation": "sign_in_page"},
        "support": SUPPORT,
    },
    "museum": {
        "name": "Naturkundemuseum",
        "url": "https://museum.example.test",
        "brand": LOGOS,
        "texts": {"terms": TERMS, "news": NEWS, "house_rules": HOUSE_RULES},
        "organizations": {"created_by": "anyone", "with_registration": "optional"},
        "roles": {"tours": {"title": {"de": "Führungen buchen", "en": "Book tours"}}},
        **PAPERS,
    },
    "landlord": {
        "name": "Hausverwaltung",
        "registration": {
            "pages": [["profile"], ["name", "email", "evidence", "password"]],
            # None that leads to customers: their organizations would have a page more in the menu.
            "evidence": {"email_domain": {"domains": ["hafenwerk.example"]}},
            "without_evidence": "approval",
            "fields": FIELDS,
        },
    },
    "observatory": {
        "name": "Sternwarte",
        "registration": {
            "user_name": "chosen",
            "pages": [["user_name"], ["name", "email", "password"]],
            "invitation": [["name", "user_name", "password"]],
        },
    },
    "forum": None,
}


@dataclass(frozen=True)
class House:
    """``issuer`` is its address, ``box`` what it wraps secrets with, ``folder`` where its settings are.

    ``portals`` are addresses on another host than the issuer's, for relying parties that it may send requests to;
    ``served_by`` is the program that runs."""

    issuer: str
    database: Database
    box: SecretBox
    folder: Path
    portals: Sequence[str]
    served_by: list[Program]

    def restart(self) -> None:
        """Serve it anew, on this machine's clock."""
        self.served_by.pop().stop()
        self.served_by.append(_serve(self.folder, self.issuer))

    def run(self, *arguments: str) -> str:
        """What a command says."""
        return run_in(self.folder, "--config", str(self.folder / "config.toml"), *arguments)

    def links_mailed_to(self, address: str) -> Sequence[str]:
        """The addresses in the mails to somebody, those of the newest mail first."""
        mails = Mailbox(self.database, self.box).to(address)
        return [link for mail in reversed(mails) for link in ADDRESS.findall(mail.text)]

    def let_in(self, guest: Guest, account: Account | None = None, **session: Any) -> Account:
        """``guest`` is signed in as ``account``, or somebody new, without having gone through the pages."""
        account = account or create_account(self.database)
        token = new_token()
        create_session(self.database, account, token, **session)
        name = session_cookie_name(is_https=False)
        guest.page.context.add_cookies([{"name": name, "value": token, "url": self.issuer, "httpOnly": True}])
        return account

    def give_passkey(self, account: Account, name: str, *, is_suspicious: bool = False) -> None:
        """One that some authenticator elsewhere holds."""
        suspicious_at = current_time() if is_suspicious else None
        credential = {"credential_id": new_token(), "public_key": b"elsewhere", "transports": ["usb"]}
        self.database.save(Passkey(account_id=account.id, name=name, suspicious_at=suspicious_at, **credential))

    def sessions_of(self, account: Account) -> Sequence[SsoSession]:
        """Those that have not ended."""
        with self.database.transaction() as session:
            rows = session.query(SsoSession).filter_by(account_id=account.id, ended_at=None)
            return rows.all()


@contextmanager
def open_house(
    folder: Path,
    new_database: NewDatabase,
    portals: Mapping[str, Any] | None = None,
    *,
    days_ago: int = 0,
) -> Iterator[House]:
    """A house on a loopback port, until the end of the block; with ``portals``, the settings of other portals and their
    registers. ``days_ago`` is how far its clock is behind this machine's until it is restarted."""
    port = free_port()
    issuer = f"http://localhost:{port}"
    database = new_database(folder / "house.sqlite3")
    server = {"issuer": issuer, "host": "127.0.0.1", "port": port}
    beside = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    outbound = {"development_loopback": beside}
    # A gallery on one worker types more wrong passwords from one address than a person does in a quarter of an hour.
    throttle = {"address_attempts": 10_000}
    served = portals or {"portals": PORTALS}
    # Browsers get its cookie at a client that is registered for it, and at no other.
    sessions = {"session_management": True}
    changes = {"server": server, "outbound": outbound, "throttle": throttle, "sessions": sessions, **served}
    write_settings(folder, database.url, changes)
    served_by = [_serve(folder, issuer, days_ago)]
    try:
        box = SecretBox([MasterKey(base64.b64decode(MASTER_KEY))])
        yield House(issuer, database, box, folder, [f"http://{each}" for each in beside], served_by)
    finally:
        for program in served_by:
            program.stop()
        database.close()


def _serve(folder: Path, issuer: str, days_ago: int = 0) -> Program:
    program = start_program(folder, "serve", days_ago)
    program.wait_until_it_answers(f"{issuer}/health/ready")
    return program


def start_program(folder: Path, command: str, days_ago: int = 0) -> Program:
    """``idp`` with the house's settings; its clock may be behind."""
    idp = [sys.executable, "-P", moved_clock.__file__, str(-days_ago)] if days_ago else IDP
    words = [*idp, "--config", str(folder / "config.toml"), command]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    return Program.start(f"idp {command}", words, environment=inherited, folder=folder, log=folder / f"{command}.log")
