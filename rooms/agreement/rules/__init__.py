"""The rules, one function each: what of one thing is wrong with the terms, given the facts."""
