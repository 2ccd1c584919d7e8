// The quarter of the chosen week: its findings, and each team's discipline, promises and incidents.

function quarter() {
  const name = quarterOf(chosen.week);
  const found = tables.review.filter((row) => row.quarter === name && isOfTeam(row)).sort(byWeight);
  const shown = teams.filter((team) => !chosen.team || team === chosen.team);
  const rows = shown.map((team) => quarterRow(team, name)).filter(Boolean);
  const cities = inQuarter(tables.quarterly_rollout).filter((row) => row.cumulative_cities !== null);
  const content = section(
    'quarter',
    found.length ? shortList('ol', found.map(finding), 12, { class: 'findings' }) : nothing('quarter.none'),
    rows.length > 0 && [
      el('h3', {}, say('quarter.teams')),
      dataTable('quarter', ['team', 'reports', 'plans', 'milestones', 'incidents', 'minutes', 'restore', 'bad'], rows),
    ],
    cities.length > 0 && [
      el('h3', {}, say('quarter.cities')),
      el(
        'ul',
        { class: 'columns' },
        cities.map((row) =>
          el(
            'li',
            {},
            el('b', {}, row.project),
            ' ',
            number(change(row.change ?? row.new_cities), row, row.project),
            ' ',
            el('span', { class: 'quiet' }, `→ ${amount(row.cumulative_cities)} / ${amount(row.total_cities)}`),
          ),
        ),
      ),
    ],
  );
  content.querySelector('h2').append(` ${name}`);
  return content;
}

function quarterRow(team, name) {
  const [reports, plan, promise, incident] = ['quarterly_reporting', 'quarterly_plans', 'quarterly_promises', 'quarterly_incidents'].map(
    (table) => tables[table].find((row) => row.quarter === name && row.team === team),
  );
  if (!reports && !plan && !promise && !incident) return null;
  const cell = (key, text, row, options = {}) =>
    el(
      'td',
      { class: 'right', 'data-label': say(`quarter.${key}`) },
      text === NONE || !row ? NONE : number(text, row, `${team} · ${say(`quarter.${key}`)}`, { badges: false, ...options }),
    );
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, team),
    cell('reports', reports ? `${reports.weeks - reports.missing_weeks} / ${reports.weeks}` : NONE, reports),
    cell(
      'plans',
      plan?.share_kept === null || !plan ? NONE : `${percentOf(plan.share_kept)} (${plan.done}/${plan.plans - plan.open})`,
      plan,
    ),
    cell(
      'milestones',
      !promise || promise.share_kept === null
        ? NONE
        : `${percentOf(promise.share_kept)} (${promise.kept}/${promise.kept + promise.late + promise.overdue + promise.moved})`,
      promise,
    ),
    cell('incidents', amount(incident?.incidents), incident),
    cell('minutes', amount(incident?.minutes), incident),
    cell(
      'restore',
      amount(
        incident?.mean_minutes_to_restore === undefined || incident?.mean_minutes_to_restore === null
          ? null
          : Math.round(incident.mean_minutes_to_restore),
      ),
      incident,
    ),
    cell(
      'bad',
      amount(reports?.bad_entries),
      { fact_ids: [] },
      { named: tables.bad.filter((bad) => bad.team === team && bad.week && quarterOf(bad.week) === name) },
    ),
  );
}
