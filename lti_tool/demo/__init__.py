"""The development platform: an LMS of ours, for the tests and for `make demo` alone."""
