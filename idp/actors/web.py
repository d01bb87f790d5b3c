"""The actor of a web request before it is known which account they have."""

from idp.actors.actor import Actor, ActorKind
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import portal_key, request_info


def visitor() -> Actor:
    """The person at the browser of this request, at the portal whose page it is."""
    return Actor(kind=ActorKind.PERSON, portal=portal_key(), language=current_language(), request_info=request_info())
