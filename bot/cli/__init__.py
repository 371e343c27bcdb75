"""What the command line prints, one command each."""
