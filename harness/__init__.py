"""harness: builds TinyML test firmware, boots it in a simulator, judges what it printed, tells people."""

__version__ = "0.1.0"
