"""The code from a mail, as it is typed on a page."""

from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import gettext
from idp.registration.confirmation import CODE_ATTEMPTS, redeem_code
from idp.registration.forms import ConfirmationCodeForm
from idp.registration.models import Registration
from idp.registration.own import get_row


def accept_code(form: ConfirmationCodeForm, registration: Registration) -> bool:
    """Whether the form was sent with the right code, which counts an attempt; a wrong one is said at its field. Call it
    outside any transaction."""
    if not form.validate_on_submit():
        return False
    if redeem_code(registration, form.code.data or ""):
        return True
    form.code.errors = [*form.code.errors, _complaint(registration)]
    return False


def _complaint(registration: Registration) -> str:
    with reading() as session:
        attempts = get_row(session, registration).code_attempts
    if attempts >= CODE_ATTEMPTS:
        return gettext("Too many wrong codes. Please request a new e-mail and enter the new code.")
    return gettext("This code is wrong. Please use the code from the latest e-mail.")
