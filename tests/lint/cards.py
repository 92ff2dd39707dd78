"""Scorecards for the tests of the engine: a weak one in several YAML styles, with what is weak told by comments."""

WEAK = """\
evenbar: 1
scorecard: weak
title: A weak scorecard
job:
  tasks:
    - {id: serve, does: Runs the forecast service}
criteria:
  - id: serving
    name: Runs models in production
    family: ml
    anchors:
      3: {summary: Has a very good record with TensorFlow.}   # very, TensorFlow
    questions:
      - id: folded
        ask: >-
          Who looks after the
          children when you travel?
      - id: single
        ask: 'Are you "married"? It''s a long commute.'
      - id: double
        ask: "How old are you,\\
          \\ if I may ask?"
  - include: framing@1
stages:
  - {id: talk, criteria: [serving, framing]}
decision: {rule: weighted-mean, bar: 3}
"""
