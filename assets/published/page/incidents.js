// Production incidents by the week in which they happened: how many, how long, how fast they were seen and ended.

const RECENT_WEEKS = 4;

function incidents() {
  const shown = weeksShown(tables.incident_weeks);
  const byWeek = new Map(shown.map((week) => [week, tables.incident_weeks.filter((row) => row.week === week && isOfTeam(row))]));
  const isRecent = (week) => week <= chosen.week && weeksBetween(week, chosen.week) < RECENT_WEEKS;
  const listed = tables.incidents
    .filter((row) => isOfTeam(row) && isRecent(row.occurred_week ?? row.week))
    .sort((a, b) => ((a.started_at ?? a.detected_at ?? '') < (b.started_at ?? b.detected_at ?? '') ? 1 : -1));
  if (![...byWeek.values()].some((rows) => rows.length)) return section('incidents', nothing('incidents.none'));
  return section(
    'incidents',
    weekBars(
      shown,
      (week) => gradesOf(byWeek.get(week)),
      say('incidents.chart'),
      (week) => openSource(`${say('incidents.title')} · ${week}`, '', together(byWeek.get(week))),
    ),
    gradeKey([...byWeek.values()].flat()),
    listed.length
      ? [
          el('h3', {}, say('incidents.recent')),
          dataTable('incidents', ['when', 'service', 'grade', 'took', 'hit', 'what'], listed.map(incidentRow), 10),
        ]
      : el('p', { class: 'good' }, say('incidents.quiet')),
  );
}

/** P0, P1, A and B are grave; an incident without a grade is not taken for a light one. */
const graveness = (grade) => (/^(P[01]|S[01]|[AB])/i.test(grade) ? 'grave' : /\d|^[C-F]/i.test(grade) ? 'light' : 'ungraded');

/** Incidents of a week by graveness; null where no team's number is known. */
function gradesOf(rows) {
  if (!rows.length || rows.every((row) => row.incidents === null)) return null;
  const numbers = { grave: 0, light: 0, ungraded: 0 };
  for (const row of rows) for (const [grade, count] of Object.entries(row.by_severity ?? {})) numbers[graveness(grade)] += count;
  return Object.entries(numbers)
    .filter(([, value]) => value)
    .map(([name, value]) => ({ name: say(`incidents.${name}`), class: `bar-${name}`, value }));
}

const gradeKey = () =>
  el(
    'p',
    { class: 'key quiet' },
    ['grave', 'light', 'ungraded'].map((name) => [el('i', { class: `swatch bar-${name}` }), say(`incidents.${name}`)]),
    el('b', { class: 'sign' }, '?'),
    say('unknown'),
  );

function incidentRow(row) {
  const own = { fact_id: row.fact_id, fact_ids: [row.fact_id], week: row.week };
  const began = row.started_at ?? row.detected_at;
  const minutes =
    row.ended_at && began
      ? Math.round((Date.parse(`${row.ended_at.replace(' ', 'T')}Z`) - Date.parse(`${began.replace(' ', 'T')}Z`)) / 60000)
      : null;
  const isExcluded = issuesOf([row.fact_id]).some((bad) => bad.severity === 'error');
  const title = row.service ?? row.incident_id;
  const same = (text) => number(text, own, title, { badges: false, plain: true });
  return el(
    'tr',
    { class: isExcluded ? 'left-out' : null },
    el('th', { scope: 'row' }, number(moment(began, year()), own, title), isExcluded && [' ', badge('excluded', say('badge.out'))]),
    el('td', { 'data-label': say('incidents.service') }, row.service ?? NONE),
    el('td', { 'data-label': say('incidents.grade') }, row.severity ?? say('incidents.ungraded')),
    el(
      'td',
      { class: minutes === null ? 'right void' : 'right', 'data-label': say('incidents.took') },
      minutes === null ? NONE : same(say('minutes', { n: minutes })),
    ),
    el(
      'td',
      { class: row.affected_count === null ? 'right void' : 'right', 'data-label': say('incidents.hit') },
      row.affected_count === null ? NONE : same(amount(row.affected_count, row.affected_unit)),
    ),
    el('td', { class: 'what' }, el('p', { class: 'clamp' }, row.summary, row.cause && el('span', { class: 'quiet' }, ` ${row.cause}`))),
  );
}
