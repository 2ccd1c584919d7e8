-- Words that the rules share. Temporary macros: every connection that runs rules creates them.

-- shownn(x): a value as a person writes it: 96 for 96.0, minutes for full seconds.
create or replace temp macro shown(x) as
    regexp_replace(
        regexp_replace(cast(x as varchar), '^(-?[0-9]+)\.0$', '\1'),
        '([0-9]{2}:[0-9]{2}):00$', '\1'
    );

-- said(x): a count as a person says it: 2350 万 for 23500000, 12,600 for 12600.
create or replace temp macro said(x) as
    case
        when abs(x) >= 1e8 and round(x / 1e8, 4) = x / 1e8 then shown(x / 1e8) || ' 亿'
        when abs(x) >= 1e5 and round(x / 1e4, 2) = x / 1e4 then shown(x / 1e4) || ' 万'
        when abs(x) >= 1e4 and x = round(x) then format('{:,}', cast(x as bigint))
        else shown(x)
    end;

-- said_of(x, unit): the same with its unit: 2350 万元, 2390 元.
create or replace temp macro said_of(x, unit) as regexp_replace(concat_ws(' ', said(x), unit), '([万亿]) (\D)', '\1\2');

-- origin_of(week, file, line): the report that a value of another week came from.
create or replace temp macro origin_of(week, file, line) as
    concat(coalesce(week, '周未知'), '，', file, ':', line);

-- rate_digits(quote): how many decimals a percentage shows.
create or replace temp macro rate_digits(quote) as
    length(regexp_extract(quote, '[0-9]+[.．]([0-9]+)\s*[%％]', 1));

-- rounded_by(quote, value): how far the true count may lie from one that is stated in 千, 万 or 亿.
create or replace temp macro rounded_by(quote, value) as
    case
        when regexp_matches(quote, '[0-9]\s*亿') then 5e7
        when regexp_matches(quote, '[0-9]\s*[万wW]') then 5e3
        when regexp_matches(quote, '[0-9]\s*[千kK]') then 500
        else 0
    end * power(10, -length(regexp_extract(quote, '[0-9]+[.．]([0-9]+)\s*[千kK万wW亿]', 1)));

-- shares_two(a, b): whether two names have two neighbouring characters in common.
create or replace temp macro shares_two(a, b) as
    len(list_filter(
        range(1, greatest(length(a), 1)),
        lambda i: length(substr(a, i, 2)) = 2 and contains(b, substr(a, i, 2))
    )) > 0;

-- normal(text): letters and digits only, so that spacing and punctuation make no difference.
create or replace temp macro normal(text) as
    regexp_replace(lower(text), '[^\pL\pN█]+', '', 'g');

-- pairs_of(text): its distinct pairs of neighbouring letters (聚合 合支 支付): words without a dictionary.
create or replace temp macro pairs_of(text) as
    list_distinct(list_transform(range(1, greatest(length(text), 2)), lambda i: substr(text, i, 2)));

-- alike(a, b): from 0 to 1, how many of their pairs two texts share.
create or replace temp macro alike(a, b) as
    2 * len(list_intersect(pairs_of(a), pairs_of(b))) / (len(pairs_of(a)) + len(pairs_of(b)));

-- between_words(text, a, b): a text from the nearer of two of its parts to the other; null where one is missing.
create or replace temp macro between_words(text, a, b) as
    case when contains(text, a) and contains(text, b) then
        substr(text, least(strpos(text, a), strpos(text, b)), abs(strpos(text, a) - strpos(text, b)))
    end;

-- same_series: reports that name no team (default) may be of many; only those that share a project are read as one team's.
create or replace temp view same_series as
with of_nobody as (
    select distinct report_id, project_id from core.entries where team = 'default' and project_id is not null
)
select distinct a.report_id, b.report_id as other_id from of_nobody a join of_nobody b using (project_id);

-- is_one_series(name, one, another): whether a report can answer for another of the same team.
create or replace temp macro is_one_series(name, one, another) as
    (name is distinct from 'default' or one is not distinct from another
     or exists (from same_series s where s.report_id = one and s.other_id = another));
