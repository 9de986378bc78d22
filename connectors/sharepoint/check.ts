import { type Finding, plural, tryFinding } from '#kit';
import type { GraphApi } from './api.ts';
import { askReaders } from './ask-readers.ts';
import { readCertificate } from './certificate.ts';
import type { GraphClient } from './client.ts';
import { listPlaces, type ScopePlace } from './places.ts';
import type { SharePointContext } from './sharepoint-context.ts';
import { tokenClaims } from './token-claims.ts';

const siteReaders = [
  'Sites.Selected',
  'Sites.Read.All',
  'Sites.ReadWrite.All',
  'Sites.Manage.All',
  'Sites.FullControl.All',
];
const userReaders = ['Files.Read.All', 'Files.ReadWrite.All', ...siteReaders.slice(1)];
const dayMs = 86_400_000;

/** Tries what a read needs, one permission after the other. */
export async function* checkSharePoint(
  { api, client }: { readonly api: GraphApi; readonly client: GraphClient },
  context: SharePointContext,
): AsyncGenerator<Finding> {
  const { config, signal } = context;
  yield* checkCertificate(context);
  let permissions: readonly string[] | undefined;
  const signedIn = await tryFinding('sign in', async () => {
    ({ permissions } = tokenClaims(await client.signIn(signal)));
    return permissions?.length ? permissions.join(', ') : undefined;
  });
  yield signedIn;
  if (!signedIn.ok) return;
  if (permissions && config.sites.length > 0) {
    yield oneOf(permissions, siteReaders, 'permission to read sites', siteAdvice);
  }
  if (permissions && config.users.length > 0) {
    yield oneOf(permissions, userReaders, 'permission to read OneDrives', userAdvice);
  }
  let places: readonly ScopePlace[] = [];
  const listed = await tryFinding('list what there is to read', async () => {
    places = await listPlaces(api, context);
    return plural(places.filter(({ place }) => place.kind !== 'missing').length, 'scope');
  });
  yield listed;
  for (const one of places) yield await checkPlace(api, context, one);
  if (!config.isPublic && places.length > 0) {
    yield await checkReaders(client, context, { places, permissions });
  }
}

async function* checkCertificate({
  config,
  folder,
  clock,
}: SharePointContext): AsyncGenerator<Finding> {
  const { credentials } = config;
  if (credentials.kind !== 'certificate') return;
  const subject = 'read the certificate';
  const read = await tryFinding(subject, async () => {
    const { endsAt } = await readCertificate(credentials, folder);
    const days = Math.floor((endsAt.getTime() - clock.now()) / dayMs);
    return `it is good until ${endsAt.toISOString().slice(0, 10)}, ${plural(days, 'day')} more`;
  });
  const left = /, (-?\d+) days? more$/.exec(read.subject)?.[1];
  if (!read.ok || left === undefined || Number(left) >= 14) {
    yield read;
    return;
  }
  const message = `It ends soon or has ended (${read.subject}). Make a new one and upload it under "Certificates & secrets".`;
  yield { ok: false, subject, message };
}

const siteAdvice =
  'Add Sites.Selected under "API permissions", let an administrator consent, and grant the app "read" on each site. Sites.Read.All reads all sites.';
const userAdvice = 'Add Files.Read.All under "API permissions" and let an administrator consent.';

function oneOf(
  permissions: readonly string[],
  good: readonly string[],
  subject: string,
  advice: string,
): Finding {
  const held = good.filter((name) => permissions.includes(name));
  if (held.length > 0) return { ok: true, subject: `${subject}: ${held.join(', ')}` };
  const has = permissions.length === 0 ? 'none at all' : permissions.join(', ');
  return { ok: false, subject, message: `The token has ${has}. ${advice}` };
}

/** Opens a scope and takes its first page. */
async function checkPlace(
  api: GraphApi,
  { signal }: SharePointContext,
  { scope, place }: ScopePlace,
): Promise<Finding> {
  return tryFinding(`read ${scope.title}`, async () => {
    if (place.kind === 'missing') throw place.error;
    const id = encodeURIComponent;
    const start =
      place.kind === 'drive'
        ? `drives/${id(place.driveId)}/root/delta?token=latest`
        : `sites/${id(place.siteId)}/lists/${id(place.listId)}/items/delta?token=latest`;
    await api.delta({ path: start, what: `the contents of "${scope.title}"` }, signal);
    return undefined;
  });
}

async function checkReaders(
  client: GraphClient,
  { clock, signal }: SharePointContext,
  {
    places,
    permissions,
  }: {
    readonly places: readonly ScopePlace[];
    readonly permissions: readonly string[] | undefined;
  },
): Promise<Finding> {
  const subject = 'read who may see what';
  const drive = places.find(({ place }) => place.kind === 'drive')?.place;
  if (drive?.kind !== 'drive') {
    return {
      ok: false,
      subject,
      message: 'Nobody tells who reads items of lists: they are sent only with "public: true".',
    };
  }
  return tryFinding(subject, async () => {
    const path = `drives/${encodeURIComponent(drive.driveId)}/root/permissions`;
    const found = await askReaders(
      { client, clock, groupsOf: drive.groupsOf },
      new Map([['root', path]]),
      signal,
    );
    if (found.get('root') === undefined) {
      throw new UnknownReaders();
    }
    return permissions?.includes('Sites.FullControl.All')
      ? 'changes of sharing are told with other changes'
      : 'changes of sharing are seen when everything is listed; Sites.FullControl.All is told of them at once';
  }).catch((error: unknown): Finding => {
    signal.throwIfAborted();
    if (!(error instanceof UnknownReaders)) throw error;
    return {
      ok: false,
      subject,
      message:
        'SharePoint does not tell this app. Give it Sites.FullControl.All, or write "public: true" where whoever may ask may read all.',
    };
  });
}

class UnknownReaders extends Error {}
