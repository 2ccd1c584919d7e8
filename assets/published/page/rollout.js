// The roll-out by project: cities opened so far against the whole, and the range in which it may end.

const ROLLOUT_WEEKS = 13; // a quarter of silence: a project that nobody has counted for longer is named, not drawn
const AHEAD_WEEKS = 16; // how far ahead a chart looks; a later end is told in words

/** The projects with a roll-out up to the chosen week, each with its weeks; those still under way first. */
function rollouts(most = ROLLOUT_WEEKS) {
  const isDone = (series) => (leftOf(series.at(-1)) === 0 ? 1 : 0);
  return seriesOf(tables.rollout, (row) => row.project_id, most)
    .filter((series) => series.some((row) => row.cumulative_cities !== null || row.excluded_fact_ids.length))
    .sort((a, b) => isDone(a) - isDone(b) || (b.at(-1).total_cities ?? 0) - (a.at(-1).total_cities ?? 0));
}

const leftOf = (row) =>
  row.remaining_cities ?? (row.total_cities === null || row.cumulative_cities === null ? null : row.total_cities - row.cumulative_cities);

function rollout() {
  const shown = rollouts();
  const silent = rollouts(Infinity).filter((series) => weeksBetween(series.at(-1).week, chosen.week) > ROLLOUT_WEEKS);
  return section(
    'rollout',
    shown.length ? shortList('div', shown.map(rolloutCard), 9, { class: 'charts' }) : nothing('rollout.none'),
    silent.length > 0 &&
      el(
        'p',
        { class: 'quiet' },
        say('rollout.silent', { names: silent.map((series) => `${series[0].project}（${series.at(-1).week}）`).join('、') }),
      ),
  );
}

function rolloutCard(series) {
  const row = series.at(-1);
  const same = (text) => number(text, row, row.project, { badges: false, plain: true });
  return el(
    'article',
    { class: 'card' },
    el('h3', {}, row.project, ' ', el('span', { class: 'quiet' }, row.team)),
    el(
      'p',
      {},
      number(amount(row.cumulative_cities), row, say('rollout.reached', row)),
      el('span', { class: 'quiet' }, ` / ${amount(row.total_cities)} ${say('rollout.cities')} `),
      el('b', {}, percentOf(row.total_cities ? row.cumulative_cities / row.total_cities : null)),
      el(
        'span',
        { class: 'quiet' },
        ' · ',
        same(say('rollout.new', { n: change(row.new_cities) })),
        ' · ',
        same(say('rollout.left', { n: amount(leftOf(row)) })),
      ),
    ),
    endText(row),
    burnUp(series),
  );
}

const shareBar = (done, total) =>
  el(
    'span',
    { class: 'share', 'aria-hidden': 'true' },
    el('span', { style: { width: `${total && done !== null ? Math.min(100, (done / total) * 100) : 0}%` } }),
  );

/** When the roll-out ends, in words that say what is not known too. */
function endText(row) {
  const [low, high] = [row.forecast_week_low, row.forecast_week_high];
  const old = row.week === chosen.week ? null : [' ', badge('contested', say('lastSaid', { week: shortWeek(row.week, year()) }))];
  const expected = () =>
    number(say('rollout.expected', { week: shortWeek(row.forecast_week, year()) }), row, row.project, { badges: false, plain: true });
  if (leftOf(row) === 0) return el('p', { class: 'end good' }, say('rollout.done', { week: row.week }));
  if (low && high) {
    return el(
      'p',
      { class: 'end' },
      expected(),
      el(
        'span',
        { class: 'quiet' },
        say('rollout.range', {
          low: shortWeek(low, year()),
          high: shortWeek(high, year()),
          from: date(isoOf(mondayOf(low)), year()),
          to: date(isoOf(sundayOf(high)), year()),
        }),
      ),
      old,
    );
  }
  if (low)
    return el(
      'p',
      { class: 'end' },
      expected(),
      el('span', { class: 'quiet' }, say('rollout.openEnd', { low: shortWeek(low, year()), from: date(isoOf(mondayOf(low)), year()) })),
      old,
    );
  return el(
    'p',
    { class: 'end quiet' },
    leftOf(row) === null
      ? say('rollout.noTotal')
      : row.points < 4
        ? say('rollout.fewPoints', { n: row.points ?? 0 })
        : say('rollout.standstill'),
    old,
  );
}

