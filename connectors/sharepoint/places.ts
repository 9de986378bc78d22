import { FixCredentialsError, FixInputError, type Scope, StopScopeError, TwigkitError } from '#kit';
import type { GraphApi } from './api.ts';
import type { DrivePlace } from './drive-reader.ts';
import type { ListPlace } from './items-reader.ts';
import type { PagesPlace } from './pages-reader.ts';
import type { Drive, List, Site } from './schemas.ts';
import type { SharePointContext } from './sharepoint-context.ts';
import { holdsPages, isSystem } from './system-library.ts';

export interface ScopePlace {
  readonly scope: Scope;
  readonly place: DrivePlace | PagesPlace | ListPlace | MissingPlace;
}

/** What the configuration names and the service does not show: its read says so. */
export interface MissingPlace {
  readonly kind: 'missing';
  readonly error: Error;
}

/** Every scope of the configuration: each library, the pages of each site, each list that is named. */
export async function listPlaces(
  api: GraphApi,
  context: SharePointContext,
): Promise<readonly ScopePlace[]> {
  const { config, signal } = context;
  const places = new Map<string, ScopePlace>();
  const add = (place: ScopePlace) => {
    if (!places.has(place.scope.id)) places.set(place.scope.id, place);
  };
  const named: NamedOnce = { libraries: new Set(), lists: new Set() };

  // What a site holds that cannot be opened, nobody knows.
  let sawAllSites = config.sites.length > 0;
  for (const address of config.sites) {
    const id = `site:${address.url.toLowerCase()}`;
    const isOpen = await orMissing(add, { id, title: address.url }, async () => {
      const site = await api.site(address, signal);
      for await (const one of sitesFrom(api, context, site)) {
        for (const place of await placesIn(api, context, one, named)) add(place);
      }
    });
    sawAllSites = sawAllSites && isOpen;
  }
  for (const [kind, wanted] of [
    ['library', config.libraries === 'all' ? [] : config.libraries],
    ['list', config.lists],
  ] as const) {
    const found = kind === 'library' ? named.libraries : named.lists;
    for (const name of sawAllSites ? wanted : []) {
      if (found.has(name.toLowerCase())) continue;
      add(missing({ id: `${kind}:${name}`, title: name }, kind));
    }
  }
  for (const user of config.users) {
    await orMissing(add, { id: `user:${user}`, title: `OneDrive of ${user}` }, async () =>
      add(drivePlace(await api.driveOf(user, signal), [`OneDrive of ${user}`])),
    );
  }
  for (const driveId of config.drives) {
    await orMissing(add, { id: `drive:${driveId}`, title: driveId }, async () => {
      const drive = await api.drive(driveId, signal);
      add(drivePlace(drive, [drive.name ?? driveId]));
    });
  }
  return [...places.values()];
}

/** Names of the configuration that were met, in lower case. */
interface NamedOnce {
  readonly libraries: Set<string>;
  readonly lists: Set<string>;
}

/** One that cannot be opened fails by itself, and the others are read. @returns whether it was opened. */
async function orMissing(
  add: (place: ScopePlace) => void,
  scope: Scope,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const isOurs = error instanceof TwigkitError;
    const mustEnd = error instanceof FixCredentialsError || error instanceof FixInputError;
    if (!isOurs || mustEnd) throw error;
    add({ scope, place: { kind: 'missing', error } });
    return false;
  }
}

/** The site and, where that is wanted, all sites below it. */
async function* sitesFrom(
  api: GraphApi,
  { config, signal }: SharePointContext,
  site: Site,
): AsyncGenerator<Site> {
  const waiting = [site];
  const seen = new Set<string>();
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    if (seen.has(one.id)) continue;
    seen.add(one.id);
    yield one;
    if (config.hasSubsites) waiting.push(...(await api.subsites(one.id, signal)));
  }
}

async function placesIn(
  api: GraphApi,
  { config, signal }: SharePointContext,
  site: Site,
  named: NamedOnce,
): Promise<readonly ScopePlace[]> {
  const title = site.displayName ?? site.name ?? site.webUrl;
  const places: ScopePlace[] = [];
  const groupsOf = siteCollectionOf(site);
  const { libraries } = config;
  for (const drive of libraries.length === 0 ? [] : await api.drives(site.id, signal)) {
    const name = drive.name ?? drive.id;
    if (libraries === 'all' ? isSystem(drive) : !isNamed(libraries, [name, drive.id])) continue;
    named.libraries.add(name.toLowerCase()).add(drive.id.toLowerCase());
    places.push(drivePlace(drive, [title, name], groupsOf));
  }
  if (!config.hasPages && config.lists.length === 0) return places;
  for (const list of await api.lists(site.id, signal)) {
    const { id: listId } = list;
    const name = list.displayName ?? list.name ?? listId;
    const listUrl = (list.webUrl ?? site.webUrl).replace(/(?:\/Forms)?\/[^/]+\.aspx$/i, '');
    const shared = { siteId: site.id, listId, listUrl, breadcrumb: [title, name] };
    const scope = { title: `${title} / ${name}` };
    if (holdsPages(list)) {
      if (!config.hasPages) continue;
      places.push({
        scope: { ...scope, id: `pages:${listId}` },
        place: { kind: 'pages', ...shared, groupsOf, breadcrumb: [title] },
      });
    } else if (isNamed(config.lists, namesOf(list))) {
      for (const one of namesOf(list)) named.lists.add(one.toLowerCase());
      places.push({
        scope: { ...scope, id: `list:${listId}` },
        place: { kind: 'list', ...shared },
      });
    }
  }
  return places;
}

/** The middle part of the id of a site: sites and their subsites share groups. */
function siteCollectionOf({ id }: Site): string {
  return id.split(',')[1] ?? id;
}

function namesOf({ id, name, displayName }: List): readonly string[] {
  return [id, name, displayName].flatMap((one) => (one ? [one] : []));
}

function isNamed(wanted: readonly string[], names: readonly string[]): boolean {
  const given = new Set(names.map((name) => name.toLowerCase()));
  return wanted.some((name) => given.has(name.toLowerCase()));
}

function drivePlace(
  drive: Drive,
  breadcrumb: readonly string[],
  groupsOf = drive.sharePointIds?.siteId ?? drive.id,
): ScopePlace {
  const { id: driveId } = drive;
  return {
    scope: { id: `drive:${driveId}`, title: breadcrumb.join(' / ') },
    place: { kind: 'drive', driveId, groupsOf, breadcrumb },
  };
}

function missing(scope: Scope, what: string): ScopePlace {
  const error: TwigkitError = new StopScopeError(
    `No site shows a ${what} named "${scope.title}".`,
    {
      code: 'not_found',
      hint: `It was deleted or renamed. Correct the name; until then nothing of it is deleted here.`,
    },
  );
  return { scope, place: { kind: 'missing', error } };
}
