"""Renode: warm machines with the part's true memory, driven over its keyword server.

``docs/renode.md`` tells what was measured and why the pieces are cut as they are:

* :mod:`discovery`, :mod:`versions`: which Renode, and what its version needs
* :mod:`launcher`, :mod:`connector`: a process in a network namespace of its own, and sockets into it
* :mod:`container`, :mod:`contained`: the same in a container, seen from outside and inside
* :mod:`rpc`, :mod:`monitor`: the two channels, keyword server and monitor
* :mod:`board`, :mod:`image`: what is loaded: ``board.repl``, and the bytes of an ELF file
* :mod:`logwatch`: what Renode's log says of the guest
* :mod:`machine`, :mod:`pool`: one warm process with one machine, and all of them
* :mod:`session`, :mod:`stall`, :mod:`simulator`: one boot, and the simulator that offers it
"""

from harness.simulators.renode.simulator import RenodeContainerSimulator, RenodeSimulator

__all__ = ["RenodeContainerSimulator", "RenodeSimulator"]
