"""The `prompt` parameter (OpenID Connect Core §3.1.2.1, Initiating User Registration 1.0 §4)."""

PROMPT_VALUES = ("none", "login", "consent", "select_account", "create")
"""The values that the sign-in decides by, for `prompt_values_supported` in discovery."""
