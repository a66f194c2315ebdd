"""Doctor and setup: what the machine has, what it lacks, and the commands that mend it."""

from harness.doctor.machine import Report, examine
from harness.doctor.mend import Plan, plan, run_plan
from harness.doctor.renode import renode_plan
from harness.doctor.text import render

__all__ = ["Plan", "Report", "examine", "plan", "render", "renode_plan", "run_plan"]
