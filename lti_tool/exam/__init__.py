"""The exam: its paper, attempts, answers, marks."""
