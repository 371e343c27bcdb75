"""Records in, Block Kit out; pure functions."""
