"""Cartable's certification tool: exams beside an LMS (LTI 1.3), grades into its gradebook."""
