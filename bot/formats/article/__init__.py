"""The trip report: the entry text as a whole article, plain or Markdown, in and out."""

from bot.formats.article.log import write
from bot.formats.article.reading import Article, ArticleEntry, read
from bot.formats.article.writing import write as write_article

__all__ = ["Article", "ArticleEntry", "read", "write", "write_article"]
