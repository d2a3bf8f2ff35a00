"""Figures as ratios, each against a floor taken in the same run: ``make bench``."""
