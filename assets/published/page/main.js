// Puts the page together, and again when the choice in its address changes.

function render() {
  const focused = document.activeElement?.id;
  const parts = weeks.length
    ? [titleBlock(), answers(), rollout(), milestones(), progress(), incidents(), measures(), plans(), quality(), quarter()]
    : [emptyHouse()];
  const main = el('main', { id: 'main', tabindex: -1 }, parts);
  document.querySelectorAll('.skip, header.top, main, footer').forEach((old) => old.remove());
  document.body.prepend(
    el('a', { class: 'skip', href: hashWith({ at: 'answers' }) }, say('skip')),
    weeks.length ? topBar() : '',
    main,
    footer(),
  );
  document.title = [say('title'), chosen.week, chosen.team].filter(Boolean).join(' · ');
  if (focused) document.getElementById(focused)?.focus();
}

/** What is true when there is no week at all. */
function emptyHouse() {
  return [
    el('div', { class: 'title' }, el('h1', {}, say('title')), el('p', {}, say('empty'))),
    tables.bad.length > 0 && section('quality', el('ul', { class: 'bads' }, tables.bad.map(badRow))),
  ];
}

function goTo(id) {
  const heading = id && document.getElementById(`${id}-title`);
  if (!heading) return;
  heading.closest('section').scrollIntoView();
  heading.focus({ preventScroll: true });
}

function follow() {
  const before = JSON.stringify([chosen.week, chosen.team]);
  readHash();
  if (JSON.stringify([chosen.week, chosen.team]) !== before || !document.querySelector('main[tabindex]')) render();
  goTo(chosen.at);
}

window.addEventListener('hashchange', follow);
isNarrow.addEventListener('change', render);
follow();
document.documentElement.dataset.ready = 'yes';
performance.mark('ready');
