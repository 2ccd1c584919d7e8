// Service levels and other named numbers: the last value, what it was, and whether it meets its target.

const MEASURE_WEEKS = 4;

function measures() {
  const all = seriesOf(tables.measures, (row) => [row.team, row.project_id, row.section, row.name, row.unit], MEASURE_WEEKS);
  const order = (series) => {
    const row = series.at(-1);
    return row.is_met === false ? 0 : row.target !== null ? 1 : row.unit === '%' ? 2 : 3;
  };
  const sorted = all.sort(
    (a, b) => order(a) - order(b) || byText((one) => `${one[0].team}${one[0].project ?? one[0].section ?? ''}${one[0].name}`)(a, b),
  );
  if (!sorted.length) return section('measures', nothing('measures.none'));
  const years = inWeek(tables.availability);
  return section(
    'measures',
    years.length > 0 && [
      el('h3', {}, say('measures.availability')),
      dataTable('availability', ['name', 'stated', 'byIncidents', 'target', 'spent', 'left'], years.map(availabilityRow)),
      el('h3', {}, say('measures.levels')),
    ],
    dataTable('measures', ['name', 'value', 'change', 'target', 'met', 'course'], sorted.map(measureRow), 16),
  );
}

function measureRow(series) {
  const row = series.at(-1);
  const title = [row.project ?? row.section, row.name].filter(Boolean).join(' · ');
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      row.name,
      el('span', { class: 'quiet' }, ` ${[row.project ?? row.section, row.team].filter(Boolean).join(' · ')}`),
    ),
    el(
      'td',
      { class: 'right', 'data-label': say('measures.value') },
      number(amount(row.value, row.unit), row, title),
      row.week !== chosen.week && [' ', badge('contested', say('lastSaid', { week: shortWeek(row.week, year()) }))],
    ),
    el(
      'td',
      { class: 'right', 'data-label': say('measures.change') },
      number(change(row.change, row.unit === '%' ? 'pp' : row.unit), row, title, { badges: false, plain: true }),
    ),
    el(
      'td',
      { class: row.target === null ? 'right void' : 'right', 'data-label': say('measures.target') },
      row.target === null ? NONE : number(amount(row.target, row.unit), row, title, { badges: false, plain: true }),
    ),
    el(
      'td',
      { class: row.is_met === null && 'void', 'data-label': say('measures.met') },
      row.is_met === null ? NONE : badge(row.is_met ? 'done' : 'over', say(row.is_met ? 'measures.isMet' : 'measures.isMissed')),
    ),
    el(
      'td',
      { class: 'course' },
      sparkline(series, (one) => one.value),
    ),
  );
}

/** What a team states of the year, beside what its incidents of the year say. */
function availabilityRow(row) {
  const title = `${row.team} · ${row.name}`;
  const cell = (key, text, ...extra) => el('td', { class: 'right', 'data-label': say(`availability.${key}`) }, text, extra);
  const rest = (value) => number(value, { ...row, fact_id: undefined }, title, { badges: false, plain: true });
  const lacking = [
    row.incidents_without_minutes && say('availability.lacking', { n: row.incidents_without_minutes }),
    row.unknown_weeks && say('availability.weeks', { n: row.unknown_weeks }),
  ];
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, row.name, el('span', { class: 'quiet' }, ` ${row.team}`)),
    cell('stated', number(amount(row.stated_percent, '%'), row, title)),
    cell('byIncidents', rest(amount(row.percent_by_incidents, '%'))),
    cell('target', row.target_percent === null ? say('availability.noTarget') : rest(amount(row.target_percent, '%'))),
    cell('spent', rest(amount(row.minutes)), el('span', { class: 'quiet' }, lacking.filter(Boolean).map((text) => ` · ${text}`))),
    cell(
      'left',
      row.budget_left_minutes === null
        ? NONE
        : el(
            'span',
            { class: row.budget_left_minutes < 0 ? 'worse' : 'better' },
            rest(
              say('availability.of', { left: amount(Math.round(row.budget_left_minutes)), budget: amount(Math.round(row.budget_minutes)) }),
            ),
          ),
    ),
  );
}
