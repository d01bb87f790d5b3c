"""Bounces: mails that came back, and the addresses to which nothing more is sent because of them.

Owns the causes of bounces, what they count for, and the suppressions of addresses. Talking to the mail server belongs
to ``mail``, lifting a suppression to ``administration``.
"""
