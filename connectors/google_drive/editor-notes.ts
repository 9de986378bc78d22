import { asError, TwigkitError } from '#kit';
import type { Corpus, DriveApi } from './api.ts';
import type { EditorName } from './editors.ts';
import { docsType, sheetsType, slidesType } from './kinds.ts';
import type { DriveFile } from './schemas.ts';

/** By the kind of file: what of it an editor can link to. */
export const linkedParts: ReadonlyMap<string, string> = new Map([
  [docsType, 'headings of Docs'],
  [sheetsType, 'sheets of Sheets'],
  [slidesType, 'slides of Slides'],
]);

const names: Readonly<Record<string, EditorName>> = {
  [docsType]: 'docs',
  [sheetsType]: 'sheets',
  [slidesType]: 'slides',
};

/** Asks the editor of a file where its parts are. What must be done where its API is off; else undefined. */
export async function tryEditor(
  { editors }: DriveApi,
  corpus: Corpus,
  file: DriveFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  const name = names[file.mimeType];
  if (name === undefined) return undefined;
  const ask = name === 'docs' ? editors.headings : editors[name];
  await ask(corpus, file, signal);
  return editors.off.has(name) ? `run "gcloud services enable ${name}.googleapis.com"` : undefined;
}

/**
 * What a person should know of links that are not had, told at the first file of each kind: nothing
 * fails for want of them, so nothing else tells it.
 */
export function createEditorNotes(
  api: DriveApi,
  corpus: Corpus,
  signal: AbortSignal,
): (file: DriveFile) => Promise<string | undefined> {
  const seen = new Set<string>();
  return async (file) => {
    const parts = linkedParts.get(file.mimeType);
    if (parts === undefined || seen.has(parts)) return undefined;
    seen.add(parts);
    try {
      const advice = await tryEditor(api, corpus, file, signal);
      return (
        advice &&
        `Links lead to no ${parts}, for that API is off: ${advice}, or set deep_links to false.`
      );
    } catch (thrown) {
      signal.throwIfAborted();
      // The load of the document asks again, and tells what is wrong.
      const error = asError(thrown);
      if (error instanceof TwigkitError) return undefined;
      throw error;
    }
  };
}
