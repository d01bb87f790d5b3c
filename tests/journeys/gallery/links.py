"""Registering, forgetting, and what is behind mailed links."""

from datetime import timedelta

from sqlalchemy import update

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account
from idp.administration.invitation.service import OPERATOR_INVITATION
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink, issue_link, supersede_links
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import MULTI, create_app_of
from tests.factories.registration_pages import NEW_PASSWORD
from tests.journeys.gallery import shown, shown_problem, shown_wrong
from tests.journeys.guest import Guest
from tests.journeys.house import House

NEW_DEVICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def let_expire(house: House, subject: str) -> None:
    with house.database.transaction() as session:
        session.execute(update(OneTimeLink).where(OneTimeLink.subject == subject).values(expires_at=current_time()))


# Registration


def register(guest: Guest) -> str:
    """Fill in the form; returns the address."""
    email = f"neu.{current_time():%H%M%S%f}@kunde.example"
    guest.open("/register")
    guest.fill(given_name="Nele", family_name="Neumann")
    guest.submit(email=email, password=NEW_PASSWORD)
    return email


@shown("/register")
def registration(guest: Guest, house: House) -> None:
    guest.open("/register?portal=works")


@shown_wrong("/register", "given_name", "family_name", "email", "password")
def registration_empty(guest: Guest, house: House) -> None:
    guest.open("/register?portal=works")
    guest.submit()


@shown_wrong("/register", "family_name", "email")
def registration_wrong_beside_a_right_password(guest: Guest, house: House) -> None:
    guest.open("/register?portal=works")
    guest.submit(given_name="Nele", email="nele", password=f"{NEW_PASSWORD}-X!")


@shown_wrong("/register", "given_name", "family_name", "email", "password", "text_terms")
def registration_with_terms(guest: Guest, house: House) -> None:
    guest.open("/register?portal=museum")
    guest.submit()


@shown("/register")
def registration_with_optional_organization(guest: Guest, house: House) -> None:
    guest.open("/register?portal=museum")


@shown("/register")
def registration_of_a_private_person(guest: Guest, house: House) -> None:
    guest.open("/register?portal=club")
    guest.page.get_by_role("radio").last.check()


@shown_wrong("/register", "given_name", "family_name", "email", "company", "password")
def registration_with_organization_wrong(guest: Guest, house: House) -> None:
    guest.open("/register?portal=club")
    guest.submit()


@shown_wrong("/register", "profile_born", "profile_area", "profile_phone", "profile_invoices", "profile_site")
def registration_with_fields_of_each_kind(guest: Guest, house: House) -> None:
    guest.open("/register?portal=landlord")
    guest.submit(profile_area="0,25", profile_phone="030 1234567", profile_invoices="nele", profile_site="nele")


@shown_wrong("/register", "user_name")
def registration_with_a_user_name_that_is_reserved(guest: Guest, house: House) -> None:
    guest.open("/register?portal=observatory")
    guest.submit(user_name="admin")


@shown("/register/sent/*")
def check_mail(guest: Guest, house: House) -> None:
    register(guest)
    guest.page.locator("main summary").click()


@shown_wrong("/register/sent/*/code", "code")
def check_mail_wrong_code(guest: Guest, house: House) -> None:
    register(guest)
    guest.submit(code="000000")


@shown("/register/confirm")
def confirm(guest: Guest, house: House) -> None:
    guest.open(guest.link_in_mail(register(guest), "/register/confirm/"))


@shown("/register/confirm")
def confirm_elsewhere(guest: Guest, house: House) -> None:
    link = guest.link_in_mail(register(guest), "/register/confirm/")
    guest.page.context.clear_cookies()
    guest.open(link)


@shown("/register/confirm")
def confirm_with_a_new_password(guest: Guest, house: House) -> None:
    confirm_elsewhere(guest, house)
    guest.page.locator("main .after-field a").click()
    guest.page.wait_for_url("**choose=new")


@shown("/register/confirm")
def confirmed_elsewhere(guest: Guest, house: House) -> None:
    confirm_with_a_new_password(guest, house)
    guest.submit(password=NEW_PASSWORD)


@shown("/register/confirm")
def confirmed_before(guest: Guest, house: House) -> None:
    confirm(guest, house)
    guest.submit()
    guest.open("/register/confirm")


@shown_problem("/register/confirm")
def registration_link_unknown(guest: Guest, house: House) -> None:
    guest.open("/register/confirm/made-up")


# A forgotten password


def ask_for_link(guest: Guest, house: House) -> tuple[Account, str]:
    """Somebody who forgot the password, and the mailed link."""
    account = create_account(house.database)
    guest.open("/password-reset")
    guest.submit(email=account.email)
    return account, guest.link_in_mail(account.email, "/password-reset/link/")


@shown("/password-reset")
def reset(guest: Guest, house: House) -> None:
    guest.open("/password-reset")


@shown("/password-reset")
def reset_with_customer_number(guest: Guest, house: House) -> None:
    guest.open("/password-reset?portal=works")


