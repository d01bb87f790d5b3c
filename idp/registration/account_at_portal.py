"""What an account that answers an invitation has at the portal already."""

from idp.admissions.models import AdmissionRecord
from idp.agreements.recording import agreements_of
from idp.infrastructure.database import reading
from idp.registration.steps.step import AccountAtPortal


def read_account_at_portal(account_id: str, portal: str) -> AccountAtPortal:
    """Its entries and its answers. Read outside any transaction."""
    with reading() as session:
        admission = session.get(AdmissionRecord, (account_id, portal))
        optional = {each.mark for each in agreements_of(session, account_id, portal) if not each.is_required}
    if admission is None:
        return AccountAtPortal(marks=frozenset(optional))
    return AccountAtPortal(profile=admission.profile, marks=frozenset({*admission.texts_agreed, *optional}))
