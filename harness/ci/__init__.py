"""Workflows for CI systems, written for a project to keep: plan, a matrix of shards, merge, publish."""
