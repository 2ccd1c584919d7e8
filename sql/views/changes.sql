-- purpose: what each revision changed, and when that was first seen
-- grain:   a fact that came or went with a revision, or a column of one that changed
-- inputs:  core.fact_changes, core.report_revisions, core.project_names
select
    r.team, r.week, r.week_start, r.title, b.revision as previous_revision, r.revision,
    greatest(b.first_seen_at, r.first_seen_at) as seen_at,
    c.kind, coalesce(n.project, c.project_as_written) as project, c.fact_key, c.change, c.column_name, c.before, c.after,
    b.source_file as previous_source_file, c.previous_source_line, r.source_file, c.source_line, c.previous_quote, c.quote,
    r.report_id, r.document_id
from core.fact_changes c
join core.report_revisions r using (document_id)
join core.report_revisions b on b.document_id = c.previous_document_id
left join core.project_names n on n.name = c.project_as_written
