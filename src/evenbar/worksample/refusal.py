"""Why something that came in cannot be used, in one sentence that a person can act on."""


class Unusable(ValueError):  # noqa: N818 - an answer, not a fault
    """What came in cannot be used; the message is the sentence."""
