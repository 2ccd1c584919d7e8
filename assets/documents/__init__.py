"""Sources → `raw`: folders, exports and tables, kept as they came; and the register of cities."""
