"""Golden vectors of the kernels: models built here, run by the reference interpreter, kept as C++ headers."""
