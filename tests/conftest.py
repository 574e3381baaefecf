"""What every test stands on.

Hypothesis runs steadily by default: the same examples each time, no deadline, so that a slow machine or an unlucky
draw fails nobody's change. `HYPOTHESIS_PROFILE=search` looks further, with new examples each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is not a fault of the test
)
settings.register_profile("search", settings.get_profile("steady"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
