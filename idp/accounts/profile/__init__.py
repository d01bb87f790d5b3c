"""The profile page: a person's name and language, and how they are reached.

Owns changing name and language. Addresses have pages of their own.
"""
