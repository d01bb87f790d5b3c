"""Why an outbound request gave no response. The messages name hosts and limits, never a whole URL: it may be secret."""


class OutboundError(Exception):
    """An outbound request gave no response that may be used."""


class OutboundBusy(OutboundError):
    """As many threads wait for other servers as may: nothing was sent."""


class OutboundRefused(OutboundError):
    """The target must not be reached: nothing was sent."""


class OutboundFailed(OutboundError):
    """The target did not answer in time, within the limits, or at all."""
