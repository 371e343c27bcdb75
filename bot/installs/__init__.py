"""How the app comes into workspaces and out again, and with which tokens it works in each."""
