"""Reports: listeners of the event stream (:func:`harness.reports.attach.attach` connects them all)."""
