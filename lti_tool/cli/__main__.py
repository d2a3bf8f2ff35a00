"""``python -m lti_tool.cli``: the same as ``cartable-lti``."""

from lti_tool.cli import main

if __name__ == "__main__":
    main(prog_name="cartable-lti")
