"""The bot under load and faults, measured against Slack's three seconds."""
