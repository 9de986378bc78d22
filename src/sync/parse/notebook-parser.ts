import { SkipDocumentError } from '#core/errors.ts';
import type { Parser } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { tooDeep } from './data/json-nesting.ts';
import { decodeText } from './decode-text.ts';
import { parseMarkdownText } from './markdown/parse-markdown-text.ts';

/** A longer output is a log or a dump of data: its beginning tells what it is. */
const maxOutputLength = 2_000;

/**
 * Jupyter notebooks, read as the Markdown that they would be: text cells as they are, code cells and
 * their text output as fenced code. Pictures and other rich output are left out.
 */
export const notebookParser: Parser = {
  mediaTypes: ['application/x-ipynb+json'],
  extensions: ['.ipynb'],
  revision: 2,
  async parse({ bytes, name, anchors }) {
    const source = decodeText(bytes, name);
    const skip = tooDeep(source);
    if (skip) return { text: '', blocks: [], metadata: {}, skip };
    const notebook = readNotebook(source, name);
    const language = languageOf(notebook);
    const parts = cellsOf(notebook).map((cell) => cellText(cell, language));
    const text = parts.filter((part) => part.trim() !== '').join('\n\n');
    return parseMarkdownText(text, anchors);
  },
};

function readNotebook(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const cause = asError(thrown);
    throw new SkipDocumentError(`${name} is no notebook: it is not valid JSON.`, {
      code: 'malformed',
      hint: 'Open and save it in Jupyter, or exclude it.',
      cause,
    });
  }
}

function cellsOf(notebook: unknown): readonly unknown[] {
  const own = list(field(notebook, 'cells'));
  // Notebooks of format 3 have sheets.
  const sheets = list(field(notebook, 'worksheets'));
  return [...own, ...sheets.flatMap((sheet) => list(field(sheet, 'cells')))];
}

function languageOf(notebook: unknown): string {
  const metadata = field(notebook, 'metadata');
  const name =
    field(field(metadata, 'kernelspec'), 'language') ??
    field(field(metadata, 'language_info'), 'name');
  return typeof name === 'string' && /^[\w+#.-]+$/.test(name) ? name.toLowerCase() : 'python';
}

function cellText(cell: unknown, language: string): string {
  const source = joined(field(cell, 'source') ?? field(cell, 'input'));
  switch (field(cell, 'cell_type')) {
    case 'markdown':
      return withoutEmbeddedPictures(source);
    case 'heading':
      return `${'#'.repeat(Number(field(cell, 'level')) || 1)} ${source}`;
    case 'code': {
      const outputs = list(field(cell, 'outputs')).map(outputText).filter(isFilled);
      return [source, ...outputs]
        .map((part, at) => (isFilled(part) ? fenced(part, at === 0 ? language : 'text') : ''))
        .filter(isFilled)
        .join('\n\n');
    }
    default:
      return isFilled(source) ? fenced(source, '') : '';
  }
}

function outputText(output: unknown): string {
  // Progress bars and the warnings of libraries; an error that ends a cell is another kind of output.
  if (field(output, 'name') === 'stderr') return '';
  const data = field(output, 'data') ?? output;
  const error = [field(output, 'ename'), field(output, 'evalue')]
    .filter((part) => typeof part === 'string')
    .join(': ');
  const text =
    joined(field(data, 'text/markdown')) ||
    joined(field(data, 'text/plain')) ||
    joined(field(output, 'text')) ||
    error;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences colour what a terminal shows.
  const plain = text.replace(/\x1b\[[\d;]*[A-Za-z]/g, '').trim();
  // What stands for an object that only its program can show.
  if (/^<[\w. ]+(?: at 0x[\da-f]+| with \d+ Axes|size \S+.*)>$/i.test(plain)) return '';
  return plain.length > maxOutputLength ? `${plain.slice(0, maxOutputLength)}\n…` : plain;
}

function withoutEmbeddedPictures(source: string): string {
  return source.replace(/data:[\w.+-]+\/[\w.+-]+;base64,[A-Za-z\d+/=\s]*/g, '');
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}

/** A text, or its lines with their ends. */
function joined(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n');
  return list(value)
    .filter((line) => typeof line === 'string')
    .join('')
    .replaceAll('\r\n', '\n');
}

function isFilled(text: string): boolean {
  return text.trim() !== '';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
