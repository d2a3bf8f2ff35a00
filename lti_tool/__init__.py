"""Cartable's certification tool (LTI 1.3); empty until the issue that brings the tool."""
