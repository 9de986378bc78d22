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
  return editors.off.has(name) ? adviceFor(name) : undefined;
}

/**
 * What a person should know of links that are not had, told at the first file of each kind that is to
 * be loaded: nothing fails for want of them, so nothing else tells it.
 */
export function createEditorNotes(
  { editors }: DriveApi,
  corpus: Corpus,
  signal: AbortSignal,
): (file: DriveFile) => Promise<string | undefined> {
  const seen = new Set<EditorName>();
  return async (file) => {
    const name = names[file.mimeType];
    if (name === undefined || seen.has(name)) return undefined;
    seen.add(name);
    if (!(await editors.isOff(name, corpus, file, signal))) return undefined;
    return `Links lead to no ${linkedParts.get(file.mimeType)}, for that API is off: ${adviceFor(name)}, or set deep_links to false.`;
  };
}

function adviceFor(name: EditorName): string {
  return `run "gcloud services enable ${name}.googleapis.com"`;
}
