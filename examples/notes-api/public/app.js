// The front page: builds the cards, and wires the forms, the event stream and the theme.

import { GROUPS } from './endpoints.js';
import { call, element } from './result.js';

const NO_TOKEN = 'No token: expect 401, or 200 while the browser keeps the login cookie.';
const byId = (id) => document.getElementById(id);

const cards = GROUPS.flatMap(buildGroup);
buildContents();
wireRunAll();
wireSession();
wireUpload();
wireContact();
wireStream();
wireTheme();

function buildGroup(group, index) {
  const id = `group-${index}`;
  const section = element('section', { id });
  section.dataset.nav = group.title;
  const title = element('h2', { id: `${id}-title` }, group.title);
  section.setAttribute('aria-labelledby', title.id);
  const built = group.endpoints.map(buildCard);
  section.append(title, ...built.map((card) => card.node));
  byId('groups').append(section);
  return built;
}

/** A card for one example; `run` sends it and says whether the status was the expected one. */
function buildCard(endpoint) {
  const { method = 'GET', path, about, headers = {}, body, text } = endpoint;
  const expected = [endpoint.status].flat();
  const result = element('div', { className: 'result' });
  const pathInput = element('input', { value: path, spellcheck: false, ariaLabel: `Path for ${method} ${path}` });
  const content = body ? JSON.stringify(body, null, 2) : text;
  const bodyInput = content && element('textarea', { value: content, rows: content.split('\n').length, spellcheck: false, ariaLabel: 'Body to send' });

  const run = async () => {
    const init = { method, headers: { ...headers } };
    if (bodyInput) init.body = bodyInput.value;
    if (body) init.headers['Content-Type'] = 'application/json';
    return (await call(result, pathInput.value, init, expected)).passed;
  };

  const form = element('form', { className: 'request' });
  form.append(element('span', { className: 'method' }, method), pathInput, element('button', {}, 'Send'));
  if (bodyInput) form.append(bodyInput);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  const heading = element('h3', { className: 'visually-hidden' }, `${method} ${path}`);
  const expectation = element('p', {}, `${about} `, element('span', { className: 'expected' }, `Expect ${expected.join(' or ')}.`));
  return { node: element('article', { className: 'card' }, heading, expectation, form, result), run };
}

function buildContents() {
  const list = element('ul');
  for (const section of document.querySelectorAll('section[data-nav]')) {
    list.append(element('li', {}, element('a', { href: `#${section.id}` }, section.dataset.nav)));
  }
  byId('contents').append(list);
}

function wireRunAll() {
  const button = byId('run-all');
  button.addEventListener('click', async () => {
    button.disabled = true;
    const began = performance.now();
    let passed = 0;
    // One after the other, in the order of the page: some examples build on earlier ones.
    for (const card of cards) {
      if (await card.run()) passed += 1;
      byId('summary').textContent = `${passed} of ${cards.length} as expected`;
    }
    byId('summary').textContent = `${passed} of ${cards.length} as expected, in ${Math.round(performance.now() - began)} ms`;
    button.disabled = false;
  });
}

function wireSession() {
  let token;
  const showState = () => {
    byId('token-state').textContent = token ? `Sends the token ${token.slice(0, 12)}…: expect 200.` : NO_TOKEN;
  };
  byId('login').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
    const answer = await call(byId('login-result'), '/api/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    token = answer.passed ? JSON.parse(answer.body).token : undefined;
    showState();
  });
  byId('logout').addEventListener('click', async () => {
    token = undefined;
    showState();
    await call(byId('login-result'), '/api/logout', { method: 'POST' });
  });
  byId('me').addEventListener('click', () => {
    call(byId('me-result'), '/api/me', { headers: token ? { Authorization: `Bearer ${token}` } : {} }, token ? [200] : [200, 401]);
  });
}

function wireUpload() {
  const send = async (form) => {
    const file = form.get('file');
    const { response, body } = await call(byId('upload-result'), '/api/upload', { method: 'POST', body: form });
    // Pages that are not on https or localhost have no crypto.subtle.
    if (!response?.ok || !globalThis.crypto?.subtle) return;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    const own = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const same = own === JSON.parse(body).sha256;
    byId('upload-result').append(element('p', { className: `status ${same ? 'passed' : 'failed'}` }, same ? 'The browser computed the same fingerprint.' : `The browser computed ${own}.`));
  };
  byId('upload').addEventListener('submit', (event) => {
    event.preventDefault();
    send(new FormData(event.target));
  });
  byId('sample').addEventListener('click', () => {
    const form = new FormData();
    form.set('file', new File(['Paper is patient.\n'], 'sample.txt', { type: 'text/plain' }));
    form.set('caption', 'a sample');
    send(form);
  });
}

function wireContact() {
  byId('contact-fetch').addEventListener('click', () => {
    const body = new URLSearchParams(new FormData(byId('contact')));
    call(byId('contact-result'), '/contact', { method: 'POST', body });
  });
}

function wireStream() {
  const log = byId('stream-log');
  const stopButton = byId('stop');
  let source;
  const stop = (reason) => {
    source?.close();
    source = undefined;
    stopButton.disabled = true;
    byId('stream-state').textContent = reason;
  };
  byId('stream').addEventListener('submit', (event) => {
    event.preventDefault();
    stop('Connecting…');
    log.replaceChildren();
    source = new EventSource(`/api/events?${new URLSearchParams(new FormData(event.target))}`);
    stopButton.disabled = false;
    const began = performance.now();
    source.addEventListener('open', () => (byId('stream-state').textContent = 'Connected.'));
    source.addEventListener('tick', ({ data, lastEventId }) => {
      log.append(element('li', {}, `${((performance.now() - began) / 1000).toFixed(2)} s  #${lastEventId}  ${data}`));
      log.scrollTop = log.scrollHeight;
    });
    source.addEventListener('done', () => stop('Finished: the server said so.'));
    source.addEventListener('error', () => stop('The connection broke.'));
  });
  stopButton.addEventListener('click', () => stop('Stopped: the connection is closed.'));
}

function wireTheme() {
  const select = byId('theme');
  const apply = (theme) => (document.documentElement.dataset.theme = theme);
  // The cookie of /api/theme is readable, so the choice is known before anything is fetched.
  select.value = /(?:^|; )theme=(light|dark|system)/.exec(document.cookie)?.[1] ?? 'system';
  apply(select.value);
  select.addEventListener('change', () => {
    apply(select.value);
    const body = JSON.stringify({ theme: select.value });
    fetch('/api/theme', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body });
  });
}
