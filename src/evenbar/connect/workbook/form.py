"""What the workbook and its reader agree on: names of sheets, headings, words for missing ratings, limits.

People meet these words in the workbook; a change here needs a new FORM, and the reader must know both.
"""

FORM = 1
START, SCORECARD, QUESTIONS, SUMMARY, HIDDEN = "Start here", "Scorecard", "Questions", "Summary", "evenbar"
OWN_SHEETS = (START, SCORECARD, QUESTIONS, SUMMARY, HIDDEN)

CANDIDATE, INTERVIEWER, DATE, RECOMMENDATION = "Candidate", "Interviewer", "Date", "Recommendation"

# An interviewer's columns, in the order in which one works: what was asked, evidence, then the level.
CRITERION = "Criterion"
ASKED = "What was asked"
FOR, AGAINST = "Evidence for", "Evidence against"
PROMPTED = "Prompted?"
LEVEL = "Level, or why there is none"
ANCHOR = "What that level says"
CHECK = "Still to do"
NOTES = "Notes"
KEY = "key"
VISIBLE = (CRITERION, ASKED, FOR, AGAINST, PROMPTED, LEVEL, ANCHOR, CHECK, NOTES)
ENTRIES = (ASKED, FOR, AGAINST, PROMPTED, LEVEL, NOTES)

# The three kinds of missing: what the drop-down says, and what a ratings table calls it.
MISSING = {"not planned": "not-planned", "not reached": "not-reached", "nothing shown": "nothing-shown"}
RECOMMENDATIONS = ("strong no", "no", "yes", "strong yes")
PROMPTS = ("unprompted", "prompted")

# Rows of the hidden sheet that say where the workbook comes from.
FORM_KEY, ID_KEY, PRINT_KEY, TITLE_KEY = "form", "scorecard", "fingerprint", "title"
LABEL_KEY, CRITERION_KEY = "label", "criterion"

MOST_SEATS = 30
MOST_LETTERS = 32_767  # of a cell, by the file format
