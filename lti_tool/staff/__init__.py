"""What teachers and administrators see of exams: progress, copies, questions, files, health."""
