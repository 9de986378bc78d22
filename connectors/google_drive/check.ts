import { type Finding, plural, tryFinding } from '#kit';
import type { Corpus, DriveApi } from './api.ts';
import type { DriveContext } from './drive-context.ts';
import { linkedParts, tryEditor } from './editor-notes.ts';
import { exportForm } from './kinds.ts';
import { refusal, whatItSaid } from './refusal.ts';
import type { DriveFile } from './schemas.ts';
import { driveScope } from './tokens.ts';

/** Tries what a read needs, one permission after the other, for every user. */
export async function* checkDrive(api: DriveApi, context: DriveContext): AsyncGenerator<Finding> {
  const { config, signal } = context;
  const subjects = config.users.length > 0 ? config.users : [''];
  const found = new Set<string>();
  // What could not be listed is not missing.
  let isListed = true;
  for (const subject of subjects) {
    const who = subject === '' ? '' : ` as ${subject}`;
    const signedIn = await tryFinding(`sign in${who} with the scope ${driveScope}`, async () => {
      await api.signIn(subject, signal);
      return api.emailOf(subject, signal);
    });
    yield signedIn;
    isListed &&= signedIn.ok;
    if (!signedIn.ok) continue;
    const examples: DriveFile[] = [];
    const mine = { subject, driveId: undefined };
    if (config.hasMyDrive) {
      yield await tryFinding(`list files${who}`, () => tryFiles(api, context, mine, examples));
    }
    if (config.sharedDrives.length > 0) {
      const drives: { readonly id: string; readonly name: string }[] = [];
      const listed = await tryFinding(`list shared drives${who}`, async () => {
        drives.push(...(await api.drives(subject, signal)));
        return plural(drives.length, 'shared drive');
      });
      yield listed;
      isListed &&= listed.ok;
      for (const { id, name } of drives) found.add(id).add(name);
      const { sharedDrives } = config;
      const first = drives.find(
        ({ id, name }) =>
          sharedDrives === 'all' || sharedDrives.includes(id) || sharedDrives.includes(name),
      );
      if (first !== undefined) {
        const { id, name } = first;
        const shared = { subject, driveId: id };
        yield await tryFinding(`list files of the shared drive ${name}${who}`, () =>
          tryFiles(api, context, shared, examples),
        );
        // Without it documents of shared drives have no readers, and nobody is sent them.
        if (!config.isPublic) {
          yield await tryFinding(`read who may see the shared drive ${name}${who}`, async () => {
            const readers = await api.permissions(shared, id, signal);
            return plural(readers.length, 'person or group', 'people and groups');
          });
        }
      }
    }
    if (config.hasDeepLinks) yield* checkEditors(api, { corpus: mine, signal }, examples);
  }
  if (config.sharedDrives === 'all' || !isListed) return;
  for (const wanted of config.sharedDrives) {
    const subject = `find the shared drive ${wanted}`;
    const message = `No such drive is shown to this account. Add it as a member ("Manage members", Viewer), or correct the name.`;
    yield found.has(wanted) ? { ok: true, subject } : { ok: false, subject, message };
  }
}

/** Lists a page and reads the text of the first file that is Google's own; keeps those of the page. */
async function tryFiles(
  api: DriveApi,
  { config, signal }: DriveContext,
  corpus: Corpus,
  examples: DriveFile[],
): Promise<string | undefined> {
  await api.startToken(corpus, signal);
  for await (const { files } of api.files(corpus, 'trashed = false', signal)) {
    const own = files.filter(({ mimeType }) => exportForm(mimeType) !== undefined);
    examples.push(...own);
    const [first] = own;
    if (first) {
      const form = exportForm(first.mimeType)?.mediaType ?? '';
      const { maxFileBytes: maxBytes } = config;
      const answer = await api.exported(corpus, first, form, { maxBytes, signal });
      const isLarge = whatItSaid(answer).reason === 'exportSizeLimitExceeded';
      if (answer.status !== 200 && !isLarge) throw refusal(answer, `the text of "${first.name}"`);
    }
    if (files.length > 0) return undefined;
  }
  return corpus.driveId === undefined
    ? 'there are none; share a folder with the account, or add "users"'
    : 'there are none';
}

/** Nothing is missing without them but a better link: that is said, and all is well. */
async function* checkEditors(
  api: DriveApi,
  { corpus, signal }: { readonly corpus: Corpus; readonly signal: AbortSignal },
  examples: readonly DriveFile[],
): AsyncGenerator<Finding> {
  for (const [mimeType, parts] of linkedParts) {
    const file = examples.find((one) => one.mimeType === mimeType);
    if (file === undefined) continue;
    yield await tryFinding(`link to the ${parts}`, async () => {
      const advice = await tryEditor(api, corpus, file, signal);
      return advice && `links lead to the document; for more ${advice}`;
    });
  }
}
