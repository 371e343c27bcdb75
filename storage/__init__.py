"""What the bot keeps: verbs by subject over one database; frozen records come out."""
