"""How large a register's file may be. Real ones are far smaller; what is larger is a mistake or an attack."""

from __future__ import annotations

FILE_MAX = 25_000_000
FILE_MAX_WORDS = f"{FILE_MAX // 1_000_000} MB"
UNPACKED_MAX = 160 * 1024 * 1024
PART_MAX = 20 * 1024 * 1024
STRINGS_MAX = 60 * 1024 * 1024
MEMBERS_MAX = 2000
RATIO_MAX = 400
RATIO_FREE = 2 * 1024 * 1024
SHEETS_MAX = 60
ROWS_MAX = 20_000
COLUMNS_MAX = 200
CELLS_MAX = 800_000
FORMATTED_MAX = 1_500_000
# A spreadsheet's cell holds 32,767 characters; what is read leaves room for what an export puts before it.
EXPORT_CELL_MAX = 32_767
CELL_MAX = 32_000
# What all cells of a workbook hold together, in characters.
TEXTS_MAX = 50_000_000
MERGED_MAX = 20_000
# XML elements: of all sheets together, of the shared texts, and of the small parts beside them.
SHEET_ELEMENTS_MAX = 3_000_000
STRING_ELEMENTS_MAX = 3_000_000
OTHER_ELEMENTS_MAX = 200_000
DEPTH_MAX = 64
# One tag, comment or the like, in bytes; parsers hold it whole.
TOKEN_MAX = 1024 * 1024
