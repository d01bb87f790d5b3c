"""What a browser came for while its person has something to do first.

Owns the interaction row: starting one, finding it again in the same browser only, more time for it, what is settled on
the way, the form that waits for a confirmation, and a sign-in by a password that was just chosen; and where a page
leads on that leads no further by itself. It lies this low because registration, consent and password reset survive
within it as sign-in does. Which step is due is decided in ``protocol.steps``; the steps and their pages stand in
``signin.steps``.
"""

from idp.interactions.lifecycle import find_interaction, get_interaction
from idp.interactions.models import Interaction
from idp.interactions.starting import start_interaction

__all__ = ["Interaction", "find_interaction", "get_interaction", "start_interaction"]
