"""Invitations: a mailed link by which the reader of an address becomes a member, or sets up an account.

Owns their rows, sending and sending again, and answering, for people with and without an account; and activations, the
invitations to an account that an operator has created. An invitation never makes an organization. What a membership is
belongs to ``organizations``, what an account is to ``accounts``.
"""
