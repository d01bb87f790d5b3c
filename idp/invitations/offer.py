"""What pages say of an invitation: the facts that ``invitations/offer.html`` names."""

from typing import Any

from idp.invitations.invited import Invited
from idp.organizations.models import MemberRole
from idp.organizations.words import say_role


def offer_facts(invited: Invited) -> dict[str, Any]:
    """By their names in the template; of an invitation to set up an account, until when it holds alone."""
    invitation, membership = invited.invitation, invited.membership
    if membership is None:
        return {"valid_until": invitation.expires_at}
    return {
        "organization": membership.organization.name,
        "inviter": membership.inviter,
        "role": say_role(invitation.role),
        "represents": invitation.represents and membership.organization.representative_id is None,
        "is_administrator": invitation.role == MemberRole.ADMINISTRATOR,
        "billing": invitation.billing,
        "products": membership.products,
        "valid_until": invitation.expires_at,
        "membership_through": invitation.membership_through,
    }
