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

-- pairs_of(text): its distinct pairs of neighbouring letters (聚合 合支 支付): words without a dictionary.
create or replace temp macro pairs_of(text) as
    list_distinct(list_transform(range(1, greatest(length(text), 2)), lambda i: substr(text, i, 2)));

-- alike(a, b): from 0 to 1, how many of their pairs two texts share.
create or replace temp macro alike(a, b) as
    2 * len(list_intersect(pairs_of(a), pairs_of(b))) / (len(pairs_of(a)) + len(pairs_of(b)));
