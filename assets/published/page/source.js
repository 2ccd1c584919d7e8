// From a number to the lines it was read from: the buttons that numbers are, their badges, and the dialog that they open.

const badge = (kind, text) => el('span', { class: `badge ${kind}` }, text);

/** The facts of a row that its own week states; the others are what it is compared with. */
function ownFacts(row) {
  const stated = (row.fact_ids ?? []).filter((fact) => reportOf.get(facts[fact].file)?.week === row.week);
  return row.fact_id === undefined ? (row.fact_ids ?? []) : [...new Set([row.fact_id, ...stated])].filter((fact) => fact !== null);
}

const issuesOf = (numbers) => [...new Set(numbers.flatMap((fact) => badOf.get(fact) ?? []))];
const doubtsOf = (row) => issuesOf(ownFacts(row)).filter(isDoubt);

/** The badges of a row whose quality is in doubt; nothing where it is not. */
function badgesOf(row) {
  const excluded = row.excluded_fact_ids?.length ?? 0;
  return [
    doubtsOf(row).length > 0 && badge('doubt', say('badge.doubt')),
    excluded > 0 && badge('excluded', say('badge.excluded', { n: excluded })),
    ownFacts(row).some((fact) => correctionOf.has(fact)) && badge('corrected', say('badge.corrected')),
    Boolean(row.is_contested) && badge('contested', say('badge.contested')),
  ].filter(Boolean);
}

/** A number: a button that opens its source lines. `row` is what it rests on, `named` are bad entries that bear on it beside. */
function number(text, row, title, { badges = true, plain = false, named = [] } = {}) {
  const marks = badges ? badgesOf(row).flatMap((mark) => [' ', mark]) : [];
  const options = {
    type: 'button',
    class: plain ? 'n plain' : 'n',
    'aria-haspopup': 'dialog',
    click: () => openSource(title, text, row, named),
  };
  return el('button', options, text, marks);
}

/** `named` are bad entries that bear on it beside those of its facts. */
function openSource(title, text, row, named = []) {
  const used = [...new Set([...ownFacts(row), ...(row.fact_ids ?? [])])];
  const excluded = row.excluded_fact_ids ?? [];
  openDialog(
    title,
    text && el('p', { class: 'value' }, text),
    issueList([...new Set([...named, ...issuesOf(used)])]),
    excluded.length > 0 && [el('h3', {}, say('source.excluded')), excluded.map((fact) => [sourceLine(fact), issueList(issuesOf([fact]))])],
    used.length > 0 && [el('h3', {}, say('source.lines', { n: used.length })), used.map(sourceLine)],
    !used.length && !excluded.length && !named.length && el('p', { class: 'quiet' }, say('source.none')),
  );
}

function openBad(bad) {
  const stated = [...new Set([bad.fact_id, ...bad.fact_ids])].filter((fact) => fact !== null);
  openDialog(
    say(`rules.${bad.rule}`),
    issueList([bad]),
    el('h3', {}, say('source.lines', { n: Math.max(stated.length, 1) })),
    stated.length ? stated.map(sourceLine) : sourceBlock(bad.source_file, bad.source_line, null, bad.quote, null),
  );
}

const issueList = (issues) =>
  issues.length > 0 &&
  el(
    'ul',
    { class: 'issues' },
    issues.map((bad) => el('li', { class: severityOf(bad) }, issueText(bad))),
  );
const severityOf = (bad) => (bad.severity === 'error' ? 'error' : 'warning');

function issueText(bad) {
  return [
    el(
      'p',
      {},
      badge(severityOf(bad), say(`severity.${bad.severity}`)),
      ' ',
      el('b', {}, say(`rules.${bad.rule}`)),
      ' ',
      el('code', {}, bad.rule),
      bad.state !== 'open' && [' ', badge('state', say(`state.${bad.state}`))],
    ),
    messageOf(bad),
    (bad.observed || bad.expected) &&
      el('p', { class: 'quiet' }, say('source.seen', { observed: bad.observed ?? NONE, expected: bad.expected ?? NONE })),
  ];
}

/** What is wrong, and what is probably meant, where that does not say the same again. */
const messageOf = (bad, options = {}) => [
  el('p', options, shortFile(bad.message)),
  bad.likely_cause &&
    !bad.message.includes(bad.likely_cause) &&
    el('p', { class: 'cause' }, say('source.cause', { cause: shortFile(bad.likely_cause) })),
];

function sourceLine(at) {
  const fact = facts[at];
  const correction = correctionOf.get(at);
  return [
    sourceBlock(fact.file, fact.line, fact.sheet, fact.quote, tables.entries[fact.entry_id]?.text),
    correction && el('p', { class: 'cause' }, say('source.corrected', correction)),
  ];
}

/** One place: file and line, the report, and the entry with the words that were read marked in it. */
function sourceBlock(file, line, sheet, quote, text) {
  const report = reportOf.get(file);
  const at = quote && text ? text.indexOf(quote) : -1;
  const told =
    at < 0
      ? [quote && el('mark', {}, quote), text && text !== quote && [' ', text]]
      : [text.slice(0, at), el('mark', {}, quote), text.slice(at + quote.length)];
  return el(
    'figure',
    { class: 'line' },
    el(
      'figcaption',
      {},
      el('code', { title: file }, place(file, line)),
      sheet && ` · ${sheet}`,
      report && el('span', { class: 'quiet' }, ` ${[report.title, report.author].filter(Boolean).join(' · ')}`),
    ),
    quote || text ? el('blockquote', {}, told) : el('p', { class: 'quiet' }, say(line ? 'source.row' : 'source.whole')),
  );
}

/** A dialog that Esc, its button and a click beside it close; the browser gives the focus back. */
function openDialog(title, ...content) {
  const dialog = el('dialog', {
    'aria-labelledby': 'dialog-title',
    click: (event) => event.target === dialog && dialog.close(),
    close: () => dialog.remove(),
  });
  dialog.append(
    el(
      'div',
      { class: 'sheet' },
      el(
        'header',
        {},
        el('h2', { id: 'dialog-title' }, title),
        el('button', { type: 'button', class: 'close', 'aria-label': say('source.close'), click: () => dialog.close() }, '×'),
      ),
      content,
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
