import type { Parsed } from '#core/block.ts';
import type { SkipReason } from '#core/document.ts';
import { SkipDocumentError } from '#core/errors.ts';
import type { Parser } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { decodeText } from '../decode-text.ts';
import { parseMarkdownText } from '../markdown/parse-markdown-text.ts';
import { isJson } from './is-json.ts';
import { tooDeep } from './json-nesting.ts';
import { isOpenApi, openApiMarkdown } from './openapi.ts';
import { parseYaml } from './parse-yaml.ts';
import { printJson } from './print-json.ts';
import { writeSections } from './write-sections.ts';

/** Beyond this a file is a store of data, which nobody finds by its words. */
const maxTextLength = 20_000_000;
const namesOpenApi = /(?:^|[{,\s])["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\b/;

const parse: Parser['parse'] = async ({ bytes, name, anchors }) => {
  const text = decodeText(bytes, name);
  const skip = refusal(text);
  if (skip) return { text: '', blocks: [], metadata: {}, skip };
  const language = /^\s*[[{]/.test(text) ? 'json' : 'yaml';
  const reference = await referenceIn(text, name, language);
  if (reference !== undefined) return withoutAnchors(parseMarkdownText(reference, anchors));
  if (language === 'yaml') return { ...writeSections(text, 'yaml'), metadata: {} };
  // What is wrong with it, the parser tells.
  if (!isJson(text)) parseJson(text, name);
  return { ...writeSections(printJson(text), 'json'), metadata: {} };
};

/** The Markdown of an OpenAPI description. The description itself is large, and not kept. */
async function referenceIn(
  text: string,
  name: string,
  language: 'json' | 'yaml',
): Promise<string | undefined> {
  if (!namesOpenApi.test(text.slice(0, 5_000))) return undefined;
  const description = language === 'json' ? parseJson(text, name) : await parseYamlFile(text, name);
  return isOpenApi(description) ? openApiMarkdown(description) : undefined;
}

/**
 * JSON and YAML. An OpenAPI description becomes a reference: a section for each operation and schema.
 * Anything else stays as it is written, divided by its outermost keys.
 */
export const dataParser: Parser = {
  mediaTypes: [
    'application/json',
    'application/yaml',
    'application/x-yaml',
    'text/yaml',
    'text/x-yaml',
    'application/openapi+json',
    'application/openapi+yaml',
  ],
  extensions: ['.json', '.yaml', '.yml'],
  revision: 2,
  parse,
};

function refusal(text: string): SkipReason | undefined {
  if (text.length > maxTextLength) {
    return {
      code: 'too_large',
      message: `it has more than ${maxTextLength} characters: divide it, or exclude it`,
    };
  }
  return tooDeep(text);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw malformed(name, 'JSON', asError(thrown));
  }
}

async function parseYamlFile(text: string, name: string): Promise<unknown> {
  const { parseDocument } = await import('../yaml.ts');
  try {
    const parse = (part: string) => parseDocument(part, { logLevel: 'silent', uniqueKeys: false });
    return parseYaml(text, { parse });
  } catch (thrown) {
    throw malformed(name, 'YAML', asError(thrown));
  }
}

function malformed(name: string, format: string, cause: Error): SkipDocumentError {
  const [first = ''] = cause.message.split('\n');
  return new SkipDocumentError(`${name} is not valid ${format}: ${cutText(first, 200)}.`, {
    code: 'malformed',
    hint: 'Correct it, or exclude it.',
    cause,
  });
}

/** Where a rendering of the description has its headings is not known. */
function withoutAnchors(parsed: Parsed): Parsed {
  return {
    ...parsed,
    blocks: parsed.blocks.map((block) =>
      block.heading ? { ...block, heading: { ...block.heading, anchor: undefined } } : block,
    ),
  };
}
