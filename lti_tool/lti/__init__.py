"""What LTI 1.3 says, and nothing of people or exams."""
