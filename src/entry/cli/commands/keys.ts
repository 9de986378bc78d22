import { join } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import type { ApiKey } from '#twig/api/api-keys.ts';
import { createIndexWriter } from '#twig/server/create-index-writer.ts';
import { indexMigrations } from '#twig/server/store/index-migrations.ts';
import { listKeys } from '#twig/server/store/keys.ts';
import {
  defaultOrganisation,
  listOrganisations,
  type Organisation,
} from '#twig/server/store/organisations.ts';
import { makeDataFolder } from '../../make-data-folder.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface CreateKeyFlags extends ProjectFlags {
  readonly org?: string;
  readonly name?: string;
  readonly scopes?: readonly KeyScope[];
  readonly live?: boolean;
  /** Epoch milliseconds. */
  readonly expires?: number;
}

export interface ListKeysFlags extends ProjectFlags {
  readonly org?: string;
  readonly json?: boolean;
}

/** `twigkit keys create`: prints the key, this once, and nothing else on stdout. */
export async function createKey(flags: CreateKeyFlags, world: World): Promise<ExitCode> {
  const { org = defaultOrganisation, name = '', scopes, live = false, expires } = flags;
  if (expires !== undefined && expires <= world.clock.now()) {
    throw new FixInputError('The key would have expired before it was made.', {
      code: 'key_expired',
      hint: 'Give --expires a date in the future, or leave it out.',
    });
  }
  return withIndex(flags, world, async (sql) => {
    const created = await createIndexWriter(sql).createKey({
      organisation: org,
      name,
      environment: live ? 'live' : 'test',
      ...(scopes && { scopes }),
      expiresAt: expires ?? null,
    });
    world.out(created.value);
    world.err(
      `created  ${created.keyId} of "${org}" with ${created.scopes.join(', ')}; it is shown this once`,
    );
    return 0;
  });
}

/** `twigkit keys list`: a line for each key of each organisation. */
export async function showKeys(flags: ListKeysFlags, world: World): Promise<ExitCode> {
  return withIndex(flags, world, async (sql) => {
    const keys = organisationsOf(sql, flags.org).flatMap((organisation) =>
      allKeys(sql, organisation.id).map((key) => ({ organisation: organisation.name, ...key })),
    );
    if (flags.json) {
      world.out(JSON.stringify(keys, undefined, 2));
      return 0;
    }
    for (const key of keys) world.out(lineOf(key));
    if (keys.length === 0) {
      world.err(
        'There are no keys but the one that each start brings: TWIG_API_KEY, or the file api-key.',
      );
    }
    return 0;
  });
}

/** `twigkit keys revoke`: from then on no server over this data folder knows the key. */
export async function revokeKey(id: string, flags: ProjectFlags, world: World): Promise<ExitCode> {
  return withIndex(flags, world, async (sql) => {
    const writer = createIndexWriter(sql);
    for (const { id: organisation, name } of listOrganisations(sql)) {
      if (!(await writer.revokeKey({ organisation, keyId: id }))) continue;
      world.err(`revoked  ${id} of "${name}"`);
      return 0;
    }
    throw new FixInputError(`There is no key ${id} in this data folder.`, {
      code: 'key_unknown',
      hint: '"twigkit keys list" shows the id of each key.',
    });
  });
}

/** Servers may run over the folder meanwhile: they go by what is in it at each request. */
async function withIndex(
  flags: ProjectFlags,
  world: World,
  work: (sql: Sql) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { dataDir, configuration } = await loadProject(flags, world);
  const baseUrl = configuration.settings.baseUrl.value;
  if (baseUrl !== undefined) {
    throw new FixInputError(`Keys are made in a data folder, but a base URL is set: ${baseUrl}.`, {
      code: 'base_url_set',
      hint: 'Run it where the server runs, without TWIG_BASE_URL; over the API, POST /api/v1/api-keys makes keys.',
    });
  }
  makeDataFolder(dataDir);
  const path = join(dataDir, 'index.db');
  const sql = openDatabase({ path, migrations: indexMigrations });
  try {
    return await work(sql);
  } finally {
    sql.close();
  }
}

function organisationsOf(sql: Sql, name: string | undefined): readonly Organisation[] {
  const all = listOrganisations(sql);
  if (name === undefined) return all;
  const named = all.filter((organisation) => organisation.name === name);
  if (named.length > 0) return named;
  throw new FixInputError(`There is no organisation "${name}" in this data folder.`, {
    code: 'organisation_unknown',
    hint: `There are: ${all.map((one) => one.name).join(', ') || 'none yet'}. "twigkit keys create --org" makes one.`,
  });
}

const pageSize = 200;

function allKeys(sql: Sql, organisation: string): readonly ApiKey[] {
  const keys: ApiKey[] = [];
  for (;;) {
    const page = listKeys(sql, organisation, { limit: pageSize, offset: keys.length });
    keys.push(...page.api_keys);
    if (page.api_keys.length < pageSize) return keys;
  }
}

function lineOf(key: ApiKey & { readonly organisation: string }): string {
  const { id, organisation, hint, scopes, name, expires_at } = key;
  const parts = [id, organisation, hint, scopes.join(',')];
  if (name !== '') parts.push(name);
  if (expires_at !== null) parts.push(`until ${expires_at}`);
  return parts.join('  ');
}
