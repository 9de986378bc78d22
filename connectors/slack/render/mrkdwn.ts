import { escapeHtml } from '#kit';
import { decodeSlack, linkHtml, writtenHtml } from './html.ts';
import type { Names } from './names.ts';
import { dateWords } from './slack-date.ts';

/** Slack's own markup as HTML: code, quotes, styles, and everything in angle brackets. */
export function renderMrkdwn(text: string, names: Names): string {
  const parts = text.split('```');
  // A last fence that nobody closed is text.
  const closed =
    parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('```')];
  return closed
    .map((part, index) =>
      index % 2 === 1
        ? `<pre><code>${escapeHtml(codeText(part, names))}</code></pre>`
        : renderProse(part, names),
    )
    .join('');
}

function renderProse(text: string, names: Names): string {
  const groups: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const isQuote = /^(?:&gt;|>)/.test(line);
    const last = groups.at(-1);
    const bare = isQuote ? line.replace(/^(?:&gt;|>)+ ?/, '') : line;
    if (last?.isQuote === isQuote) last.lines.push(bare);
    else groups.push({ isQuote, lines: [bare] });
  }
  return groups
    .map(({ isQuote, lines }) => {
      const html = lines
        .map((line) => renderInline(line, names))
        .join('<br>')
        .replace(/^(?:<br>)+|(?:<br>)+$/g, '');
      if (html.trim() === '') return '';
      return isQuote ? `<blockquote><p>${html}</p></blockquote>` : `<p>${html}</p>`;
    })
    .join('');
}

/** One line: what stands in backticks is taken as it is. */
function renderInline(line: string, names: Names): string {
  return line
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1
        ? `<code>${escapeHtml(codeText(part.slice(1, -1), names))}</code>`
        : renderStyled(part, names),
    )
    .join('');
}

function renderStyled(text: string, names: Names): string {
  const html = text
    .split(/(<[^<>]+>)/)
    .map((part, index) =>
      index % 2 === 1 ? renderReference(part.slice(1, -1), names) : writtenHtml(part),
    )
    .join('');
  return html
    .replace(/(^|[\s(])\*([^*\s](?:[^*]*[^*\s])?)\*(?=$|[\s).,:;!?])/g, '$1<strong>$2</strong>')
    .replace(/(^|[\s(])~([^~\s](?:[^~]*[^~\s])?)~(?=$|[\s).,:;!?])/g, '$1<del>$2</del>');
}

/** `@U1`, `#C1|name`, `!here`, `!date^…`, `https://…|label`. */
function renderReference(reference: string, names: Names): string {
  const bar = reference.indexOf('|');
  const target = bar === -1 ? reference : reference.slice(0, bar);
  const label = bar === -1 ? undefined : reference.slice(bar + 1);
  if (target.startsWith('@')) {
    const id = target.slice(1);
    const name = names.user(id);
    return writtenHtml(`@${name === id ? (label?.replace(/^@/, '') ?? id) : name}`);
  }
  if (target.startsWith('#')) return writtenHtml(`#${label || names.channel(target.slice(1))}`);
  if (target.startsWith('!date^')) {
    return writtenHtml(label ?? dateWords(Number(target.split('^')[1])));
  }
  if (target.startsWith('!subteam^')) {
    return writtenHtml(`@${(label ?? target.slice('!subteam^'.length)).replace(/^@/, '')}`);
  }
  if (target.startsWith('!')) return writtenHtml(`@${label ?? target.slice(1)}`);
  const url = decodeSlack(target);
  return linkHtml(url, label ? writtenHtml(label) : escapeHtml(url.replace(/^mailto:/, '')));
}

/** Code has no styles, but Slack puts addresses in it into angle brackets all the same. */
function codeText(text: string, names: Names): string {
  const bare = text.replace(/<([^<>]+)>/g, (_, reference: string) =>
    decodeSlack(renderReference(reference, names).replace(/<[^>]+>/g, '')).replace(/&quot;/g, '"'),
  );
  return decodeSlack(bare).replace(/^\n|\n$/g, '');
}
