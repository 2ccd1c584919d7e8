-- purpose: what every report said when
-- grain:   fact or entry of a revision, and time during which that revision counted
-- inputs:  core.fact_revisions, core.report_revisions, core.report_periods, core.project_names
select
    r.team, r.week, r.week_start, r.title, r.revision, p.valid_from, p.valid_to,
    f.kind, coalesce(n.project, f.project_as_written) as project, f.fact_key, f.values_json, f.quote,
    r.source_file, f.source_line, f.fact_id, f.report_id, f.document_id
from core.fact_revisions f
join core.report_revisions r using (document_id)
join core.report_periods p using (document_id)
left join core.project_names n on n.name = f.project_as_written
