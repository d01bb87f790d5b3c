"""What a link may be for; each package declares its purposes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkPurpose:
    """What a link is for. A token of one purpose is unknown to every other.

    ``key`` is stored with each link. ``endpoint`` is the route that opens it and takes its ``token``.
    """

    key: str
    endpoint: str
