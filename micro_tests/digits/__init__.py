"""Handwritten digits on 8x8 pixels: training, the held-out images, and the models as C++ headers."""
