"""The bench: work that looks like the job, whose right answer is known by construction.

A work sample is a folder: what is asked, a generator of variants, a grader, three baselines, a human rubric and
questions for the defence. This room reads such folders, draws a variant for each candidate from a secret, reads what
comes back as data alone, and tells facts. Ratings and decisions are people's business, in the rooms above; running a
candidate's code is that of the closed box.
"""
