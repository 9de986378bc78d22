import type * as z from 'zod';
import {
  FixCredentialsError,
  type HeadingAnchor,
  type HttpResponse,
  SkipDocumentError,
  StopScopeError,
} from '#kit';
import type { Corpus } from './api.ts';
import type { DriveClient } from './client.ts';
import { type Presentation, presentation, spreadsheet, textDocument } from './editor-schemas.ts';
import { refusal } from './refusal.ts';
import type { DriveFile } from './schemas.ts';

export type EditorName = 'docs' | 'sheets' | 'slides';

/**
 * What Google's editors know of a file and its export does not: where its parts are read. Each of the
 * three is an API of its own, which a project may have left off: then it is not asked again, and
 * `undefined` is the answer.
 */
export interface Editors {
  headings(corpus: Corpus, file: DriveFile, signal: AbortSignal): Promise<Anchors>;
  sheets(corpus: Corpus, file: DriveFile, signal: AbortSignal): Promise<Anchors>;
  slides(corpus: Corpus, file: DriveFile, signal: AbortSignal): Promise<Presentation | undefined>;
  /**
   * Whether an editor does not answer this project, found out at a file that is about to be loaded. Its
   * answer is kept for that load, and so is what went wrong: nothing is asked twice, or told by nobody.
   */
  isOff(editor: EditorName, corpus: Corpus, file: DriveFile, signal: AbortSignal): Promise<boolean>;
  /** Those that did not answer, with what Google said. */
  readonly off: ReadonlyMap<EditorName, string>;
}

interface Question {
  readonly corpus: Corpus;
  readonly file: DriveFile;
  readonly signal: AbortSignal;
}
type Anchors = readonly HeadingAnchor[] | undefined;

const run = 'textRun(content)';
const text = `text(textElements(${run}))`;
const element = (inner: string) =>
  `shape(placeholder(type),${text}),table(tableRows(tableCells(${text}))),wordArt(renderedText)${inner}`;
/** Groups within groups within groups are as deep as a mask can say. */
const elements = element(
  `,elementGroup(children(${element(`,elementGroup(children(${element('')}))`)}))`,
);

const paths: Readonly<Record<EditorName, { readonly path: string; readonly fields: string }>> = {
  docs: {
    path: 'v1/documents/',
    fields: `body(content(paragraph(paragraphStyle(headingId),elements(${run}))))`,
  },
  sheets: { path: 'v4/spreadsheets/', fields: 'sheets(properties(sheetId,title))' },
  slides: { path: 'v1/presentations/', fields: `slides(objectId,pageElements(${elements}))` },
};

/** An answer of all that is said in a document, pictures excluded. */
const maxBytes = 64 * 1024 * 1024;

export function createEditors(client: DriveClient): Editors {
  const off = new Map<EditorName, string>();

  const early = new Map<string, Promise<HttpResponse>>();
  const nameOf = (file: DriveFile) => `where the parts of "${file.name}" (${file.id}) are`;

  function send(editor: EditorName, { corpus, file, signal }: Question): Promise<HttpResponse> {
    const { path, fields } = paths[editor];
    const request = {
      editor,
      path: path + encodeURIComponent(file.id),
      query: { fields },
      subject: corpus.subject,
      what: nameOf(file),
      resourceKeys: new Map([[file.id, file.resourceKey]]),
    };
    return client.ask(request, signal, maxBytes);
  }

  async function ask<Shape extends z.ZodType>(
    editor: EditorName,
    shape: Shape,
    question: Question,
  ): Promise<z.output<Shape> | undefined> {
    if (off.has(editor)) return undefined;
    const { file, signal } = question;
    const kept = early.get(file.id);
    early.delete(file.id);
    try {
      const answer = await (kept ?? send(editor, question));
      if (answer.status !== 200) throw refusal(answer, nameOf(file));
      return client.read(answer, shape, nameOf(file));
    } catch (error) {
      signal.throwIfAborted();
      // Links are worth no document: where these are not to be had, its words still are.
      if (isApiOff(error)) {
        off.set(editor, error.message);
        return undefined;
      }
      if (error instanceof SkipDocumentError || isNotFound(error)) return undefined;
      throw error;
    }
  }

  return {
    off,
    async isOff(editor, corpus, file, signal) {
      if (off.has(editor)) return true;
      const answering = send(editor, { corpus, file, signal });
      early.set(file.id, answering);
      const [answer] = await Promise.allSettled([answering]);
      signal.throwIfAborted();
      if (answer.status === 'rejected' || answer.value.status === 200) return false;
      const refused = refusal(answer.value, nameOf(file));
      if (!isApiOff(refused)) return false;
      off.set(editor, refused.message);
      early.delete(file.id);
      return true;
    },
    async headings(corpus, file, signal) {
      const found = await ask('docs', textDocument, { corpus, file, signal });
      return found?.body?.content.flatMap(({ paragraph }) => {
        const id = paragraph?.paragraphStyle?.headingId;
        const runs = paragraph?.elements ?? [];
        const heading = runs
          .map(({ textRun }) => textRun?.content ?? '')
          .join('')
          .trim();
        return id && heading ? [{ heading, anchor: `heading=${id}` }] : [];
      });
    },
    async sheets(corpus, file, signal) {
      const found = await ask('sheets', spreadsheet, { corpus, file, signal });
      return found?.sheets.map(({ properties: { title, sheetId } }) => ({
        heading: title,
        anchor: `gid=${sheetId}`,
      }));
    },
    slides: (corpus, file, signal) => ask('slides', presentation, { corpus, file, signal }),
  };
}

/** A token that has ended is not the editor's own trouble. */
function isApiOff(error: unknown): error is FixCredentialsError {
  return error instanceof FixCredentialsError && error.code !== 'unauthorized';
}

/** Of an editor that does not know the file; Drive has shown it. */
function isNotFound(error: unknown): boolean {
  return error instanceof StopScopeError && error.code === 'not_found';
}
