"""Addresses of a sign-in: the page of the step that is due, and the way back to what the browser came for."""

from flask import url_for

from idp.interactions import Interaction
from idp.protocol.steps import Step


def page_url(step: Step, interaction: Interaction) -> str:
    """The page of a step."""
    return url_for(step.page, interaction_id=interaction.id)


def resume_url(interaction: Interaction) -> str:
    """Where to go once a step is done: back to what the browser came for, which decides what comes next."""
    if interaction.client_id is not None:
        return url_for("oauth.resume", interaction_id=interaction.id)
    return interaction.return_to or url_for("accounts.home")
