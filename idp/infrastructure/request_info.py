"""What a rule may know about the request that asks for something, without knowing the web."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RequestInfo:
    """Who asks: for audit, throttling and the "was this you?" lines of mails."""

    ip: str
    """Network address of the person, after trusted proxies."""
    user_agent: str
    """What the browser calls itself, cut to 300 characters; empty when it says nothing."""
