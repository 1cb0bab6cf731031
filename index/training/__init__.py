"""How the reranker that comes with the package was made: question sets -> candidates -> training -> the shipped file."""
