"""The logo of an organization: what is taken of an uploaded picture, and where pages and applications get it.

Owns the picture that is stored, which this program has drawn itself (decision 0075), and its address.
"""
