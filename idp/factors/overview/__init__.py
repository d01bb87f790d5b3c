"""The page ``/account/security``: what of each kind a person has, another name for it, and taking it away."""
