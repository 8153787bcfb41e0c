"""Files by digest, documents from templates, case files (卷) and hand-over packages."""
