"""The way from "somebody is at the door" to a session.

Owns the interaction (what the browser came for), the steps a person goes through (``STEPS``), checking passwords and
the budgets of failed attempts. Which step is due is decided in ``protocol.interaction``; the session itself belongs to
``sessions``.
"""
