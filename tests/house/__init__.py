"""The house rules: what holds for every file of this repository, whatever room it stands in."""
