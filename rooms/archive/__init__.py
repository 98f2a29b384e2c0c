"""What is left of a session once people have gone, and what of it a member of the staff may read.

`past` folds a log into plain values, `reading` is the only authority on who may read which of them, `record` and
`readout` write out the record of the joint talk.
"""
