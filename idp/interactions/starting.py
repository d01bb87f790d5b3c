"""Starting an interaction: the one row that anybody may have written without having proved anything."""

from datetime import timedelta

import orjson
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.limits import limit_sign_ins_begun
from idp.interactions.models import Interaction

_LONGEST_IDENTIFIER = 320


def start_interaction(
    session: Session,
    *,
    browser_hash: str | None,
    portal: str,
    lifetime: timedelta,
    client_id: str | None = None,
    request: dict[str, object] | None = None,
    return_to: str | None = None,
    language: str | None = None,
    identifier: str | None = None,
) -> Interaction:
    """Remember what the browser came for: an authorization request of ``client_id``, or a page of ours.

    Without ``browser_hash`` it waits for the browser that opens it (:func:`bind_interaction`). ``request`` is a stored
    one (``protocol.stored_request``). ``return_to`` must be a local path that was checked; ``identifier`` fills the
    first field (a login_hint), unless it is longer than any name. The row has its ``id`` on return.

    Raises TooManySignIns where a network begins more than people do.
    """
    limit_sign_ins_begun(len(orjson.dumps(request)))
    interaction = Interaction(
        browser_hash=browser_hash,
        portal=portal,
        client_id=client_id,
        request=request,
        return_to=return_to,
        language=language,
        identifier=identifier if identifier and len(identifier) <= _LONGEST_IDENTIFIER else None,
        expires_at=current_time() + lifetime,
    )
    session.add(interaction)
    session.flush()
    return interaction
