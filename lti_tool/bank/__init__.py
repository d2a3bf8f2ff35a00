"""The bank of exam items: read from the builder's zip, checked, kept, frozen by version."""
