"""Reading documents: a file of one of nine families of formats becomes text with its structure as spans."""

from index.extract.document import SUFFIXES, extract

__all__ = ["SUFFIXES", "extract"]
