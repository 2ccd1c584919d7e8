-- What the rules found was kept entry by entry (ops.bad_rows) before it was kept row by row (ops.found_rows), which the next run fills.
drop table if exists ops.bad_rows;
