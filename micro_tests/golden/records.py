"""Images in the binary layout of CIFAR-10: a label byte, then the pixels' bytes, one plane for each channel.

https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
"""

from __future__ import annotations

import numpy as np

from micro_tests.golden.tflite_writer import Array


def write_records(images: Array, labels: Array) -> bytes:
    """uint8 ``images`` [count, height, width, channels] and their ``labels`` as records."""
    planes = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    return np.concatenate([labels[:, None].astype(np.uint8), planes], axis=1).tobytes()


def read_records(data: bytes, shape: tuple[int, int, int]) -> tuple[Array, Array]:
    """The images [count, height, width, channels] and labels in ``data``; ``shape`` is that of one image.

    Raises:
        ValueError: ``data`` ends within a record.
    """
    height, width, channels = shape
    records = np.frombuffer(data, np.uint8).reshape(-1, 1 + height * width * channels)
    planes = records[:, 1:].reshape(-1, channels, height, width)
    return planes.transpose(0, 2, 3, 1), records[:, 0].astype(np.int64)
