"""One modal each: open, suggest, submit."""
