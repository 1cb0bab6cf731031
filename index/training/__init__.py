"""How the packaged reranker was made: question sets -> candidates -> training -> the file that is shipped."""
