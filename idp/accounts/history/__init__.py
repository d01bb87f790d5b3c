"""What happened to the security of an account, told to its owner in plain words.

Owns which events are told and how. The events themselves belong to ``audit``.
"""
