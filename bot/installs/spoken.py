"""Which of the bot's languages a browser asks for."""

import re

from bot.locale import LANGUAGES

ENTRY = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?"
)


def language_for(accepted: str) -> str:
    """Choose by an Accept-Language header: the most wanted of ours, the first of equals."""
    wanted = [found for each in accepted[:500].split(",") if (found := ENTRY.fullmatch(each))]
    ranked = sorted(wanted, key=lambda found: -float(found[2] or 1))
    spoken = [found[1].lower() for found in ranked if float(found[2] or 1) > 0]
    return next((each for each in spoken if each in LANGUAGES), LANGUAGES[0])
