"""Digests drilled: what may fail fails, and nothing is lost or doubled."""
