"""Invitations of an organization: a mailed link by which the reader of an address becomes a member.

Owns their rows, sending and sending again, and accepting and declining, for people with and without an account. An
invitation never makes an organization; what a membership is belongs to ``organizations.members``.
"""
