"""Cartable's builder: compiles a course kept as text into packages that platforms import."""
