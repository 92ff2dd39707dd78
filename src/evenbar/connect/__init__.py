"""The doors: scorecards as documents of other programs, and what people wrote in them on the way back.

Each kind of document is a file or folder of its own, and none knows another.
"""
