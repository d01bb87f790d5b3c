"""Admissions of accounts to portals."""

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.portals.demands import demands_at
from idp.settings import Settings
from tests.provisioning.databases import Database


def create_admission(database: Database, account: Account, portal: str, **values: object) -> None:
    """The account has entered ``portal`` before, and completed its first journey there."""
    given = {"account_id": account.id, "portal": portal, "state": "admitted", "journey_version": 1}
    database.save(AdmissionRecord(**given | values))


def admit_everywhere(database: Database, settings: Settings, account: Account, *portals: str) -> None:
    """The same at several portals, whose password rules the account's password has met."""
    for portal in portals:
        create_admission(database, account, portal)
    met = frozenset().union(*(demands_at(settings, portal).password_rules for portal in portals))
    database.change(account, password_rules_met=tuple(sorted({*account.password_rules_met, *met})))
