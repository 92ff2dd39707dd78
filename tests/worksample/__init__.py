"""Tests of the bench: work samples, their seeds, their graders and the readers of what comes back."""
