"""Hostile requests by subject: each a name, bytes on a socket, and what has to come back."""
