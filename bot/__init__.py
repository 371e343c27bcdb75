"""A Slack bot that keeps what a team learnt at a conference."""
