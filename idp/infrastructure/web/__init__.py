"""The web frame: what every request and response has in common, whoever answers it.

Owns the Flask application class, trusted hosts and proxies, security headers, cross-site request forgery, request ids and
logging, languages, assets, error pages, health and metrics. The pages themselves belong to the packages.
"""
