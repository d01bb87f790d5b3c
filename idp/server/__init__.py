"""The HTTP server: worker processes that answer requests, and what reads a request before the application.

Owns the listening socket, the processes of ``idp serve`` and their replacement, the names of header fields and the time
that a body may take. HTTP itself is granian's. Knows nothing of what the application answers.
"""
