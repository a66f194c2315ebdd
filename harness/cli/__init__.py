"""The command line: one small module per command; each parses, calls and prints.

Only :mod:`harness.cli.main` and :mod:`harness.cli.group` are imported at start; a command's module and
everything heavy behind it is imported when the command runs.
"""
