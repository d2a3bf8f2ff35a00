"""The pass over a page's HTML that links, names, numbers and sets it, and notes what it sees."""
