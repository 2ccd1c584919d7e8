-- What every file in sql/trends may use. Run once per connection, before them; temporary, so nothing of it is stored.

-- the ISO week of a day, 2024-W13
create or replace temp macro iso_week_of(day) as
    strftime(day, '%G-W%V');

-- the Monday of an ISO week; null for what is no week
create or replace temp macro week_start_of(week) as
    cast(try_strptime(week || '-1', '%G-W%V-%u') as date);

-- the quarter of a week is that of its Thursday, as the year of an ISO week is: every week belongs to exactly one
create or replace temp macro quarter_of(week_start) as
    strftime(week_start + 3, '%Y') || '-Q' || quarter(week_start + 3);

-- the first day of that quarter
create or replace temp macro quarter_start_of(week_start) as
    cast(date_trunc('quarter', week_start + 3) as date);

-- the facts that trends leave out: those with an error that is not resolved (muting an error silences it, no more)
create or replace temp view quarantined_facts as
select distinct unnest(coalesce(fact_ids, [fact_id])) as fact_id
from quality.bad_entries
where severity = 'error' and state is distinct from 'resolved' and fact_id is not null;
