// Promise against time: for each milestone the date first promised, the date that stands, and what lies between.

const LEAST_ROWS = 8;
const MOST_ROWS = 20; // of milestones at once; a year of ten teams has hundreds

function milestones() {
  const all = inWeek(tables.milestones);
  const dated = all.filter((row) => row.date_end || row.first_promised).sort(byLateness);
  const undated = all.filter((row) => !row.date_end && !row.first_promised && row.status);
  const excluded = all.filter((row) => !row.status && row.excluded_fact_ids.length);
  return section(
    'milestones',
    dated.length ? slipChart(dated) : nothing('milestones.none'),
    undated.length > 0 && [
      el('h3', {}, say('milestones.news')),
      shortList(
        'ul',
        undated
          .sort(byText((row) => row.project))
          .map((row) =>
            el(
              'li',
              {},
              badge(row.status, say(`status.${row.status}`)),
              ' ',
              number(`${row.project} · ${row.event}`, row, `${row.project} · ${row.event}`, { plain: true }),
            ),
          ),
        8,
        { class: 'columns' },
      ),
    ],
    excluded.length > 0 &&
      el(
        'p',
        {},
        excluded.map((row) => [number(`${row.project} · ${row.event}`, row, row.project), ' ']),
      ),
  );
}

/** Slipped and open ones first, the furthest on top; then overdue, open, perhaps done and done ones; last what is hardly a milestone. */
function byLateness(a, b) {
  const group = (row) =>
    !row.is_deliverable ? 5 : row.status === 'done' ? 4 : row.answer_fact_id !== null ? 3 : row.days_moved > 0 ? 0 : row.is_overdue ? 1 : 2;
  return (
    group(a) - group(b) ||
    (b.days_moved ?? 0) - (a.days_moved ?? 0) ||
    (a.date_end ?? '').localeCompare(b.date_end ?? '') ||
    a.project.localeCompare(b.project, locale)
  );
}

function slipChart(rows) {
  const days = rows
    .flatMap((row) => [row.first_promised, row.date_start, row.date_end])
    .filter(Boolean)
    .map(dayOf);
  const now = sundayOf(chosen.week);
  // dates further away than a year are pinned to the edge: one typed wrong must not flatten all others
  const from = Math.max(Math.min(now, ...days), now - 365 * DAY) - 10 * DAY;
  const to = Math.min(Math.max(now, ...days), now + 365 * DAY) + 10 * DAY;
  const at = (day) => Math.min(100, Math.max(0, ((day - from) / (to - from)) * 100));
  const months = monthsBetween(from, to);
  const grid = () => [
    months.map((day) => el('i', { class: 'month', style: { left: `${at(day)}%` } })),
    el('i', { class: 'today', style: { left: `${at(now)}%` } }),
  ];
  const axis = el(
    'li',
    { class: 'slip axis', 'aria-hidden': 'true' },
    el('span', {}),
    el(
      'span',
      { class: 'track' },
      months.map((day) =>
        el(
          'span',
          { class: 'tick', style: { left: `${at(day)}%` } },
          say('month', { month: new Date(day).getUTCMonth() + 1, year: new Date(day).getUTCFullYear() }),
        ),
      ),
      el('span', { class: 'tick today', style: { left: `${at(now)}%` } }, say('milestones.now', { week: shortWeek(chosen.week, year()) })),
    ),
    el('span', {}),
  );
  const key = el(
    'p',
    { class: 'key quiet' },
    el('i', { class: 'mark first' }),
    say('milestones.first'),
    el('i', { class: 'span' }),
    say('milestones.span'),
    el('i', { class: 'mark stands' }),
    say('milestones.stands'),
    el('i', { class: 'mark late' }),
    say('milestones.late'),
    el('i', { class: 'mark done' }, '✓'),
    say('status.done'),
    el('i', { class: 'mark maybe' }, '?'),
    say('milestones.maybe'),
    el('i', { class: 'mark over' }, '!'),
    say('milestones.overdue'),
  );
  const [list, button] = [
    shortList(
      'ul',
      rows.map((row) => slipRow(row, at, grid)),
      Math.min(MOST_ROWS, Math.max(LEAST_ROWS, rows.filter((row) => row.is_deliverable).length)),
      { class: 'slips' },
    ),
  ].flat();
  list.prepend(axis);
  return [key, list, button];
}

