"""Front-channel logout: applications of a browser that is signed out are told by a frame each (OpenID Connect
Front-Channel Logout 1.0).

Owns the page with the frames and what they load. Whose session ends is said by ``sessions``.
"""
