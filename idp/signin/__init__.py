"""Signing in: from an identifier to a session.

Owns the steps a person goes through and the pages they lead to (``STEPS``), checking passwords and the budgets of
failed attempts. Which step is due is decided in ``protocol.steps``; what the browser came for is remembered in
``interactions``; the session itself belongs to ``sessions``.
"""
