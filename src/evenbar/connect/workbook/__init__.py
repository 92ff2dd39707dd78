"""The workbook: a scorecard that a team fills in with a spreadsheet program, and how it is read back.

`making` writes it from a scorecard; `filled` reads what interviewers wrote. Both agree on `form`.
"""
