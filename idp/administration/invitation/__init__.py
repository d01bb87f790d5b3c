"""The one-time link by which a person becomes an operator; there is no default account, ever.

Owns making the link, its page, and the account that comes of it.
"""

from idp.administration.invitation.service import accept_invitation, invite_operator

__all__ = ["accept_invitation", "invite_operator"]
