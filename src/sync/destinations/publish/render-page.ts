import type { Chunk } from '#core/chunk.ts';
import type { DeliveredDocument } from '#core/document.ts';
import { escapeHtml } from '#util/escape-html.ts';
import { joinChunks } from '../book/join-chunks.ts';
import { renderText } from './render-text.ts';

/** A document as a plain page: headings with their anchors, paragraphs, lists, tables, code. Nothing runs. */
export function renderPage(document: DeliveredDocument, chunks: readonly Chunk[]): string {
  const { title, url, language } = document;
  const original = /^https?:/.test(url)
    ? `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>\n`
    : '';
  return `<!doctype html>
<html${language === undefined ? '' : ` lang="${escapeHtml(language)}"`}>
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${renderSections(chunks, title)}</main><footer>
${original}</footer></body>
</html>
`;
}

interface Section {
  readonly headings: readonly string[];
  readonly anchor: string | undefined;
  /** Headings of which the text itself may say nothing. */
  readonly fresh: readonly string[];
  text: string;
}

/** Chunks of one heading path are one text again, so that what was cut within it is whole. */
function renderSections(chunks: readonly Chunk[], title: string): string {
  const sections: Section[] = [];
  let before: readonly string[] = [title];
  for (const { text, gap, headings, anchor } of joinChunks(chunks)) {
    const last = sections.at(-1);
    const common = commonLength(headings, before);
    if (last !== undefined && common === headings.length && common === before.length) {
      last.text += gap + text;
    } else {
      sections.push({ headings, anchor, fresh: headings.slice(common), text });
      before = headings;
    }
  }
  return sections
    .map((section) => `<section>\n${renderText({ ...section, title })}</section>\n`)
    .join('');
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((word, index) => word !== b[index]);
  return differs === -1 ? Math.min(a.length, b.length) : differs;
}
