"""The document: what a panel agrees to look for, before anyone is met.

Everything about a scorecard as a text lives here: its parts, reading it with the place of every error,
writing it, comparing two versions, editing it in place, printing it. Standard library and PyYAML only.
People, ratings and web pages are the business of the rooms above.
"""
