"""Cartable's builder: a course kept as text becomes the packages that learning platforms import."""
