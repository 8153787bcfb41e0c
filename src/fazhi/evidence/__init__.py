"""Files by digest, papers (文书) from templates, volumes (卷) and hand-over packages.

store      keep, keep_bytes → Kept (before the transaction); record_kept → StoredFile (in it)
serving    serve, serve_thumbnail, give: answers that run nothing in a browser
papers     PaperTemplate, register, write_paper; papers.editions in_use, change_template, restore_template;
           papers.issuing prepare_paper (before the transaction), issue_paper (in it)
volume     bind_volume, VolumeEntry: one case as one PDF
hand_over  hand_over, HandedFile: a BagIt package
checking   file_faults, paper_faults for `fazhi check`
official   the writers of official papers after GB/T 9704-2012, which the annual report uses too

Who may read or write is asked by the caller: a file belongs to no town, what names it does.
How to use it: docs/work/evidence.md.
"""
