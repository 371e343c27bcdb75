"""Filters as people type them (`level:300+ by:@ann recorded`): parse, write back, put into words.

Pure: who `me` is and how people are called comes in. Grammar: specification, section 3.
"""

from bot.filters.pieces import QUOTES, take_event, take_page
from bot.filters.values import parse
from bot.filters.written import describe, text

__all__ = ["QUOTES", "describe", "parse", "take_event", "take_page", "text"]
