"""The web server, and Slack's endpoint in it: what may come in over HTTP."""
