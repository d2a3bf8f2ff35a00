"""Grades: what the platforms should hold for each person, and how far we are in telling them."""
