"""The digest: claim a run, read, render, post, record; each step is one part of one run.

Whatever stops a step, the database knows how far it came, and the next step goes on from there.
"""

from bot.digest.crew import Crew
from bot.digest.press import Press, preview
from bot.digest.ticking import run_due

__all__ = ["Crew", "Press", "preview", "run_due"]
