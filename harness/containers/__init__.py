"""``harness test --container``: the same run in a container: same code, same paths, same results.

The container brings compilers, simulators and Python's libraries; harness itself and everything that the run
reads or writes is mounted at the paths that it has on the host.

* :mod:`engine`: the Docker engine, by its SDK
* :mod:`mounts`: which folders a run needs
* :mod:`run`: one run in one container, which ends with us
* :mod:`inside`: the first process of the container
* :mod:`attached`: any one command in a container, for a simulator
* :mod:`images`: the images that come with harness
"""
