import { asError, type Finding, plural, TwigkitError } from '#kit';
import type { Corpus, DriveApi } from './api.ts';
import type { DriveContext } from './drive-context.ts';
import type { EditorName } from './editors.ts';
import { docsType, exportForm, sheetsType, slidesType } from './kinds.ts';
import { refusal } from './refusal.ts';
import type { DriveFile } from './schemas.ts';
import { driveScope } from './tokens.ts';

/** Tries what a read needs, one permission after the other, for every user. */
export async function* checkDrive(api: DriveApi, context: DriveContext): AsyncGenerator<Finding> {
  const { config, signal } = context;
  const subjects = config.users.length > 0 ? config.users : [''];
  const found = new Set<string>();
  for (const subject of subjects) {
    const who = subject === '' ? '' : ` as ${subject}`;
    const signedIn = await attempt(`sign in${who} with the scope ${driveScope}`, async () => {
      await api.signIn(subject, signal);
      return api.emailOf(subject, signal);
    });
    yield signedIn;
    if (!signedIn.ok) continue;
    const corpus = { subject, driveId: undefined };
    const examples: DriveFile[] = [];
    if (config.hasMyDrive) {
      yield await attempt(`list files${who}`, async () => {
        await api.startToken(corpus, signal);
        for await (const { files } of api.files(corpus, 'trashed = false', signal)) {
          const first = files.find(({ mimeType }) => exportForm(mimeType) !== undefined);
          examples.push(...files.filter(({ mimeType }) => exportForm(mimeType) !== undefined));
          if (first) {
            const form = exportForm(first.mimeType)?.mediaType ?? '';
            const maxBytes = config.maxFileBytes;
            const answer = await api.exported(corpus, first, form, { maxBytes, signal });
            if (answer.status !== 200) throw refusal(answer, `the text of "${first.name}"`);
          }
          return files.length === 0
            ? 'there are none; share a folder with the account, or add "users"'
            : undefined;
        }
        return undefined;
      });
    }
    if (config.hasDeepLinks) yield* checkEditors(api, { corpus, signal }, examples);
    if (config.sharedDrives.length > 0) {
      let first: { readonly id: string; readonly name: string } | undefined;
      yield await attempt(`list shared drives${who}`, async () => {
        const drives = await api.drives(subject, signal);
        [first] = drives;
        for (const { id, name } of drives) found.add(id).add(name);
        return plural(drives.length, 'shared drive');
      });
      // Without it documents of shared drives have no readers, and nobody is sent them.
      if (first !== undefined && !config.isPublic) {
        const { id, name } = first;
        yield await attempt(`read who may see the shared drive ${name}${who}`, async () => {
          const readers = await api.permissions({ subject, driveId: id }, id, signal);
          return plural(readers.length, 'person or group', 'people and groups');
        });
      }
    }
  }
  if (config.sharedDrives === 'all') return;
  for (const wanted of config.sharedDrives) {
    const subject = `find the shared drive ${wanted}`;
    const message = `No such drive is shown to this account. Add it as a member ("Manage members", Viewer), or correct the name.`;
    yield found.has(wanted) ? { ok: true, subject } : { ok: false, subject, message };
  }
}

const editorOf: Readonly<Record<string, readonly [name: EditorName, part: string]>> = {
  [docsType]: ['docs', 'headings of Docs'],
  [sheetsType]: ['sheets', 'sheets of Sheets'],
  [slidesType]: ['slides', 'slides of Slides'],
};

/** Nothing is missing without them but a better link: that is said, and all is well. */
async function* checkEditors(
  { editors }: DriveApi,
  { corpus, signal }: { readonly corpus: Corpus; readonly signal: AbortSignal },
  examples: readonly DriveFile[],
): AsyncGenerator<Finding> {
  for (const [mimeType, [name, parts]] of Object.entries(editorOf)) {
    const file = examples.find((one) => one.mimeType === mimeType);
    if (file === undefined) continue;
    yield await attempt(`link to the ${parts}`, async () => {
      const ask = name === 'docs' ? editors.headings : editors[name];
      const isAnswered = (await ask(corpus, file, signal)) !== undefined;
      return isAnswered
        ? undefined
        : `links lead to the document; for more run "gcloud services enable ${name}.googleapis.com"`;
    });
  }
}

async function attempt(subject: string, work: () => Promise<string | undefined>): Promise<Finding> {
  try {
    const note = await work();
    return { ok: true, subject: note ? `${subject}: ${note}` : subject };
  } catch (thrown) {
    const error = asError(thrown);
    if (!(error instanceof TwigkitError)) throw error;
    return { ok: false, subject, message: [error.message, error.hint].filter(Boolean).join(' ') };
  }
}
