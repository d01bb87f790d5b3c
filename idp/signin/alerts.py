"""Alerting the owner of an account to a sign-in on a device or from a place that it was never used on or from."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.alerts import AlertSubject, issue_secure_link
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.sessions.sign_in_context import SignInContext
from idp.signin.messages import NewDevice, NewPlace


def alert_of_sign_in(session: Session, context: SignInContext, actor: Actor) -> None:
    """Tell the owner of the device or, where that is known, of the place."""
    device, place_id = context.seen.row, context.new_place.id if context.new_place else None
    is_place = place_id is not None and not context.seen.is_new
    kind: type[NewDevice] | type[NewPlace] = NewPlace if is_place else NewDevice
    subject_id = place_id if place_id is not None and is_place else device.id
    subject = AlertSubject(subject_id, place=device.place, device_id=device.id, place_id=place_id)
    account = session.get_one(Account, device.account_id)
    secure = issue_secure_link(session, account, kind, actor, subject)
    message = kind(
        asked_by=actor.request_info,
        signed_in_at=current_time(),
        place=device.place,
        was_me_link=secure.url_at("security.open_it_was_me"),
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)
