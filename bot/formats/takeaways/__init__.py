"""Our own JSON, `session-takeaways/1`: all that people wrote or queued, without loss."""

from bot.formats.takeaways.names import FORMAT
from bot.formats.takeaways.reading import Readable, is_it, read
from bot.formats.takeaways.writing import stamp, write

__all__ = ["FORMAT", "Readable", "is_it", "read", "stamp", "write"]
