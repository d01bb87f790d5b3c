"""The blueprint that the modules with sign-in pages share."""

from flask import Blueprint

signin = Blueprint("signin", __name__)
