"""The request to the operator's system."""

import json

from pydantic import HttpUrl, SecretStr

from idp.customers.changes import CustomerFacts
from idp.customers.live.answer import LARGEST, InvalidAnswer, parse_answer
from idp.customers.live.signature import signed_headers
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_id
from idp.infrastructure.outbound_http import OutboundError, OutboundFailed, OutboundLimits, operator_client


class SystemDown(Exception):
    """The operator's system gave no answer that can be used. The text says why, without the whole address."""


def ask(register: Register, number: WrittenNumber, url: HttpUrl, secret: SecretStr) -> CustomerFacts | None:
    """The customer of a number as the system knows it; None where it knows none. Raises SystemDown."""
    body = json.dumps({"register": register.key, "number": number.number}).encode()
    signed = signed_headers(new_id("msg"), body, secret.get_secret_value(), current_time())
    headers = {"Content-Type": "application/json", "Accept": "application/json", **signed}
    limits = OutboundLimits(seconds=register.settings.lookup.timeout_seconds, largest_body=LARGEST)
    try:
        response = operator_client([str(url)], limits).post(str(url), body, headers)
        if response.status != 200:
            # Nor does 404 say that there is no customer: an address that is wrong answers so for each of them.
            raise OutboundFailed(f"answered with status {response.status}")
        return parse_answer(response.body, register, number)
    except (OutboundError, InvalidAnswer) as error:
        raise SystemDown(str(error)) from error
