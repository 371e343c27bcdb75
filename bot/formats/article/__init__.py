"""The trip report: the entry text as a whole article, plain or Markdown, in and out."""

from bot.formats.article.reading import Article, ArticleEntry, Problem, read
from bot.formats.article.writing import write

__all__ = ["Article", "ArticleEntry", "Problem", "read", "write"]
