"""Which texts an account has still to be asked for. Pure: a portal's texts and what was agreed to in, texts out."""

from collections.abc import Collection, Sequence

from idp.portals.texts import PortalText


def decide_missing(texts: Sequence[PortalText], agreed: Collection[str]) -> tuple[PortalText, ...]:
    """Those of ``texts`` whose present version is not among the marks ``agreed``, in their order.

    A former version of a text counts as little as another text.
    """
    return tuple(text for text in texts if text.mark not in agreed)
