"""What accounts agreed to."""

from typing import Any

from idp.accounts.models import Account
from idp.agreements import AgreedText
from idp.agreements.models import Agreement
from idp.infrastructure.clock import current_time
from tests.provisioning.databases import Database


def agreed_text(text: str = "terms", version: str = "1", **values: Any) -> AgreedText:
    """A tick that was set just now; an optional consent where the text is called "marketing"."""
    given = {
        "kind": text,
        "is_required": text != "marketing",
        "needs_confirmation": False,
        "language": "de",
        "network": "203.0.113.7",
        "agreed_at": current_time(),
    }
    return AgreedText(text=text, version=version, **given | values)


def create_agreement(database: Database, account: Account, text: str = "terms", **values: Any) -> Agreement:
    """The account has agreed to version 1 of a text at the portal "shop"."""
    given = {
        "account_id": account.id,
        "portal": "shop",
        "text": text,
        "version": "1",
        "kind": text,
        "is_required": text != "marketing",
        "state": "agreed",
        "language": "de",
        "network": "203.0.113.7",
        "way": "registration",
    }
    agreement = Agreement(**given | values)
    database.save(agreement)
    return agreement
