"""The rules, the Great Expectations suites and what they find: quality.*."""
