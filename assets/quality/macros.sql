-- Words that the rules share. Temporary macros: every connection that runs rules creates them.

-- shownn(x): a value as a person writes it: 96 for 96.0, minutes for full seconds.
create or replace temp macro shown(x) as
    regexp_replace(
        regexp_replace(cast(x as varchar), '^(-?[0-9]+)\.0$', '\1'),
        '([0-9]{2}:[0-9]{2}):00$', '\1'
    );

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
