"""What the buttons and links are called that people look for."""

SIGN_IN = {"de": "Anmelden", "en": "Sign in"}
REGISTER = {"de": "Registrieren", "en": "Register"}
SIGN_OUT = {"de": "Abmelden", "en": "Sign out"}
FORGOT = {"de": "Passwort vergessen?", "en": "Forgot your password?"}
ALLOW = {"de": "Erlauben", "en": "Allow"}
DENY = {"de": "Ablehnen", "en": "Deny"}
AGAIN = {"de": "Erneut versuchen", "en": "Try again"}
SIGNED_OUT = {"de": "Sie sind abgemeldet.", "en": "You are signed out."}
ENDED = {"de": "weil Ihre Anmeldung beendet wurde", "en": "because your session has ended"}
