// Sends a request and shows the answer: status, time, size, headers, body.

/** Calls the API and fills `target` with the answer. */
export async function call(target, path, init = {}, expected = []) {
  target.setAttribute('aria-busy', 'true');
  const began = performance.now();
  try {
    const response = await fetch(path, { cache: 'no-store', ...init });
    const body = await response.text();
    const elapsed = performance.now() - began;
    const passed = expected.length === 0 ? response.ok : expected.includes(response.status);
    target.replaceChildren(summary(response, passed, elapsed, body), headerList(response), bodyBlock(response, body));
    return { response, body, passed };
  } catch (error) {
    target.replaceChildren(element('p', { className: 'status failed' }, `No answer: ${error.message}`));
    return { passed: false };
  } finally {
    target.removeAttribute('aria-busy');
  }
}

/** A DOM element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function summary(response, passed, elapsed, body) {
  const line = element('p', { className: `status ${passed ? 'passed' : 'failed'}`, role: 'status' });
  const size = new TextEncoder().encode(body).length;
  line.append(
    element('strong', {}, `${response.status} ${response.statusText}`.trim()),
    element('span', {}, passed ? 'as expected' : 'not as expected'),
    element('span', {}, `${elapsed.toFixed(1)} ms`),
    element('span', {}, `${size} bytes`),
  );
  if (response.redirected) line.append(element('span', {}, `redirected to ${new URL(response.url).pathname}`));
  return line;
}

function headerList(response) {
  const list = element('dl');
  for (const [name, value] of response.headers) list.append(element('dt', {}, name), element('dd', {}, value));
  return element('details', {}, element('summary', {}, 'Headers'), list);
}

function bodyBlock(response, body) {
  if (body === '') return element('p', { className: 'empty' }, 'No body.');
  const isJson = response.headers.get('content-type')?.includes('json');
  const block = element('pre', { tabIndex: 0 }, isJson ? indented(body) : body);
  block.setAttribute('aria-label', 'Body');
  return block;
}

function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
