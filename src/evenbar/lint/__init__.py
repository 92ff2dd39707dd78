"""The proof-reader: what is wrong with a scorecard or a rating while it is cheap to fix. It knows no numerics."""
