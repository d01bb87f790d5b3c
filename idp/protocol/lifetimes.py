"""How long tokens may hold, by the settings or by the registration of a client."""

SHORTEST_SECONDS, LONGEST_SECONDS = 60, 86_400
"""Of an access token and an ID token; some clients fail below a minute."""

FEWEST_DAYS, MOST_DAYS = 1, 3_650
"""Of a refresh token, unused or in total."""
