"""How pages show who is signed in."""

from dataclasses import dataclass

from idp.accounts.models import Account
from idp.infrastructure.database import current_session


@dataclass(frozen=True, slots=True)
class AccountCard:
    """A person as a page shows them."""

    name: str
    email: str

    @property
    def initials(self) -> str:
        """One or two letters for the round sign beside the name."""
        words = (self.name or self.email).split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


def account_card(account_id: str) -> AccountCard:
    """The card of an account that exists."""
    account = current_session().get_one(Account, account_id)
    return AccountCard(name=account.name, email=account.email)
