import { createRequire } from 'node:module';
import type { docs_v1 } from '@googleapis/docs';
import type { sheets_v4 } from '@googleapis/sheets';
import type { slides_v1 } from '@googleapis/slides';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  presentation,
  spreadsheet,
  textDocument,
} from '../../../connectors/google_drive/editor-schemas.ts';
import { collectSource } from '../../support/collect-source.ts';
import { type FakeDrive, serveFakeDrive } from '../../support/fake-drive/fake-drive.ts';
import {
  type EditorAnswer,
  googleDoc,
  googleSheet,
  googleSlides,
} from '../../support/fake-drive/state.ts';
import { serviceAccount } from '../../support/fake-drive/token-endpoint.ts';
import { driveSource } from './drive-source.ts';
import { documentAnswer, presentationAnswer, spreadsheetAnswer } from './editor-answers.ts';
import { googleTypes } from './google-types.ts';

/** Witnesses that were not written here: Google's own clients for Docs, Sheets and Slides. */
const require = createRequire(import.meta.url);

type Make<Client> = (options: Readonly<Record<string, unknown>>) => Client;

// What the packages export is what their own types say.
const { docs } = require('@googleapis/docs') as { docs: Make<docs_v1.Docs> };
const { sheets } = require('@googleapis/sheets') as { sheets: Make<sheets_v4.Sheets> };
const { slides } = require('@googleapis/slides') as { slides: Make<slides_v1.Slides> };

/** What one file has when the connector loads it, and what the connector asks its editor. */
async function loadOne(mimeType: string, inEditor: EditorAnswer) {
  const fake = await serveFakeDrive();
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const { id } = fake.state.add({ name: 'One', mimeType, inEditor, text: '# One' });
  const { items } = await collectSource(driveSource(fake));
  const content = await items.get(id)?.load?.(new AbortController().signal);
  const asked = fake.log.filter((line) => /^GET \/v\d\//.test(line));
  fake.log.length = 0;
  const [question = ''] = asked;
  const fields = new URLSearchParams(question.slice(question.indexOf('?'))).get('fields') ?? '';
  if (content?.as !== 'text' && content?.as !== 'bytes') throw new Error('Nothing was loaded.');
  return { fake, id, asked, fields, content };
}

function optionsFor(fake: FakeDrive, version: string) {
  fake.tokens.good.set('ya29.given', serviceAccount.client_email);
  const headers = { authorization: 'Bearer ya29.given' };
  return { version, rootUrl: `${fake.url}/`, headers, retry: false };
}

describe("Google's own clients for its editors", () => {
  it('ask Docs as the connector does, and see the headings that it reads', async () => {
    const { fake, id, asked, fields, content } = await loadOne(googleDoc, documentAnswer);
    const client = docs(optionsFor(fake, 'v1'));

    const { data } = await client.documents.get({ documentId: id, fields });
    const whole = await client.documents.get({ documentId: id });

    expect(decoded(fake.log.slice(0, 1))).toEqual(decoded(asked));
    expect(headingsOf(data)).toEqual(headingsOf(whole.data));
    expect(content.anchors).toEqual(headingsOf(data));
    expect(content.anchors?.map(({ anchor }) => anchor)).toEqual([
      'heading=h.on1',
      'heading=h.va2',
    ]);
    expect(JSON.stringify(data)).not.toMatch(/revisionId|ada@example.com/);
  });

  it('ask Sheets as the connector does, and see the sheets that it reads', async () => {
    const { fake, id, asked, fields, content } = await loadOne(googleSheet, spreadsheetAnswer);
    const client = sheets(optionsFor(fake, 'v4'));

    const { data } = await client.spreadsheets.get({ spreadsheetId: id, fields });

    expect(decoded(fake.log)).toEqual(decoded(asked));
    expect(data.sheets?.map(({ properties }) => [properties?.title, properties?.sheetId])).toEqual([
      ['Costs', 0],
      ['Staff', 1_234],
    ]);
    expect(content.anchors).toEqual(
      data.sheets?.map(({ properties }) => ({
        heading: properties?.title,
        anchor: `gid=${properties?.sheetId}`,
      })),
    );
    expect(JSON.stringify(data)).not.toMatch(/gridProperties|namedRanges/);
  });

  it('ask Slides as the connector does, and see the words that it reads', async () => {
    const { fake, id, asked, fields, content } = await loadOne(googleSlides, presentationAnswer);
    const client = slides(optionsFor(fake, 'v1'));

    const { data } = await client.presentations.get({ presentationId: id, fields });
    const whole = await client.presentations.get({ presentationId: id });

    expect(decoded(fake.log.slice(0, 1))).toEqual(decoded(asked));
    const text = content.as === 'text' ? content.text : '';
    const seen = wordsIn(data.slides);
    expect(seen).toEqual(wordsIn(whole.data.slides));
    expect(seen).toHaveLength(6);
    for (const words of seen) expect(text).toContain(words);
    expect(content.anchors).toEqual([
      { heading: 'Where we are', anchor: 'slide=id.p' },
      { heading: 'Slide 2', anchor: 'slide=id.g9_0_1' },
    ]);
    expect(JSON.stringify(data)).not.toMatch(/contentUrl|Speak|Click|LEFT_TO_RIGHT/);
  });

  it('are refused for a file that another editor has, and for one that is not there', async () => {
    const { fake, id } = await loadOne(googleDoc, documentAnswer);

    const other = () => slides(optionsFor(fake, 'v1')).presentations.get({ presentationId: id });
    const none = () => docs(optionsFor(fake, 'v1')).documents.get({ documentId: 'nowhere' });

    await expect(other()).rejects.toThrow(/not supported for this document/);
    await expect(none()).rejects.toThrow(/not found/);
  });
});

describe("Google's types of its editors", () => {
  it.each([
    ['docs', 'v1', googleDoc, documentAnswer, 'Schema$Document', textDocument],
    ['sheets', 'v4', googleSheet, spreadsheetAnswer, 'Schema$Spreadsheet', spreadsheet],
    ['slides', 'v1', googleSlides, presentationAnswer, 'Schema$Presentation', presentation],
  ] as const)('of %s have every field that is asked for and read, each of its kind', async (name, version, mimeType, given, answer, shape) => {
    const types = googleTypes(name, version);
    const { fields } = await loadOne(mimeType, given);

    expect(types.asked(answer, fields)).toEqual(types.read(answer, shape));
    expect(() => types.asked(answer, fields.replace('(', '(nonsense,'))).toThrow(/no nonsense/);
    expect(shape.safeParse(given).error).toBeUndefined();
  });
});

/** Whoever encodes a query, the question is the same. */
function decoded(lines: readonly string[]): readonly string[] {
  return lines.map((line) => decodeURIComponent(line));
}

/** As a reader of Google's reference would find them. */
function headingsOf({ body }: docs_v1.Schema$Document) {
  const found = [];
  for (const { paragraph } of body?.content ?? []) {
    const id = paragraph?.paragraphStyle?.headingId;
    if (!id) continue;
    const heading = (paragraph?.elements ?? [])
      .map(({ textRun }) => textRun?.content ?? '')
      .join('')
      .trim();
    if (heading !== '') found.push({ heading, anchor: `heading=${id}` });
  }
  return found;
}

/** All that is said on slides, however deep, but for their notes and their numbers. */
function wordsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'slideProperties' || name === 'autoText') return [];
    const isSaid = name === 'content' || name === 'renderedText';
    return typeof inner === 'string' && isSaid ? inner.trim() : wordsIn(inner);
  });
}
