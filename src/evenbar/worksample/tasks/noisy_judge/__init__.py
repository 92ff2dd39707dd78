"""Noisy judge: twelve models, thousands of verdicts by a judge with leanings, a few by people. Which is better?"""
