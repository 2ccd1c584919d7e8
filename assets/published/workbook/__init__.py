"""The workbook: `workbook.xlsx`, for those who look and filter in a spreadsheet. `build` writes it."""
