"""The device authorization grant (RFC 8628 3.4, 3.5)."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.oauth.authorizations.codes import find_code
from idp.oauth.authorizations.replay import report_code_replay
from idp.oauth.device_authorizations.storing import find_device, note_question
from idp.oauth.grants.redeeming import RedeemingGrant
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT, DeviceState, decide_error
from idp.protocol.errors import InvalidGrant


class DeviceCodeGrant(RedeemingGrant):
    """Redeems a device code, once, for the client that it was issued to, when its person has allowed it; until then the
    device is told to wait."""

    GRANT_TYPE = DEVICE_CODE_GRANT

    def exchange(self) -> Mapping[str, Any]:
        now, code = current_time(), self.required("device_code")
        device = find_device(digest(code))
        if device is None or device.client_id != self.client.client_id:
            raise InvalidGrant("The device_code is not valid for this client.")
        if device.state is DeviceState.ALLOWED:
            answer = self.redeem(code, now)
            if answer is not None:
                return answer
            self._notice_replay(code)
        if device.is_open(now):
            note_question(device, now)
        raise decide_error(device.state, device.expires_at, device.pace, now)

    def _notice_replay(self, code: str) -> None:
        """End the authorization of a code that its own client presents again, as of any code (RFC 6749 4.1.2)."""
        issued = find_code(code)
        if issued is not None and issued.redeemed_at is not None:
            report_code_replay(issued.authorization, current_time())
