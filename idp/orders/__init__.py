"""Orders: organizations that an application of a portal creates, each once for a reference of its own.

Owns what an application may ask for, the rows that keep a reference from making two organizations, and the limit. The
organization, what the portal gives it, and the invitation of its administrator belong to the packages below.
"""
