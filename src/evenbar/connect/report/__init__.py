"""Reports: an answer of ``evenbar measure`` as one HTML file with figures, for people who have only an export.

Each report is made from the answer that ``--json`` prints, so the two cannot differ. Beside it a report takes only
what was counted in the table: who rated whom, and how many ratings stand behind a name.
"""
