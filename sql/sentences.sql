-- How trends.weekly_highlights and trends.quarterly_review put numbers into words, Chinese and English. Run after
-- macros.sql, temporary like it.

-- how sentences write a number: 12,345 and 99.997, at most four decimals
create or replace temp macro number_text(x) as
    regexp_replace(format('{:,.4f}', cast(x as double)), '\.?0+$', '');

-- the same in Chinese: round numbers from a hundred thousand on in 万 and 亿 (2,350万)
create or replace temp macro number_zh(x) as
    case
        when abs(x) >= 1e8 and x % 1e6 = 0 then concat(number_text(x / 1e8), '亿')
        when abs(x) >= 1e5 and x % 100 = 0 then concat(number_text(x / 1e4), '万')
        else number_text(x)
    end;

-- how they write a day: with its year where that is not the one of the week or quarter spoken of; null becomes nothing
create or replace temp macro day_zh(day, near) as
    concat(case when year(day) <> year(near + 3) then strftime(day, '%Y/') end, strftime(day, '%-m/%-d'));
create or replace temp macro day_en(day, near) as
    concat(strftime(day, '%-d %b'), case when year(day) <> year(near + 3) then strftime(day, ' %Y') end);

-- one incident, 2 incidents
create or replace temp macro counted(n, one, many) as
    concat(number_text(n), ' ', case when n = 1 then one else many end);

-- what sentences call a component's progress: that of the whole needs no name
create or replace temp macro progress_zh(component) as
    case when component = '整体' then '进度' else concat(component, '进度') end;
create or replace temp macro progress_en(component) as
    case when component = '整体' then 'overall' else component end;

-- 上线已完成, but 1/30已上线 and 完成开发 as they are
create or replace temp macro done_zh(event) as
    case when regexp_matches(event, '已|完成') then event else concat(event, '已完成') end;

-- how an outcome lies to the first promise; nothing where that is unknown
create or replace temp macro kept_zh(days_moved) as
    case
        when days_moved > 0 then concat('，比首次承诺晚 ', days_moved, ' 天')
        when days_moved < 0 then concat('，比首次承诺早 ', -days_moved, ' 天')
        when days_moved = 0 then '，按首次承诺'
    end;
create or replace temp macro kept_en(days_moved) as
    case
        when days_moved > 0 then concat(', ', counted(days_moved, 'day', 'days'), ' after the first promise')
        when days_moved < 0 then concat(', ', counted(-days_moved, 'day', 'days'), ' before the first promise')
        when days_moved = 0 then ', as first promised'
    end;

-- how far a roll-out is: 136/146（93.2%）, or 136 城 where the whole is unknown
create or replace temp macro so_far_zh(cities, total) as
    case
        when total is null then concat(number_text(cities), ' 城')
        else concat(number_text(cities), '/', number_text(total), '（', number_text(round(100 * cities / total, 1)), '%）')
    end;
create or replace temp macro so_far_en(cities, total) as
    case
        when total is null then number_text(cities)
        else concat(
            number_text(cities), ' of ', number_text(total), ' (', number_text(round(100 * cities / total, 1)), '%)'
        )
    end;

-- how a number lies to its target: ，低于目标 80%
create or replace temp macro against_zh(value, target, unit, is_met) as
    concat(
        case when is_met then '，达到目标 ' when value < target then '，低于目标 ' else '，高于目标 ' end,
        number_zh(target), unit
    );
create or replace temp macro against_en(value, target, unit, is_met) as
    concat(
        case
            when is_met then ', meeting the target of '
            when value < target then ', below the target of '
            else ', above the target of '
        end,
        number_text(target), unit
    );

-- an availability of 100 % beside incidents of the year
create or replace temp macro overstated_zh(name, incidents, minutes) as
    concat(name, '写作 100%，但本年已有 ', incidents, ' 起生产事件、影响 ', number_text(minutes), ' 分钟');
create or replace temp macro overstated_en(name, incidents, minutes) as
    concat(
        name, ' stated as 100%, though the year has ', counted(incidents, 'production incident', 'production incidents'),
        ' with ', counted(minutes, 'minute', 'minutes'), ' of impact'
    );

-- how many numbers are wrong and how many to be checked
create or replace temp macro doubts_zh(errors, warnings) as
    concat_ws(
        '，',
        case when errors > 0 then concat(errors, ' 处错误（不计入趋势）') end,
        case when warnings > 0 then concat(warnings, ' 处待核对') end
    );
create or replace temp macro doubts_en(errors, warnings) as
    concat_ws(
        ', ',
        case when errors > 0 then concat(counted(errors, 'error', 'errors'), ' (left out of trends)') end,
        case when warnings > 0 then concat(warnings, ' to be checked') end
    );

-- the first two of the words in doubt, shortened
create or replace temp macro quotes_of(quotes) as
    array_to_string(
        list_transform(
            quotes[1:2],
            lambda quote: concat('「', left(quote, 20), case when length(quote) > 20 then '…' else '' end, '」')
        ), ''
    );

-- where a roll-out will end: （预计 2024-W15，最早 2024-W14，最晚 2024-W18）; nothing where there is no forecast
create or replace temp macro forecast_zh(likely, low, high) as
    case
        when likely is null then null
        when high is null then concat('，预计 ', likely, ' 完成（最早 ', low, '，最晚说不准）')
        when low = high then concat('，预计 ', likely, ' 完成')
        else concat('，预计 ', likely, ' 完成（', low, ' 至 ', high, '）')
    end;
create or replace temp macro forecast_en(likely, low, high) as
    case
        when likely is null then null
        when high is null then concat('; expected to end in ', likely, ' (', low, ' at the earliest, no latest week)')
        when low = high then concat('; expected to end in ', likely)
        else concat('; expected to end in ', likely, ' (', low, ' to ', high, ')')
    end;

-- incidents by grade: （P1 2 起、P2 1 起）; nothing where none has a grade
create or replace temp macro grades_zh(by_severity) as
    case
        when len(list_filter(map_keys(by_severity), lambda grade: grade <> '未定级')) > 0 then concat(
            '（',
            array_to_string(list_transform(
                map_entries(by_severity), lambda grade: concat(grade.key, ' ', grade.value, ' 起')
            ), '、'),
            '）'
        )
    end;
create or replace temp macro grades_en(by_severity) as
    case
        when len(list_filter(map_keys(by_severity), lambda grade: grade <> '未定级')) > 0 then concat(
            ' (',
            array_to_string(list_transform(
                map_entries(by_severity),
                lambda grade: concat(grade.value, ' ', case when grade.key = '未定级' then 'ungraded' else grade.key end)
            ), ', '),
            ')'
        )
    end;

-- their minutes: the known ones, which are the least where some are unknown
create or replace temp macro minutes_zh(minutes, known, incidents) as
    case
        when minutes is null then '，影响时长不明'
        when known < incidents then concat('，影响至少 ', number_text(minutes), ' 分钟')
        else concat('，影响 ', number_text(minutes), ' 分钟')
    end;
create or replace temp macro minutes_en(minutes, known, incidents) as
    case
        when minutes is null then ', duration unknown'
        when known < incidents then concat(', at least ', counted(minutes, 'minute', 'minutes'), ' of impact')
        else concat(', ', counted(minutes, 'minute', 'minutes'), ' of impact')
    end;
