"""Devices that customers have, by their serial numbers, which can prove a registration.

Owns the rows, the form in which serial numbers are compared, and how often one may be used: reserved by a registration,
freed when it comes to nothing, kept by its account. Which journeys ask for one belongs to the journeys of portals.
"""
