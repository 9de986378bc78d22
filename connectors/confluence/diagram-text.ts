import { inflateRawSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { isRecord } from './is-record.ts';

/** More than this of a diagram is not drawn by a person. */
const maxInflatedBytes = 20 * 1024 * 1024;

/** Whether a file is a diagram whose words we can read: draw.io or Gliffy. */
export function isDiagram(mediaType: string, name: string): boolean {
  return (
    /^application\/(?:vnd\.jgraph\.mxfile|drawio|gliffy\+json)\b/.test(mediaType) ||
    /\.(?:drawio|gliffy)$/i.test(name)
  );
}

/** The words of a diagram's shapes and arrows, one to a line, each once. Empty when there are none. */
export function diagramText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const labels = text.trimStart().startsWith('{') ? gliffyLabels(text) : drawioLabels(text);
  const words = labels.map(visibleWords).filter((label) => /[\p{L}\p{N}]/u.test(label));
  return [...new Set(words)].join('\n');
}

/** draw.io keeps its pages as XML, or as that deflated. */
function drawioLabels(xml: string): readonly string[] {
  const labels: string[] = [];
  let packed: string | undefined;
  const parser = new Parser(
    {
      onopentag(name, { value, label, name: title }) {
        if (name === 'diagram') {
          packed = '';
          if (title !== undefined) labels.push(title);
        }
        for (const words of [value, label]) if (words !== undefined) labels.push(words);
      },
      ontext(data) {
        if (packed !== undefined) packed += data;
      },
      onclosetag(name) {
        if (name !== 'diagram' || packed === undefined) return;
        const inner = unpack(packed.trim());
        packed = undefined;
        if (inner !== undefined) labels.push(...drawioLabels(inner));
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return labels;
}

function unpack(packed: string): string | undefined {
  if (packed === '' || !/^[A-Za-z0-9+/=\s]+$/.test(packed)) return undefined;
  try {
    const options = { maxOutputLength: maxInflatedBytes };
    return decodeURIComponent(
      inflateRawSync(Buffer.from(packed, 'base64'), options).toString('utf8'),
    );
  } catch {
    return undefined;
  }
}

/** Gliffy keeps JSON; its words are HTML under `html`, wherever they lie. */
function gliffyLabels(json: string): readonly string[] {
  const labels: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth > 100) return;
    if (Array.isArray(value)) for (const one of value) visit(one, depth + 1);
    else if (isRecord(value)) {
      for (const [key, one] of Object.entries(value)) {
        if (key === 'html' && typeof one === 'string') labels.push(one);
        else visit(one, depth + 1);
      }
    }
  };
  try {
    visit(JSON.parse(json), 0);
  } catch {
    return [];
  }
  return labels;
}

function visibleWords(label: string): string {
  let text = '';
  const parser = new Parser({
    onopentagname: () => {
      text += ' ';
    },
    ontext: (data) => {
      text += data;
    },
  });
  parser.end(label);
  return text.replace(/\s+/g, ' ').trim();
}
