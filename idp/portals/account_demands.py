"""The demands upon an account on pages that no client asked for: those of every portal that admitted it."""

from collections.abc import Collection
from dataclasses import replace

from idp.admissions.lookup import admitted_portals
from idp.infrastructure.web.application import current_application
from idp.portals.demands import PortalDemands, demands_at
from idp.portals.strictest import join_demands
from idp.settings import RememberMeSettings

_EXTENSION = "einlass joined demands"


def demands_of_account(account_id: str, *, also: str | None = None) -> PortalDemands:
    """The strictest of the portals that admitted the account, and of the portal ``also``; of the default portal where
    there is none. It reads outside any transaction."""
    return _joined_at({*admitted_portals(account_id), also})


def demands_of_each_portal(account_id: str) -> tuple[PortalDemands, ...]:
    """The demands of each portal that admitted the account, or of the default portal, on their own."""
    settings = current_application().settings
    return tuple(demands_at(settings, key) for key in _known({*admitted_portals(account_id)}))


def demands_of_any_account() -> PortalDemands:
    """The strictest of all portals: before it is known whose account it is, nothing may tell.

    Staying signed in is offered where the default portal does, for the shortest time of those that offer it; whether
    the account's own portals do is decided once the account is known.
    """
    settings = current_application().settings
    own = [demands_at(settings, key).remember_me for key in settings.portals]
    hours = min((each.hours for each in own if each.offered), default=own[0].hours)
    offer = RememberMeSettings(offered=own[0].offered, hours=hours)
    return replace(_joined_at(settings.portals), remember_me=offer)


def is_number_always_asked() -> bool:
    """Whether every portal asks for the customer number of a forgotten password."""
    settings = current_application().settings
    return all(demands_at(settings, key).asks_customer_number for key in settings.portals)


def _joined_at(named: Collection[str | None]) -> PortalDemands:
    """Settings do not change while an application runs: each set of portals is joined once."""
    app, keys = current_application(), _known(named)
    held: dict[tuple[str, ...], PortalDemands] = app.extensions.setdefault(_EXTENSION, {})
    if keys not in held:
        held[keys] = join_demands([demands_at(app.settings, key) for key in keys])
    return held[keys]


def _known(named: Collection[str | None]) -> tuple[str, ...]:
    settings = current_application().settings
    return tuple(key for key in settings.portals if key in named) or (settings.default_portal,)
