"""The page ``/account/security``: what of each kind a person has, and taking it away."""
