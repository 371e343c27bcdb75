"""One subcommand each: parse, store, view."""
