"""How fast the bot answers, as ratios to a bare Bolt app measured in the same run."""
