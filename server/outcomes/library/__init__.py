"""Templates, clauses and the table of articles: data, each with its version, read strictly."""
