"""How much of a workbook may be read, and what the child that reads it may use.

A DTKS file of the whole city is 150,000 × 23 = 3.5 million cells: it takes the child 385 MB
and about 4 seconds.
"""

# Among so many filled rows the header is looked for.
HEAD_ROWS = 60
# Sheets of a workbook whose first rows are looked at: a list stands among the first.
HEAD_SHEETS = 20
MAX_COLUMNS = 400
MAX_CELLS = 16_000_000
# A row of a workbook, and all of them, as the child sends them: a small file can show one long
# text in every cell.
MAX_ROW_BYTES = 1024**2
MAX_SENT_BYTES = 512 * 1024**2
# Rows one after the other without any difference: an open document repeats one a million times.
MAX_ALIKE = 100_000
# Merged cells of a sheet that are noted: a list of the whole city has 42,124 households, each with
# nine columns of its own. Beyond them it is only known that there are more.
MOST_MERGED = 400_000
# As many rows as a merged cell may claim: it costs the same.
LAST_ROW = 2**31 - 1
CHILD_MEMORY_BYTES = 2 * 1024**3
CHILD_CPU_SECONDS = 120
# Longest silence of a child: unpacking a sheet sends nothing until it is done.
CHILD_STALL_SECONDS = 150
