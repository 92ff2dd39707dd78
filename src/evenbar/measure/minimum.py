"""From how many ratings on a figure is shown. Below it, whoever shows figures says what would be enough.

Numbers alone, so that pages may ask without loading what estimates.
"""

INTERVIEWERS_A_CANDIDATE = 2  # from which a score with its interval is shown
CANDIDATES_AN_INTERVIEWER = 5  # from which a severity is shown,
LINKS = 2  # to that many other interviewers
CANDIDATES_FOR_RELIABILITY = 10  # rated by two interviewers each, from which reliability is shown
