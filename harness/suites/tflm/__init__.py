"""A checkout of TensorFlow Lite Micro (or a fork of it): every test of it, on every board.

Its own Makefile is asked what there is to build and how (:mod:`~harness.suites.tflm.ask`); harness puts its
board into the answer, builds in its own folder, and never writes into the checkout.
"""

from harness.suites.tflm.options import OURS, STOCK, TflmOptions
from harness.suites.tflm.suite import TflmSuite

__all__ = ["OURS", "STOCK", "TflmOptions", "TflmSuite"]
