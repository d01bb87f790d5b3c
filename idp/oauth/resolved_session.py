"""The session that an authorization request is about, where several accounts are signed in with the browser.

The others are looked up only where it can matter: without an active session, where the request names another account,
or where a ``login_hint`` may mean one of them.
"""

from dataclasses import dataclass

from idp.accounts.identifiers import canonical_identifier
from idp.accounts.summaries import account_summaries
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import is_in_transaction
from idp.infrastructure.web.application import current_settings
from idp.interactions import Interaction
from idp.oauth.provider_keys import current_keyring
from idp.oauth.tokens.id_tokens import read_hint
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.request_facts import find_answering, is_meant, is_subject_named
from idp.protocol.steps import ACCOUNT_CHOSEN, SIGNED_IN
from idp.sessions import SessionHandle, SignedIn, current_accounts, current_sign_in, other_sessions
from idp.sessions.lifecycle import touch_session
from idp.signin.facts import acr_requirement_of, session_facts
from idp.signin.remembered import Recognized, resume_remembered


@dataclass(frozen=True, slots=True)
class ResolvedSession:
    """``signed_in`` is the session that would answer, ``handle`` the same where that is not the active one.

    ``hint_subject`` is the ``sub`` of a valid ``id_token_hint``, ``recognized`` the address of the account
    that the browser remembers, where more is asked for than that.
    """

    signed_in: SignedIn | None
    hint_subject: str | None
    handle: SessionHandle | None = None
    has_others: bool = False
    is_other_hinted: bool = False
    recognized: str | None = None

    @property
    def session_id(self) -> str | None:
        return self.signed_in.session_id if self.signed_in else None


def resolve_session(asked: AuthorizationRequest, client: Client, interaction: Interaction | None) -> ResolvedSession:
    """The session that the request is about. A remembered sign-in is resumed where no session is there."""
    active, recognized = current_sign_in(), None
    if active is None and interaction is None:
        match resume_remembered(client, acr_requirement_of(asked, client)):
            case SignedIn() as resumed:
                active = resumed
            case Recognized() as known:
                recognized = known.email
    hint = read_hint(asked.id_token_hint, current_keyring(), current_settings().issuer) if asked.id_token_hint else None
    subject = hint.subject if hint else None
    facts = session_facts(active, client) if active else None
    if facts and (is_meant(asked, subject, facts) if is_subject_named(asked, subject) else not asked.login_hint):
        return ResolvedSession(active, subject)
    others = {each.signed_in.session_id: each for each in other_sessions()}
    is_settled = (
        active is not None
        and interaction is not None
        and not interaction.settled_by(active.session_id).isdisjoint({SIGNED_IN, ACCOUNT_CHOSEN})
    )
    candidates = [session_facts(each.signed_in, client) for each in others.values()]
    resolved = find_answering(asked, subject, facts, candidates, is_settled=is_settled)
    handle = others.get(resolved.sid) if resolved else None
    if handle is not None and not is_in_transaction():
        touch_session(handle.signed_in, current_time())
    return ResolvedSession(
        handle.signed_in if handle else active,
        subject,
        handle=handle,
        has_others=bool(others),
        is_other_hinted=bool(active and not is_subject_named(asked, subject) and _is_other_hinted(asked.login_hint)),
        recognized=recognized,
    )


def _is_other_hinted(login_hint: str | None) -> bool:
    """Whether an address or user name is that of an account that is signed in here without being active."""
    accounts = current_accounts()
    if not login_hint or not accounts.others:
        return False
    summaries = account_summaries([each.signed_in.account_id for each in accounts.others])
    return any(summary.is_called(canonical_identifier(login_hint)) for summary in summaries.values())
