"""Which page a decision leads to. The order of steps is decided in ``protocol.interaction``, never here."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import url_for

from idp.interactions import Interaction
from idp.protocol.interaction import AskConsent, Register, SelectAccount, SignIn, Step, StepUp

STEPS: Mapping[type[Step], str] = MappingProxyType(
    {
        SignIn: "signin.sign_in",
        StepUp: "mfa.step_up",
        Register: "registration.register",
        SelectAccount: "chooser.choose",
        AskConsent: "consent.consent",
    }
)
"""Each step that a person may have to take, and the endpoint of its page; every page takes ``interaction``."""


def next_step_url(decision: Step, interaction: Interaction) -> str:
    """The page of the step that is due."""
    return url_for(STEPS[type(decision)], interaction=interaction.id)


def resume_url(interaction: Interaction) -> str:
    """Where to go once a step is done: back to what the browser came for, which decides what comes next."""
    if interaction.client_id is not None:
        return url_for("oauth.resume", interaction=interaction.id)
    return interaction.return_to or url_for("accounts.home")
