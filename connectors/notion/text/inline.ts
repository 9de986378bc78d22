import { notionId } from '../notion-id.ts';
import { escapeInline } from './rich-text.ts';

/** Names for what a mention leaves unnamed; undefined for what is not shared. */
export interface MentionNames {
  page(id: string): Promise<string | undefined>;
  user(id: string): Promise<string | undefined>;
}

/** One line of Notion's Markdown with its inline tags written in plain Markdown. Code stays as it is. */
export async function plainInline(text: string, names: MentionNames): Promise<string> {
  const parts = text.split(/(\$`.*?`\$|(?<!\\)(`+)(?!`).*?(?<!`)\2(?!`))/);
  const written: string[] = [];
  // Two groups: every third part is plain, the one behind it code, and then the code's fence.
  for (let index = 0; index < parts.length; index += 3) {
    written.push(await outsideCode(parts[index] ?? '', names));
    const code = parts[index + 1];
    if (code !== undefined) written.push(code.startsWith('$`') ? code.slice(1, -1) : code);
  }
  return written.join('');
}

async function outsideCode(text: string, names: MentionNames): Promise<string> {
  let plain = text
    .replace(/(?<!\\)<span\b[^>]*>|(?<!\\)<\/span>/g, '')
    .replace(/(?<!\\)<img\b[^>]*>/g, '')
    .replace(/(?<!\\)\[\^(https?:[^\]\s]+)\]/g, ' <$1>')
    .replace(/(?<!\\)<mention-date\b([^>]*)\/?>(?:<\/mention-date>)?/g, (_, tag: string) =>
      dateOf(tag),
    );
  for (const match of [...plain.matchAll(mention)].reverse()) {
    const [whole, kind = '', tag = '', inner = ''] = match;
    const shown = await mentionText(kind, tag, inner, names);
    plain = plain.slice(0, match.index) + shown + plain.slice(match.index + whole.length);
  }
  return tightEmphasis(plain);
}

const mention =
  /(?<!\\)<(mention-(?:page|database|data-source|user|agent)|page|database)\b([^>]*?)(?:\/>|>(.*?)<\/\1>)/g;

async function mentionText(
  kind: string,
  tag: string,
  inner: string,
  names: MentionNames,
): Promise<string> {
  const url = attribute(tag, 'url') ?? '';
  const id = notionId(url);
  if (kind === 'mention-user' || kind === 'mention-agent') {
    const name = inner || (id && kind === 'mention-user' && (await names.user(id))) || '';
    return name === '' ? '' : `@${inner === '' ? escapeInline(name) : name}`;
  }
  const found = inner === '' && id !== undefined ? await names.page(id) : undefined;
  const label = inner || (found === undefined ? 'Notion page' : escapeInline(found));
  return /^https?:/.test(url) ? `[${label}](${url})` : label;
}

/** Notion lets spaces and breaks stand inside of marks, where Markdown takes the marks for text. */
function tightEmphasis(text: string): string {
  const marks = text.match(/(?<!\\)\*\*/g)?.length ?? 0;
  if (marks === 0 || marks % 2 === 1) return text;
  return text.replace(
    /(?<!\\)\*\*((?:\s|<br\s*\/?>)*)([^*]*?)((?:\s|<br\s*\/?>)*)(?<!\\)\*\*/g,
    (_, before: string, inner: string, after: string) =>
      inner === '' ? before + after : `${before}**${inner}**${after}`,
  );
}

function dateOf(tag: string): string {
  const start = [attribute(tag, 'start'), attribute(tag, 'startTime')].filter(Boolean).join(' ');
  const end = [attribute(tag, 'end'), attribute(tag, 'endTime')].filter(Boolean).join(' ');
  return end === '' ? start : `${start} → ${end}`;
}

export function attribute(tag: string, name: string): string | undefined {
  const quoted = new RegExp(`\\s${name}="([^"]*)"`).exec(` ${tag}`)?.[1];
  return quoted
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
