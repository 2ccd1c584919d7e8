"""What the page takes from the snapshot, table by table and column by column.

What does not belong here: how rows become text (`payload`), and any arithmetic: that is the trends' work.
"""

from __future__ import annotations

from dataclasses import dataclass

_STATED = "fact_id fact_ids excluded_fact_ids"


@dataclass(frozen=True, slots=True)
class View:
    """Columns of a table, of which the page shows the periods in its range (`period` is their column)."""

    table: str
    columns: str
    where: str = "true"
    period: str = "week"


VIEWS = {
    "rollout": View(
        "trends.weekly_rollout",
        f"week project_id project team new_cities cumulative_cities remaining_cities total_cities change previous_week points "
        f"forecast_week_low forecast_week forecast_week_high {_STATED}",
    ),
    "progress": View(
        "trends.weekly_progress",
        f"week project_id project component team other_teams percent qualifier previous_percent change weeks_unchanged "
        f"is_contested {_STATED}",
    ),
    "milestones": View(
        "trends.weekly_milestones",
        f"week project_id project event team status date_start date_end date_text first_promised is_moved times_moved days_moved "
        f"is_overdue is_stated stated_week is_deliverable answer_fact_id is_contested {_STATED}",
        # what has neither a date nor news in its week is nothing to show on a line of time
        "date_end is not null or first_promised is not null or (is_stated and status in ('done', 'paused', 'delayed'))",
    ),
    "measures": View(
        "trends.weekly_measures",
        f"week team project section name unit value previous_value change target is_met is_contested {_STATED}",
    ),
    "availability": View(
        "trends.weekly_availability",
        f"week team name stated_percent target_percent incidents minutes incidents_without_minutes unknown_weeks percent_by_incidents "
        f"budget_minutes budget_left_minutes share_left {_STATED}",
    ),
    "incident_weeks": View(
        "trends.weekly_incidents",
        "week team incidents by_severity minutes incidents_with_minutes fact_ids excluded_fact_ids",
    ),
    "incidents": View(
        "core.incidents",
        "fact_id team project occurred_week week incident_id service severity detected_at started_at ended_at summary cause "
        "resolution affected_count affected_unit origin",
        period="coalesce(occurred_week, week)",
    ),
    "plans": View("trends.weekly_plans", "week team project text planned_week outcome fact_id fact_ids", period="planned_week"),
    "reporting": View("trends.weekly_reporting", "week team is_missing submitted_at is_late entries facts unread_numbers fact_ids"),
    "highlights": View("trends.weekly_highlights", "week team weight kind project sentence fact_ids bad_entry_ids"),
    "review": View("trends.quarterly_review", "quarter team weight kind project sentence fact_ids bad_entry_ids", period="quarter"),
    "quarterly_rollout": View(
        "trends.quarterly_rollout",
        f"quarter project_id project team change new_cities cumulative_cities total_cities {_STATED}",
        period="quarter",
    ),
    "quarterly_incidents": View(
        "trends.quarterly_incidents",
        "quarter team incidents minutes mean_minutes_to_restore fact_ids excluded_fact_ids",
        period="quarter",
    ),
    "quarterly_plans": View(
        "trends.quarterly_plans",
        "quarter team plans done in_progress not_mentioned open share_kept fact_ids excluded_fact_ids",
        period="quarter",
    ),
    "quarterly_promises": View(
        "trends.quarterly_promises", "quarter team kept late overdue moved share_kept fact_ids excluded_fact_ids", period="quarter"
    ),
    "quarterly_reporting": View(
        "trends.quarterly_reporting", "quarter team weeks missing_weeks late_weeks facts bad_entries errors fact_ids", period="quarter"
    ),
    "corrections": View(
        "quality.corrections",
        "fact_id expect value reason who",
        "state = 'applied' and fact_id is not null",
        period="coalesce(week, $last)",
    ),
    "bad": View(
        "quality.bad_entries",
        "bad_entry_id rule severity team week project fact_id fact_ids source_file source_line quote observed expected message "
        "likely_cause state",
        "state is distinct from 'resolved'",
        # what belongs to no week concerns every reader of the page
        period="coalesce(week, $last)",
    ),
}
"""The page's tables by the name that its script knows them by."""
