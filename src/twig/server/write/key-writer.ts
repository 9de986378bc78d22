import type { Sql } from '#core/sql.ts';
import type { User } from '#twig/api/users.ts';
import { answerOnce, type Once } from '../store/answer-once.ts';
import { type CreatedKey, createKey, type NewKey, revokeKey } from '../store/keys.ts';
import { ensureOrganisation } from '../store/organisations.ts';
import { insertUser, type NewUser } from '../store/users.ts';
import type { IdempotentChange } from './change.ts';

export interface KeyWriter {
  /** The id of the organisation of that name, made when missing. */
  ensureOrganisation(name: string): Promise<string>;
  /** The answer tells the value, and nothing else ever does. */
  createKey(key: NewKey): Promise<CreatedKey>;
  /** As `createKey`, but once for one `Idempotency-Key`; what is kept of the answer is the id alone. */
  createKeyOnce(change: CreateKeyChange): Promise<KeyOnce>;
  /** From then on the key is unknown. False when the organisation has no such key. */
  revokeKey(key: { readonly organisation: string; readonly keyId: string }): Promise<boolean>;
  /** Null when the organisation has a user of that address. */
  createUser(change: CreateUserChange): Promise<Once<User | null>>;
}

export interface CreateKeyChange extends Omit<IdempotentChange, 'organisation'> {
  readonly key: NewKey;
}

export type KeyOnce =
  | { readonly is: 'created'; readonly created: CreatedKey }
  | { readonly is: 'made-before'; readonly keyId: string }
  | { readonly is: 'key-reused' };

export interface CreateUserChange extends IdempotentChange {
  readonly user: NewUser;
}

export function createKeyWriter(sql: Sql): KeyWriter {
  return {
    ensureOrganisation: async (name) => sql.transaction(() => ensureOrganisation(sql, name)),
    createKey: async (key) => sql.transaction(() => createKey(sql, key)),
    async createKeyOnce({ key, now, idempotencyKey }) {
      let created: CreatedKey | undefined;
      const made = answerOnce(sql, idempotencyKey, now, () => {
        created = createKey(sql, key);
        return { keyId: created.keyId };
      });
      if (made.is === 'key-reused') return made;
      return created ? { is: 'created', created } : { is: 'made-before', keyId: made.answer.keyId };
    },
    revokeKey: async ({ organisation, keyId }) =>
      sql.transaction(() => revokeKey(sql, organisation, keyId)),
    createUser: async ({ organisation, now, user, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => insertUser(sql, organisation, user, now)),
  };
}
