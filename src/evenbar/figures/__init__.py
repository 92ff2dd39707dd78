"""The drawing table: estimates become SVG, with a title, a description and a table that says the same.

Every shape is a pure function of plain values and knows neither Django nor NumPy. What may be drawn for whom, and
whether there is enough to draw, is decided by whoever calls.
"""
