"""Papers: what is said on them (`paper`, `forms`), and how it comes onto the page (`rendering`, `strokes`).

Bytes come out, nothing is kept: who may see a paper, and who signs it, is decided elsewhere.
"""
