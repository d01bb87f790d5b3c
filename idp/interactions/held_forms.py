"""A form that was sent before its person had confirmed who they are: kept until then, so that nothing is typed twice.

It may hold a new password, so it is stored wrapped under the master key, for its account alone, and once it is carried
on with it is gone (docs/decisions/0059).
"""

from dataclasses import dataclass

import orjson
from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.infrastructure.secrets import SecretBox
from idp.interactions.models import Interaction

Fields = tuple[tuple[str, str], ...]
"""The names and values of a form, in their order."""


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What an account sent to ``path``."""

    account_id: str
    path: str
    fields: Fields


def hold_form(interaction: Interaction, form: HeldForm, box: SecretBox) -> None:
    """Keep the form with the interaction, which has its id."""
    document = orjson.dumps([form.account_id, form.path, form.fields])
    interaction.wrapped_form = box.wrap(document, wrapping_context(interaction))


def find_held_form(interaction: Interaction, box: SecretBox) -> HeldForm | None:
    """The form that waits; None where there is none. Raises UnwrapError."""
    if interaction.wrapped_form is None:
        return None
    account_id, path, fields = orjson.loads(box.unwrap(interaction.wrapped_form, wrapping_context(interaction)))
    return HeldForm(account_id, path, tuple((name, value) for name, value in fields))


def redeem_held_form(session: Session, interaction: Interaction, form: HeldForm, account_id: str) -> bool:
    """Use the form up for its account: of parallel attempts, one succeeds."""
    if form.account_id != account_id:
        return False
    held = (Interaction.id == interaction.id, Interaction.wrapped_form == interaction.wrapped_form)
    redeemed = update(Interaction).where(*held).values(wrapped_form=None).returning(Interaction.id)
    return session.scalar(redeemed) is not None


def wrapping_context(interaction: Interaction) -> str:
    """What the wrapping of a form is bound to, beside the key."""
    return f"held form of {interaction.id}"
