import { randomBytes } from 'node:crypto';
import { FixInputError } from '#core/errors.ts';
import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { newId } from '#util/new-id.ts';
import { sha256 } from '#util/sha256.ts';
import { jsonStrings } from './columns.ts';

export const allScopes: readonly KeyScope[] = ['read', 'write', 'execute', 'admin'];
export const defaultOrganisation = 'default';

/** Whoever sent a request, as its key tells. */
export interface Caller {
  readonly keyId: string;
  readonly organisation: string;
  readonly scopes: readonly KeyScope[];
}

export interface NewKey {
  /** Name of the organisation, made when missing. Default `default`. */
  readonly organisation?: string;
  /** Default all four. */
  readonly scopes?: readonly KeyScope[];
  /** Default: `twigsk_test_` and 48 random hex digits. */
  readonly value?: string;
}

export interface CreatedKey extends Caller {
  /** The only time it is told: at rest there is a hash. */
  readonly value: string;
}

const selectKey = 'SELECT id, organisation_id, scopes FROM api_keys WHERE hash = ?';
const insertKey = `INSERT INTO api_keys (id, organisation_id, hash, hint, scopes, created_at)
  VALUES (?, ?, ?, ?, ?, unixepoch() * 1000)`;
const selectOrganisation = 'SELECT id FROM organisations WHERE name = ?';
const insertOrganisation = `INSERT INTO organisations (id, name, created_at)
  VALUES (?, ?, unixepoch() * 1000)`;

export function findCaller(sql: Sql, value: string): Caller | undefined {
  const row = sql.get(selectKey, sha256(value));
  if (!row) return undefined;
  const held = jsonStrings(row.scopes);
  return {
    keyId: String(row.id),
    organisation: String(row.organisation_id),
    scopes: allScopes.filter((scope) => held.includes(scope)),
  };
}

/** Makes a key of this value, of the default organisation and with all scopes, unless it is known. */
export function ensureKey(sql: Sql, value: string): Caller {
  return findCaller(sql, value) ?? createKey(sql, { value });
}

/** @throws FixInputError when a key of this value exists. */
export function createKey(sql: Sql, key: NewKey): CreatedKey {
  const value = key.value ?? `twigsk_test_${randomBytes(24).toString('hex')}`;
  if (findCaller(sql, value)) {
    throw new FixInputError('An API key of this value exists already.', {
      code: 'key_exists',
      hint: 'Leave the value out to have one made.',
    });
  }
  const organisation = ensureOrganisation(sql, key.organisation ?? defaultOrganisation);
  const scopes = key.scopes ?? allScopes;
  const keyId = newId('key');
  const hint = value.length > 24 ? `${value.slice(0, 12)}…${value.slice(-4)}` : '…';
  sql.run(insertKey, keyId, organisation, sha256(value), hint, JSON.stringify(scopes));
  return { keyId, organisation, scopes, value };
}

function ensureOrganisation(sql: Sql, name: string): string {
  const known = sql.get(selectOrganisation, name);
  if (known) return String(known.id);
  const id = newId('org');
  sql.run(insertOrganisation, id, name);
  return id;
}
