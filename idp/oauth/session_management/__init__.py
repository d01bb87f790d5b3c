"""Session management: applications watch in their own pages whether a sign-in goes on (OpenID Connect Session
Management 1.0).

Off unless it is switched on in the settings and a client is registered for it. Owns the page that such clients frame,
the one cookie that scripts may read, and the ``session_state`` of authorization responses.
"""
