import { escapeHtml } from '#kit';
import { asContent } from './as-content.ts';
import type { SitePage, WebPart } from './schemas.ts';

/** The text of a page, in reading order, and which of its parts say nothing that can be read. */
export interface PageHtml {
  readonly html: string;
  readonly lost: readonly string[];
}

/** Takes a page apart: sections from the left to the right, then the one beside them. */
export function pageHtml(page: SitePage): PageHtml {
  const lost: string[] = [];
  const above = page.titleArea?.textAboveTitle;
  const head = above ? `<p>${escapeHtml(above)}</p>` : '';
  const { horizontalSections, verticalSection } = page.canvasLayout ?? {};
  const columns = (horizontalSections ?? []).flatMap((section) => section.columns ?? []);
  const parts = [...columns, ...(verticalSection ? [verticalSection] : [])].flatMap(
    ({ webparts }) => webparts ?? [],
  );
  const body = parts.map((part) => {
    const html = partHtml(part);
    if (html === '') lost.push(`web part ${part.data?.title ?? part.webPartType ?? 'unknown'}`);
    return html;
  });
  return { html: asContent(head + body.join('\n')), lost };
}

/** '' for a part without a word in it. */
function partHtml({ innerHtml, data }: WebPart): string {
  if (innerHtml != null) return `<div>${innerHtml}</div>`;
  const content = data?.serverProcessedContent;
  const texts = pairsOf(content?.searchablePlainTexts);
  const links = pairsOf(content?.links);
  const lines = texts.map(([key, value]) => {
    const shown = escapeHtml(value);
    if (/^title$/i.test(key)) return `<p><strong>${shown}</strong></p>`;
    const address = links.find(([name]) => entryOf(name) === entryOf(key) && entryOf(key) !== '');
    return address && /title$/i.test(key)
      ? `<p><a href="${escapeHtml(address[1])}">${shown}</a></p>`
      : `<p>${shown}</p>`;
  });
  const rich = pairsOf(content?.htmlStrings).map(([, value]) => `<div>${value}</div>`);
  return [...lines, ...rich].join('\n');
}

/** `items[3]` of `items[3].sourceItem.url`. */
function entryOf(key: string): string {
  return /^[^.[]+\[\d+\]/.exec(key)?.[0] ?? '';
}

/** Graph writes a map as a list of keys and values, and in places as a map. */
function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((one: unknown) => {
        const fields = typeof one === 'object' && one !== null ? { ...one } : {};
        return ['key' in fields ? fields.key : '', 'value' in fields ? fields.value : ''] as const;
      })
    : Object.entries(typeof value === 'object' && value !== null ? value : {});
  return entries.flatMap(([key, text]) =>
    typeof text === 'string' && text.trim() !== '' ? [[String(key), text] as const] : [],
  );
}
