"""The names of our jobs in Dagster's instance. What does not belong here: the jobs (`jobs`), which import all that they do."""

WEEKLY_RUN = "weekly_run"
WEEKS_RUN = "weeks_run"
