"""What the tool counts about itself; `web.health` serves it, anybody below may add to it."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

LAUNCHES = Counter("cartable_launch", "Launches, by outcome", ["outcome"])
LAUNCH_SECONDS = Histogram("cartable_launch_seconds", "Time to answer a launch")
SAVE_SECONDS = Histogram("cartable_save_seconds", "Time to save an answer")
OUTBOUND_SECONDS = Histogram(
    "cartable_outbound_seconds", "Time that a platform takes to answer", ["kind", "outcome"]
)
JOBS = Counter("cartable_job", "Periodic jobs, by outcome", ["job", "outcome"])
RATE_LIMITED = Counter("cartable_rate_limited", "Requests refused because there were too many")
