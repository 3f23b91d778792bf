import type { NextApiRequest, NextApiResponse } from 'next';
import { useState, useMemo, createContext, useContext, Suspense } from 'react';
import { renderToString, renderToStaticMarkup, renderToPipeableStream } from 'react-dom/server';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

const Theme = createContext('light');

function Mail({ name }: { name: string }) {
  const [count] = useState(3);
  const twice = useMemo(() => count * 2, [count]);
  return <div className="mail" style={{ color: 'red', marginTop: 4 }}><h1>Welcome, {name}!</h1>{twice} <b>{useContext(Theme)}</b><a href="https://example.com/?a=1&b=2" data-x={null} hidden>go</a></div>;
}

function wait() { return new Promise((resolve) => setTimeout(resolve, 5, 'later')); }
const later = { value: undefined as unknown, promise: undefined as Promise<unknown> | undefined };
function Later() {
  later.promise ??= wait().then((value) => { later.value = value; });
  if (!later.value) throw later.promise;
  return <i>{String(later.value)}</i>;
}

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const mail = <Theme.Provider value="dark"><Mail name="<Ada>" /></Theme.Provider>;
  const piped = await new Promise((resolve, reject) => {
    const { pipe } = renderToPipeableStream(<Suspense fallback={<p>...</p>}><Later /></Suspense>, { onAllReady: () => { const out = new PassThrough(); resolve(text(out)); pipe(out); }, onError: reject });
  });
  res.json({ markup: renderToStaticMarkup(mail), string: renderToString(<>{1}{'two'}<Mail name="x" /></>), piped: String(piped).includes('<i>later</i>') });
}
