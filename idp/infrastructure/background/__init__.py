"""Background work: what the worker process does beside answering requests.

Owns the queue of deliveries (rows that are written in the transaction of what they tell of, leased by one sender at a
time, and tried again with growing pauses), the senders, periodic tasks and servers that packages register, and the
worker that runs them. What is delivered, and what an answer means, belongs to the package whose queue it is.
"""
