"""How many examples a property is tried with: all of them, or a sixth in the quick run.

`./run test --quick` sets EVENBAR_EXAMPLES=quick. Every other run tries as many as are written.
"""

import os

from hypothesis import HealthCheck, settings

QUICK = os.environ.get("EVENBAR_EXAMPLES", "full") == "quick"


def examples(most: int) -> settings:
    """As many examples, the same ones in every run; in the quick run a sixth of them."""
    return settings(
        max_examples=max(1, most // 6) if QUICK else most,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
