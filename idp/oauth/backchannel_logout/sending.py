"""Sending logout tokens: to several clients at a time, one after another to each."""

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from urllib.parse import urlencode

from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.outbound_http import OutboundClient, OutboundError, OutboundLimits, client_url_client
from idp.infrastructure.web.application import Application, current_application, current_settings
from idp.oauth.backchannel_logout.answers import ATTEMPTS, LogoutAnswer, read_answer
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.queue import LOGOUTS
from idp.oauth.backchannel_logout.recording import record_answer
from idp.oauth.provider_keys import current_keyring
from idp.oauth.tokens.encryption import encrypt_for
from idp.oauth.tokens.logout_tokens import make_logout_token
from idp.protocol.client import Client
from idp.protocol.errors import NoEncryptionKey

CLIENTS_AT_ONCE = 8
LIMITS = OutboundLimits()
# While a client keeps us waiting, the others' deliveries are looked for this often.
_LOOK_SECONDS = 0.2
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}

_Running = dict[Future[LogoutAnswer], LogoutDelivery]


def send_due_logouts() -> bool:
    """Send what is due. A client that gives no answer is left alone for the rest of the run, and keeps none waiting.

    Only this thread touches the database; the others do nothing but wait for clients. Needs an application context.
    """
    http, running, silent = client_url_client(current_settings(), LIMITS), _Running(), set[str]()
    with ThreadPoolExecutor(CLIENTS_AT_ONCE) as pool:
        while _fill(pool, http, running, silent):
            done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                delivery, answer = running.pop(future), future.result()
                record_answer(delivery, answer)
                if answer.status is None:
                    silent.add(delivery.client_id)
    return True


def _fill(pool: ThreadPoolExecutor, http: OutboundClient, running: _Running, silent: set[str]) -> bool:
    """Start as many deliveries as there is room for; False once none is under way."""
    while len(running) < CLIENTS_AT_ONCE:
        left_alone = silent | {each.client_id for each in running.values()}
        delivery = LOGOUTS.lease(
            current_time(), timedelta(seconds=LIMITS.seconds), LogoutDelivery.client_id.not_in(left_alone)
        )
        if delivery is None:
            break
        running[_start(pool, http, delivery)] = delivery
    return bool(running)


def _start(pool: ThreadPoolExecutor, http: OutboundClient, delivery: LogoutDelivery) -> Future[LogoutAnswer]:
    client = find_client(delivery.client_id)
    if delivery.attempts > ATTEMPTS:
        return _answered(delivery.last_error or "the sender was stopped at every attempt")
    if client is None or client.backchannel_logout_uri is None:
        return _answered("the client has no address for logout tokens")
    signed = make_logout_token(
        client,
        current_keyring(),
        issuer=current_settings().issuer,
        subject=delivery.subject,
        session_id=delivery.session_id,
        now=current_time(),
    )
    return pool.submit(_post, current_application(), http, client, client.backchannel_logout_uri, signed)


def _post(app: Application, http: OutboundClient, client: Client, address: str, signed: str) -> LogoutAnswer:
    """Encrypted here: the keys may have to be fetched from a server of the client, which may be slow."""
    try:
        with app.app_context():
            token = encrypt_for(client, "id_token", signed)
        return read_answer(http.post(address, urlencode({"logout_token": token}).encode(), _HEADERS))
    except NoEncryptionKey as error:
        return LogoutAnswer(reason=error.detail)
    except OutboundError as error:
        return LogoutAnswer(reason=str(error))


def _answered(reason: str) -> Future[LogoutAnswer]:
    """An answer without a request."""
    future: Future[LogoutAnswer] = Future()
    future.set_result(LogoutAnswer(reason=reason))
    return future
