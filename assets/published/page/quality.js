// Which entries are bad and why: the chosen week's, and those that belong to no week.

function quality() {
  const mine = tables.bad.filter((bad) => isOfTeam(bad) || bad.team === null);
  const now = mine.filter((bad) => bad.week === chosen.week).sort(bySeverity);
  const homeless = mine.filter((bad) => bad.week === null).sort(bySeverity);
  const bars = weekBars(
    weeksShown(tables.reporting),
    (week) =>
      ['error', 'warning']
        .map((severity) => ({
          name: say(`severity.${severity}`),
          class: `bar-${severity}`,
          value: mine.filter((bad) => bad.week === week && bad.severity === severity).length,
        }))
        .filter((part) => part.value),
    say('quality.chart'),
    (week) => {
      location.hash = hashWith({ week, at: 'quality' });
    },
  );
  const reading = inWeek(tables.reporting).filter((row) => !row.is_missing);
  return section(
    'quality',
    bars,
    el(
      'p',
      { class: 'key quiet' },
      ['error', 'warning'].map((severity) => [el('i', { class: `swatch bar-${severity}` }), say(`severity.${severity}`)]),
      reading.length > 0 && [
        ' · ',
        say('quality.reading', { facts: sum(reading.map((row) => row.facts)), unread: sum(reading.map((row) => row.unread_numbers)) }),
      ],
    ),
    el('h3', {}, say('quality.thisWeek', { n: now.length })),
    now.length ? shortList('ul', now.map(badRow), 20, { class: 'bads' }) : el('p', { class: 'good' }, say('quality.noneInWeek')),
    homeless.length > 0 && [
      el('h3', {}, say('quality.homeless', { n: homeless.length })),
      shortList('ul', homeless.map(badRow), 10, { class: 'bads' }),
    ],
  );
}

function badRow(bad) {
  return el(
    'li',
    { class: severityOf(bad) },
    el(
      'p',
      {},
      badButton(bad),
      ' ',
      el('span', { class: 'quiet' }, [bad.team, bad.project].filter(Boolean).join(' · ')),
      bad.state !== 'open' && [' ', badge('state', say(`state.${bad.state}`))],
      ' ',
      el('code', { title: bad.source_file }, place(bad.source_file, bad.source_line)),
    ),
    messageOf(bad),
  );
}
