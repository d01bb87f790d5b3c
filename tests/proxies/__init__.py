"""The provider behind a real reverse proxy, with the configuration that the documentation gives."""