@shown_wrong("/password-reset", "email")
def reset_wrong(guest: Guest, house: House) -> None:
    guest.open("/password-reset")
    guest.submit()


@shown("/password-reset")
def reset_sent(guest: Guest, house: House) -> None:
    guest.open("/password-reset")
    guest.submit(email=create_account(house.database).email)


@shown("/password-reset/new")
def reset_choose(guest: Guest, house: House) -> None:
    guest.open(ask_for_link(guest, house)[1])


@shown_wrong("/password-reset/new", "password")
def reset_choose_wrong(guest: Guest, house: House) -> None:
    reset_choose(guest, house)
    guest.submit(password="short")


@shown("/password-reset/done")
def reset_done_elsewhere(guest: Guest, house: House) -> None:
    _, link = ask_for_link(guest, house)
    guest.page.context.clear_cookies()
    guest.open(link)
    guest.submit(password=NEW_PASSWORD)


@shown_problem("/password-reset/new")
def reset_link_expired(guest: Guest, house: House) -> None:
    account, link = ask_for_link(guest, house)
    let_expire(house, account.id)
    guest.open(link)


@shown_problem("/password-reset/new")
def reset_link_superseded(guest: Guest, house: House) -> None:
    account, link = ask_for_link(guest, house)
    with house.database.transaction() as session:
        supersede_links(session, PASSWORD_RESET, account.id)
    guest.open(link)


@shown_problem("/password-reset/new")
def reset_link_unknown(guest: Guest, house: House) -> None:
    guest.open("/password-reset/link/made-up")


# A new device


def security_links(guest: Guest, house: House) -> tuple[str, str]:
    """It was me, secure my account."""
    account = create_account(house.database, last_sign_in_at=current_time() - timedelta(days=30))
    guest.open("/signin")
    guest.sign_in(account.email, PASSWORD)
    links = house.links_mailed_to(account.email)
    return next(each for each in links if "it-was-me" in each), next(each for each in links if "secure-account" in each)


@shown("/it-was-me")
def was_it_you(guest: Guest, house: House) -> None:
    guest.open(security_links(guest, house)[0])


@shown("/it-was-me")
def it_was_me(guest: Guest, house: House) -> None:
    was_it_you(guest, house)
    guest.submit()


@shown("/it-was-me")
def it_was_me_before(guest: Guest, house: House) -> None:
    it_was_me(guest, house)
    guest.open("/it-was-me")


@shown("/secure-account")
def secure_account(guest: Guest, house: House) -> None:
    guest.open(security_links(guest, house)[1])


@shown("/secure-account")
def secure_account_new_password(guest: Guest, house: House) -> None:
    secure_account(guest, house)
    with guest.page.expect_navigation():
        guest.page.locator("main .btn-danger").click()


@shown_wrong("/secure-account", "password")
def secure_account_weak_password(guest: Guest, house: House) -> None:
    secure_account_new_password(guest, house)
    guest.submit(password="short")


@shown("/secure-account/saved")
def secure_account_saved_elsewhere(guest: Guest, house: House) -> None:
    secure_account_new_password(guest, house)
    guest.page.context.clear_cookies(name="idp-device")
    guest.submit(password=NEW_PASSWORD)


@shown("/secure-account/second-factor")
def secure_account_no_factor(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/secure-account/second-factor")


@shown("/secure-account/second-factor")
def secure_account_factors(guest: Guest, house: House) -> None:
    account = house.let_in(guest, **MULTI)
    create_app_of(house.database, house.box, account, name="Telefon")
    house.give_passkey(account, "YubiKey 5C")
    guest.open("/secure-account/second-factor")


@shown("/secure-account/done")
def secure_account_done(guest: Guest, house: House) -> None:
    house.let_in(guest)
    guest.open("/secure-account/done")


@shown("/secure-account")
def security_link_used(guest: Guest, house: House) -> None:
    secure_account_saved_elsewhere(guest, house)
    guest.open("/secure-account")


@shown_problem("/secure-account")
def security_link_unknown(guest: Guest, house: House) -> None:
    guest.open("/secure-account/link/made-up")


# A new operator


@shown("/operator-invitation")
def operator(guest: Guest, house: House) -> None:
    email = f"op.{current_time():%H%M%S%f}@example.test"
    with house.database.transaction() as session:
        token = issue_link(session, OPERATOR_INVITATION, email, timedelta(hours=1)).token
    guest.open(f"/operator-invitation/link/{token}")


@shown_wrong("/operator-invitation", "given_name", "family_name", "password")
def operator_empty(guest: Guest, house: House) -> None:
    operator(guest, house)
    guest.submit()


@shown_problem("/operator-invitation")
def operator_link_unknown(guest: Guest, house: House) -> None:
    guest.open("/operator-invitation/link/made-up")


@shown_problem("/no/such/page")
def no_such_page(guest: Guest, house: House) -> None:
    guest.open("/no/such/page")
