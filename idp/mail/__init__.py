"""Mail: the outbox, its sender, and what messages have in common.

Owns the base of the messages, their registry, a portal's own words in them, the transactional outbox, the sender with
its retries, SMTP, and the local mailbox of a trial. The messages (one class and one template folder each), and when to
send which, belong to the packages that send them.
"""

from idp.mail.message import Message, RequestedMessage, add_messages, mail_messages
from idp.mail.outbox import enqueue

__all__ = ["Message", "RequestedMessage", "add_messages", "enqueue", "mail_messages"]
