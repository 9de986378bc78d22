/**
 * The Markdown that our own summaries are made of, as HTML that looks as it does on GitHub: headings,
 * paragraphs, tables, nested lists, bold, links, escapes, and the HTML that Markdown lets through. No
 * more than that: it is for pictures of our own output.
 */
export function summaryToHtml(markdown: string): string {
  const lines = markdown.split('\n');
  const html: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      const level = heading[1]?.length ?? 1;
      html.push(`<h${level}>${inline(heading[2] ?? '')}</h${level}>`);
      at += 1;
    } else if (line.startsWith('|')) {
      const rows = takeWhile(lines, at, (next) => next.startsWith('|'));
      html.push(table(rows));
      at += rows.length;
    } else if (/^ *- /.test(line)) {
      const items = takeWhile(lines, at, (next) => /^ *- /.test(next));
      html.push(list(items));
      at += items.length;
    } else {
      html.push(/^<(details|\/details)/.test(line) ? line : `<p>${inline(line)}</p>`);
      at += 1;
    }
  }
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><body>${html.join('\n')}</body>`;
}

function takeWhile(lines: readonly string[], from: number, holds: (line: string) => boolean) {
  let end = from;
  while (end < lines.length && holds(lines[end] ?? '')) end += 1;
  return lines.slice(from, end);
}

function table([head = '', marks = '', ...rows]: readonly string[]): string {
  const aligned = cells(marks).map((mark) => (mark.endsWith(':') ? ' align="right"' : ''));
  const row = (line: string, tag: string) =>
    `<tr>${cells(line)
      .map((cell, index) => `<${tag}${aligned[index] ?? ''}>${inline(cell)}</${tag}>`)
      .join('')}</tr>`;
  return `<table>${row(head, 'th')}${rows.map((line) => row(line, 'td')).join('')}</table>`;
}

function cells(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function list(items: readonly string[]): string {
  const html: string[] = [];
  let depth = -1;
  for (const item of items) {
    const indent = Math.floor(item.search(/\S/) / 2);
    for (; depth < indent; depth += 1) html.push('<ul>');
    for (; depth > indent; depth -= 1) html.push('</ul>');
    html.push(`<li>${inline(item.trim().slice(2))}</li>`);
  }
  return `${html.join('')}${'</ul>'.repeat(depth + 1)}`;
}

function inline(text: string): string {
  const kept: string[] = [];
  // A private character marks what is done; no summary has one.
  const keep = (html: string) => `\ue000${kept.push(html) - 1}\ue000`;
  return text
    .replace(/\\([\\`*_{}[\]()#+!|~$])/g, (_, character: string) => keep(character))
    .replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${code}</code>`))
    .replace(
      /\[(.+?)\]\(([^)\s]+)\)/g,
      (_, label: string, url: string) => `<a href="${url}">${label}</a>`,
    )
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/\ue000(\d+)\ue000/g, (_, index: string) => kept[Number(index)] ?? '');
}

const style = `
body { margin: 0; padding: 24px 32px; width: 880px; color: #1f2328; background: #fff;
  font: 16px/1.5 "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; }
h2, h3 { margin: 22px 0 12px; padding-bottom: 5px; border-bottom: 1px solid #d1d9e0; font-size: 24px; }
h2:first-child { margin-top: 0; }
h3 { border: 0; padding: 0; font-size: 19px; }
p, ul, table { margin: 0 0 14px; }
ul { padding-left: 28px; } ul ul { margin: 4px 0; }
table { border-collapse: collapse; }
th, td { padding: 5px 12px; border: 1px solid #d1d9e0; text-align: left; }
th[align], td[align] { text-align: right; }
a { color: #0969da; text-decoration: none; }
code { padding: 2px 5px; border-radius: 6px; background: #eff1f3; font: 85% "DejaVu Sans Mono", monospace; }
sub { color: #59636e; font-size: 12px; }
`;
