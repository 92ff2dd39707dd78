"""Trusts the score: every column into the model, five random folds, and the number that comes out is promised."""

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..modelling import auc, held_out, predicted
from ..tables import read, submission


def solve(public: Files, streams: Streams) -> Files:
    """All columns, nothing found."""
    train, future = read(public["train.csv"]), read(public["future.csv"])
    names = list(train.columns)
    fold = streams.stream("folds").integers(0, 5, len(train.left))
    claimed = auc(held_out(train.matrix(names), train.left, fold), train.left)
    p = predicted(train.matrix(names), train.left, future.matrix(names))
    return submission(
        future, p, findings=[], claimed=claimed, note="The model is excellent. Ship it on Monday."
    )
