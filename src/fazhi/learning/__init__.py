"""Study and examinations (学法考试): study sessions of every category, exams of law, and results of persons."""
