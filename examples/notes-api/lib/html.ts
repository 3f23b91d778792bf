// HTML without a framework: a template tag that escapes every value put into it.

/** Markup that is safe to send, and safe to put into another template as it is. */
export class Html {
  constructor(readonly text: string) {}
}

export function html(parts: TemplateStringsArray, ...values: (string | number | Html)[]): Html {
  const text = parts.reduce((before, part, index) => before + show(values[index - 1] ?? '') + part);
  return new Html(text);
}

export function page(title: string, body: Html, status = 200): Response {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body class="document"><main>${body}</main></body>
</html>
`;
  return new Response(document.text, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function show(value: string | number | Html): string {
  if (value instanceof Html) return value.text;
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