function burnUp(series) {
  const points = series.filter((row) => row.cumulative_cities !== null);
  if (!points.length) return el('p', { class: 'quiet' }, say('rollout.allExcluded'));
  const [width, height, left, right, top, bottom] = [340, 196, 30, 12, 18, 24];
  const last = points.at(-1);
  const [first, now] = [mondayOf(points[0].week), mondayOf(last.week)];
  const end = last.forecast_week_low === null ? now : last.forecast_week_high === null ? Infinity : mondayOf(last.forecast_week_high);
  const until = Math.max(now + 7 * DAY, first + 7 * 7 * DAY, Math.min(now + AHEAD_WEEKS * 7 * DAY, end));
  const most = Math.max(...points.map((row) => Math.max(row.cumulative_cities, row.total_cities ?? 0)));
  const x = scale(first, until, left, width - right);
  const y = scale(0, most * 1.08 || 1, height - bottom, top);
  const at = (row) => [x(mondayOf(row.week)), y(row.cumulative_cities)];
  return svg(
    'svg',
    { class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': say('rollout.chart', last) },
    ticksTo(most * 1.04).map((tick) => [
      svg('line', { x1: left, x2: width - right, y1: y(tick), y2: y(tick), class: 'grid' }),
      svg('text', { x: left - 6, y: y(tick) + 4, class: 'tick end' }, tick),
    ]),
    weekTicks(first, until, x, height - 8),
    totalLine(points, x, y, until),
    last.forecast_week_low !== null && last.total_cities !== null && cone(last, x, y, until),
    svg('path', { d: lines(points.map(at)), class: 'stroke' }),
    points.map((row) =>
      chartPoint(
        ...at(row),
        say('rollout.point', { ...row, change: change(row.new_cities) }),
        row,
        `${row.project} · ${row.week}`,
        row === last,
      ),
    ),
  );
}

function weekTicks(first, until, x, y) {
  const count = Math.round((until - first) / (7 * DAY));
  const every = Math.max(1, Math.ceil(count / 6));
  return Array.from({ length: Math.floor(count / every) + 1 }, (_, place) => {
    const day = first + place * every * 7 * DAY;
    return svg('text', { x: x(day), y, class: 'tick middle' }, weekOfDay(day).slice(5));
  });
}

/** The ISO week of a Monday. */
function weekOfDay(monday) {
  const isoYear = new Date(monday + 3 * DAY).getUTCFullYear();
  const isoWeek = 1 + Math.round((monday - mondayOf(`${isoYear}-W01`)) / (7 * DAY));
  return `${isoYear}-W${String(isoWeek).padStart(2, '0')}`;
}

/** The whole, as it was stated week by week: a step where it was changed. */
function totalLine(points, x, y, until) {
  const known = points.filter((row) => row.total_cities !== null);
  if (!known.length) return null;
  const steps = known.flatMap((row, place) => {
    const to = known[place + 1] ? mondayOf(known[place + 1].week) : until;
    return [
      [x(mondayOf(row.week)), y(row.total_cities)],
      [x(to), y(row.total_cities)],
    ];
  });
  const [endX, endY] = steps.at(-1);
  const last = points.at(-1);
  // at the end of the line, unless the last point stands there
  const isTaken = endX - x(mondayOf(last.week)) < 55 && Math.abs(y(last.cumulative_cities) - endY) < 16;
  const begin = steps[steps.findLastIndex(([, level]) => level !== endY) + 1][0];
  const text = say('rollout.total', { n: known.at(-1).total_cities });
  return [
    svg('path', { d: lines(steps), class: 'total' }),
    svg('text', isTaken ? { x: begin, y: endY - 5, class: 'tick' } : { x: endX, y: endY - 5, class: 'tick end' }, text),
  ];
}

/** Where the line may go on: within the area (how often it did is in docs/decisions/trends.md), in the mean along the line in it. */
function cone(last, x, y, until) {
  const [now, open, total] = [mondayOf(last.week), last.cumulative_cities, last.total_cities];
  const [low, mean, high] = [last.forecast_week_low, last.forecast_week, last.forecast_week_high].map((week) =>
    week ? mondayOf(week) : null,
  );
  // the point where the way to the whole leaves the chart, or reaches the whole; without an end nothing opens any more
  const reach = (day) =>
    day === null ? [x(until), y(open)] : [x(Math.min(day, until)), y(open + (total - open) * Math.min(1, (until - now) / (day - now)))];
  const corner = low < until && (high === null || high > until) ? [[x(until), y(total)]] : [];
  const start = [x(now), y(open)];
  return [
    svg('path', { d: `${lines([start, reach(low), ...corner, reach(high)])}Z`, class: 'cone' }),
    mean !== null && svg('path', { d: lines([start, reach(mean)]), class: 'edge' }),
  ];
}
