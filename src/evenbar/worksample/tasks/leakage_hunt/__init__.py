"""Leakage hunt: a churn model that is too good. Which columns know the outcome, and what is the model worth?"""
