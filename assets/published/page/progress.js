// How far each part of each project is said to be, what moved and what stands still.

const PROGRESS_WEEKS = 6; // older words are no news, unless the project's part is unfinished and spoken of within six weeks
const STUCK_WEEKS = 3; // as rule progress_stale counts

function progress() {
  const all = seriesOf(tables.progress, (row) => [row.project_id, row.component], PROGRESS_WEEKS).filter(
    (series) => series.at(-1).week === chosen.week || series.at(-1).percent < 100,
  );
  if (!all.length) return section('progress', nothing('progress.none'));
  const byProject = new Map();
  for (const series of all.sort(byText((one) => one[0].project + one[0].component))) {
    byProject.set(series[0].project, [...(byProject.get(series[0].project) ?? []), series]);
  }
  const rows = [...byProject].flatMap(([project, parts]) => parts.map((series, place) => progressRow(project, series, place === 0)));
  return section('progress', dataTable('progress', ['project', 'part', 'percent', 'change', 'still', 'course'], rows, 24));
}

function progressRow(project, series, isFirst) {
  const row = series.at(-1);
  const before = row.previous_percent;
  const title = `${project} · ${row.component}`;
  return el(
    'tr',
    { class: isFirst ? 'first' : null },
    el(
      'th',
      { scope: 'row' },
      el('span', { class: isFirst ? null : 'again' }, project),
      row.other_teams && el('span', { class: 'quiet' }, ` ${[row.team, ...row.other_teams].join('、')}`),
    ),
    el('td', { 'data-label': say('progress.part') }, row.component),
    el(
      'td',
      { class: 'wide', 'data-label': say('progress.percent') },
      el(
        'span',
        { class: 'meter', 'aria-hidden': 'true' },
        el('span', { class: row.week === chosen.week ? 'fill' : 'fill old', style: { width: `${row.percent ?? 0}%` } }),
        before !== null && el('span', { class: 'was', style: { left: `${before}%` } }),
      ),
      number((row.qualifier === '~' ? '≈' : row.qualifier === '>=' ? '≥' : '') + amount(row.percent, '%'), row, title),
    ),
    el(
      'td',
      { class: 'right', 'data-label': say('progress.change') },
      number(change(row.change, 'pp'), row, title, { badges: false, plain: true }),
    ),
    el(
      'td',
      { class: 'right', 'data-label': say('progress.still') },
      row.week !== chosen.week
        ? badge('contested', say('lastSaid', { week: shortWeek(row.week, year()) }))
        : row.weeks_unchanged >= STUCK_WEEKS && row.percent < 100
          ? badge('over', say('progress.stuck', { n: row.weeks_unchanged }))
          : number(amount(row.weeks_unchanged), row, title, { badges: false, plain: true }),
    ),
    el(
      'td',
      { class: 'course' },
      sparkline(series, (one) => one.percent),
    ),
  );
}

/** A table whose columns become lines of labels on a phone. */
function dataTable(id, columns, rows, most = Infinity) {
  const body = shortList('tbody', rows, most);
  const [list, button] = Array.isArray(body) ? body : [body, null];
  return el(
    'div',
    {},
    el(
      'table',
      { class: id },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          columns.map((name) => el('th', { scope: 'col', class: name }, say(`${id}.${name}`))),
        ),
      ),
      list,
    ),
    button,
  );
}
