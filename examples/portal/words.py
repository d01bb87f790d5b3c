"""What the portals say, in German and English."""

from collections.abc import Mapping

LANGUAGES = {"de": "Deutsch", "en": "English"}

_COMMON: Mapping[str, tuple[str, str]] = {
    "sign_in": ("Anmelden", "Sign in"),
    "register": ("Registrieren", "Register"),
    "sign_out": ("Abmelden", "Sign out"),
    "language": ("Sprache", "Language"),
    "to_content": ("Zum Inhalt springen", "Skip to content"),
    "sample": ("Beispielwerte", "Sample figures"),
    "name": ("Name", "Name"),
    "email": ("E‑Mail-Adresse", "E-mail address"),
    "confirmed": ("bestätigt", "confirmed"),
    "unconfirmed": ("nicht bestätigt", "not confirmed"),
    "organization": ("Organisation", "Organization"),
    "switch_to": ("Wechseln zu", "Switch to"),
    "no_organization": ("keine (Privatperson)", "none (private person)"),
    "administrator": ("Administration", "Administrator"),
    "member": ("Mitglied", "Member"),
    "your_data": ("Ihre Daten", "Your details"),
    "account": ("Konto", "Account"),
    "developers": ("Für Entwicklerinnen und Entwickler", "For developers"),
    "developers_text": (
        "Das hat dieses Portal vom Anmeldedienst erhalten. Es bleibt auf dem Server, der Browser sieht davon nichts.",
        "This is what the portal received from the provider. It stays on the server; the browser sees none of it.",
    ),
    "issuer": ("Aussteller", "Issuer"),
    "id_token": ("ID-Token, lesbar gemacht", "ID token, decoded"),
    "id_token_header": ("Kopf", "Header"),
    "id_token_payload": ("Inhalt", "Claims"),
    "moments": ("Die Zeiten darin", "The times in it"),
    "userinfo": ("Antwort von userinfo", "Answer from userinfo"),
    "scopes": ("Freigegebene Bereiche", "Granted scopes"),
    "refresh": ("Tokens erneuern", "Refresh tokens"),
    "refresh_text": (
        "Tauscht das Refresh-Token gegen neue Tokens; iat und exp ändern sich, auth_time bleibt.",
        "Exchanges the refresh token for new tokens; iat and exp change, auth_time stays the same.",
    ),
    "notice_signed_out": ("Sie sind abgemeldet.", "You are signed out."),
    "notice_signed_out_elsewhere": (
        "Sie wurden abgemeldet, weil Ihre Anmeldung beendet wurde.",
        "You have been signed out because your session has ended.",
    ),
    "notice_refreshed": ("Die Tokens wurden erneuert.", "The tokens have been refreshed."),
    "problem_denied_title": ("Sie haben die Anmeldung abgebrochen", "You have cancelled the sign-in"),
    "problem_denied": (
        "Es wurden keine Daten weitergegeben. Sie können es jederzeit erneut versuchen.",
        "No data was shared. You can try again at any time.",
    ),
    "problem_refused_title": ("Anmeldung fehlgeschlagen", "Sign-in failed"),
    "problem_refused": (
        "Die Seite ist abgelaufen oder war in zwei Fenstern geöffnet. Bitte versuchen Sie es erneut.",
        "The page has expired or was open in two windows. Please try again.",
    ),
    "problem_unreachable_title": ("Anmeldedienst nicht erreichbar", "Sign-in service unavailable"),
    "problem_unreachable": (
        "Bitte versuchen Sie es in einer Minute erneut.",
        "Please try again in a minute.",
    ),
    "again": ("Erneut versuchen", "Try again"),
    "back": ("Zur Startseite", "Go to home page"),
}

_NORDLICHT: Mapping[str, tuple[str, str]] = {
    "site": ("Nordlicht Energie", "Nordlicht Energie"),
    "headline": ("Strom, der mit dem Wind geht.", "Power that goes with the wind."),
    "lead": (
        "Verbrauch, Verträge und Abschläge an einem ruhigen Ort, für Ihr Zuhause und Ihren Betrieb.",
        "Consumption, contracts and payments in one calm place, for your home and your company.",
    ),
    "one_title": ("Live-Verbrauch", "Live consumption"),
    "one": ("Jede Viertelstunde neu, ohne App.", "New every quarter of an hour, no app needed."),
    "two_title": ("Alles im Team", "Together"),
    "two": ("Ein Konto je Person, Rechte je Firma.", "One account a person, rights for each company."),
    "three_title": ("Klar abgerechnet", "Clear bills"),
    "three": ("Jede Zeile der Rechnung in Worten.", "Every line of the bill in words."),
    "greeting": ("Moin, {name}", "Hello, {name}"),
    "greeting_text": ("So läuft es gerade bei Ihnen.", "This is how things are going."),
    "chart": ("Verbrauch der letzten sieben Tage in kWh", "Consumption of the last seven days in kWh"),
    "days": ("Mo Di Mi Do Fr Sa So", "Mon Tue Wed Thu Fri Sat Sun"),
    "total": ("diese Woche", "this week"),
    "green": ("aus Wind und Sonne", "from wind and sun"),
    "payment": ("nächster Abschlag", "next payment"),
}

_WERKBANK: Mapping[str, tuple[str, str]] = {
    "site": ("Werkbank", "Werkbank"),
    "headline": ("Jedes Prüfgerät an seinem Platz.", "Every test instrument in its place."),
    "lead": (
        "Kalibrierscheine, Firmware und Ersatzteile zu Ihren Geräten. Seriennummer genügt, den Rest haben wir.",
        "Calibration sheets, firmware and spare parts for your instruments. A serial number is all it takes.",
    ),
    "drawer": ("Schublade", "Drawer"),
    "one_title": ("Kalibrierung", "Calibration"),
    "one": ("Termine, Protokolle, Nachweise.", "Dates, protocols, certificates."),
    "two_title": ("Firmware", "Firmware"),
    "two": ("Die passende Version je Gerät.", "The right version for each instrument."),
    "three_title": ("Ersatzteile", "Spare parts"),
    "three": ("Explosionszeichnung, Maß, Bestand.", "Exploded view, size, stock."),
    "greeting": ("Guten Tag, {name}.", "Good day, {name}."),
    "greeting_text": ("Drei Geräte liegen auf Ihrer Werkbank.", "Three instruments lie on your bench."),
    "instruments": ("Geräte", "Instruments"),
    "instrument": ("Gerät", "Instrument"),
    "serial": ("Seriennummer", "Serial number"),
    "due": ("Kalibrieren bis", "Calibrate by"),
    "state": ("Zustand", "State"),
    "ready": ("bereit", "ready"),
    "soon": ("bald fällig", "due soon"),
    "in_service": ("im Service", "in service"),
    "multimeter": ("Multimeter M 40", "Multimeter M 40"),
    "oscilloscope": ("Oszilloskop O 2", "Oscilloscope O 2"),
    "tester": ("Isolationstester T 7", "Insulation tester T 7"),
}

_LOOKS = {"nordlicht": _NORDLICHT, "werkbank": _WERKBANK}


def words(look: str, language: str) -> Mapping[str, str]:
    """Every text of a look in one language."""
    column = list(LANGUAGES).index(language)
    return {name: texts[column] for name, texts in (_COMMON | _LOOKS[look]).items()}