function monthsBetween(from, to) {
  const found = [];
  const step = to - from > 300 * DAY ? 3 : to - from > 150 * DAY ? 2 : 1;
  const start = new Date(from);
  for (let month = start.getUTCMonth() + 1; ; month += step) {
    const day = Date.UTC(start.getUTCFullYear(), month, 1);
    if (day > to) return found;
    found.push(day);
  }
}

function slipRow(row, at, grid) {
  const first = row.first_promised && at(dayOf(row.first_promised));
  const [start, end] = [row.date_start ?? row.date_end, row.date_end].map((day) => day && at(dayOf(day)));
  const isLate = row.days_moved > 0;
  const kind =
    row.status === 'done' ? 'done' : row.answer_fact_id !== null ? 'maybe' : row.is_overdue ? 'over' : isLate ? 'late' : 'stands';
  const stroke = (from, to, name) => el('i', { class: name, style: { left: `${Math.min(from, to)}%`, width: `${Math.abs(to - from)}%` } });
  return el(
    'li',
    { class: 'slip' },
    el('span', { class: 'name' }, el('b', {}, row.project), ' ', row.event),
    el(
      'span',
      { class: 'track', 'aria-hidden': 'true' },
      grid(),
      first !== null && end !== null && stroke(first, end, isLate ? 'moved late' : 'moved'),
      start !== null && end !== null && end - start > 0.8 && stroke(start, end, 'span'),
      first !== null && (end === null || Math.abs(end - first) > 1) && el('i', { class: 'mark first', style: { left: `${first}%` } }),
      end !== null && el('i', { class: `mark ${kind}`, style: { left: `${end}%` } }, { done: '✓', maybe: '?', over: '!' }[kind]),
    ),
    el('span', { class: 'told' }, promiseText(row)),
  );
}

/** 3/28 → 5/20, 53 days later: a button that opens every statement of the promise. */
function promiseText(row) {
  const when = [
    row.first_promised !== row.date_end && date(row.first_promised, year()),
    row.date_end || !row.first_promised ? spanText(row) : row.status !== 'done' && say('milestones.noDate'),
  ]
    .filter(Boolean)
    .join(' → ');
  return [
    number(when, row, `${row.project} · ${row.event}`),
    row.days_moved
      ? [
          ' ',
          el(
            'span',
            { class: row.days_moved > 0 ? 'worse' : 'better' },
            say(row.days_moved > 0 ? 'milestones.later' : 'milestones.sooner', { n: Math.abs(row.days_moved) }),
          ),
        ]
      : null,
    row.times_moved > 1 && [' ', el('span', { class: 'quiet' }, say('milestones.times', { n: row.times_moved }))],
    row.status === 'done' && [' ', badge('done', say('status.done'))],
    row.status === 'paused' && [' ', badge('paused', say('status.paused'))],
    row.is_overdue && [' ', badge('over', say('milestones.overdue'))],
    row.answer_fact_id !== null && row.status !== 'done' && [' ', badge('maybe', say('milestones.maybe'))],
    !row.is_stated &&
      row.stated_week && [' ', el('span', { class: 'quiet' }, say('lastSaid', { week: shortWeek(row.stated_week, year()) }))],
  ];
}

const spanText = (row) =>
  row.date_start && row.date_end && row.date_start !== row.date_end
    ? `${date(row.date_start, year())}–${date(row.date_end, Number(row.date_start.slice(0, 4)))}`
    : date(row.date_end ?? row.date_start, year());
