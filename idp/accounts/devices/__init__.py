"""The page that lists where a person is signed in, and ends it.

Owns the list and ending one, the others or all. What a session is belongs to ``sessions``; what other packages must
end they do on ``accounts.signals.sessions_ended`` and ``access_ended``.
"""
