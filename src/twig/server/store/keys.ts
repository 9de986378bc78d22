import { randomBytes } from 'node:crypto';
import { FixInputError } from '#core/errors.ts';
import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql, SqlRow } from '#core/sql.ts';
import { type ApiKey, keyScopes } from '#twig/api/api-keys.ts';
import { newId } from '#util/new-id.ts';
import { sha256 } from '#util/sha256.ts';
import { isoTime, isoTimeOrNull, jsonStrings } from './columns.ts';
import { defaultOrganisation, ensureOrganisation } from './organisations.ts';
import type { Page } from './page.ts';

export const allScopes: readonly KeyScope[] = keyScopes;

/** Whoever sent a request, as its key tells. */
export interface Caller {
  readonly keyId: string;
  readonly organisation: string;
  readonly scopes: readonly KeyScope[];
}

export interface NewKey {
  /** Name of the organisation, made when missing. Default `default`. */
  readonly organisation?: string;
  /** Its id, instead of its name. */
  readonly organisationId?: string;
  /** For people. */
  readonly name?: string;
  /** Default all four. */
  readonly scopes?: readonly KeyScope[];
  /** Decides the prefix. Default `test`. */
  readonly environment?: 'live' | 'test';
  /** Epoch milliseconds; null or left out: never. */
  readonly expiresAt?: number | null;
  /** Default: the prefix and 48 random hex digits. */
  readonly value?: string;
}

export interface CreatedKey extends Caller {
  /** The only time it is told: at rest there is a hash. */
  readonly value: string;
  readonly shown: ApiKey;
}

const selectCaller = `SELECT id, organisation_id, scopes FROM api_keys
  WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)`;
const selectHash = 'SELECT 1 AS known FROM api_keys WHERE hash = ?';
const insertKey = `INSERT INTO api_keys
  (id, organisation_id, hash, hint, name, scopes, expires_at, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, unixepoch() * 1000)`;
const columns = 'id, name, scopes, hint, created_at, expires_at';
const selectOne = `SELECT ${columns} FROM api_keys WHERE id = ?`;
const selectPage = `SELECT ${columns} FROM api_keys WHERE organisation_id = ?
  ORDER BY created_at, id LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM api_keys WHERE organisation_id = ?';
const deleteOne = 'DELETE FROM api_keys WHERE organisation_id = ? AND id = ?';

/** Whose key that is; undefined for an unknown one and for one that has expired. */
export function findCaller(sql: Sql, value: string, now: number): Caller | undefined {
  const row = sql.get(selectCaller, sha256(value), now);
  return (
    row && {
      keyId: String(row.id),
      organisation: String(row.organisation_id),
      scopes: scopesOf(row),
    }
  );
}

/** @throws FixInputError when a key of this value exists. */
export function createKey(sql: Sql, key: NewKey): CreatedKey {
  const { environment = 'test', name = '', scopes = allScopes, expiresAt = null } = key;
  const value = key.value ?? `twigsk_${environment}_${randomBytes(24).toString('hex')}`;
  if (sql.get(selectHash, sha256(value))) {
    throw new FixInputError('An API key of this value exists already.', {
      code: 'key_exists',
      hint: 'Leave the value out to have one made.',
    });
  }
  const organisation =
    key.organisationId ?? ensureOrganisation(sql, key.organisation ?? defaultOrganisation);
  const keyId = newId('key');
  const hint = value.length > 24 ? `${value.slice(0, 12)}…${value.slice(-4)}` : '…';
  const scopeList = JSON.stringify(allScopes.filter((scope) => scopes.includes(scope)));
  sql.run(insertKey, keyId, organisation, sha256(value), hint, name, scopeList, expiresAt);
  const row = sql.get(selectOne, keyId);
  if (!row) throw new Error(`The key ${keyId} is missing right after its insertion.`);
  const shown = toApiKey(row);
  return { keyId, organisation, scopes: shown.scopes, value, shown };
}

export function listKeys(
  sql: Sql,
  organisation: string,
  { limit, offset }: Page,
): { readonly api_keys: ApiKey[]; readonly total: number } {
  return {
    api_keys: sql.all(selectPage, organisation, limit, offset).map(toApiKey),
    total: Number(sql.get(countAll, organisation)?.count ?? 0),
  };
}

/** From then on the key is unknown. False when the organisation has no such key. */
export function revokeKey(sql: Sql, organisation: string, id: string): boolean {
  return sql.run(deleteOne, organisation, id) > 0;
}

function toApiKey(row: SqlRow): ApiKey {
  return {
    id: String(row.id),
    name: String(row.name),
    scopes: scopesOf(row),
    hint: String(row.hint),
    created_at: isoTime(row.created_at),
    expires_at: isoTimeOrNull(row.expires_at),
  };
}

function scopesOf(row: SqlRow): KeyScope[] {
  const held = jsonStrings(row.scopes);
  return allScopes.filter((scope) => held.includes(scope));
}
