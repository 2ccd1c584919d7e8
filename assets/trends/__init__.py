"""core → trends: runs the SQL files of `sql/trends`, one table each."""
