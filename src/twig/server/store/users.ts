import type { Sql, SqlRow } from '#core/sql.ts';
import type { User } from '#twig/api/users.ts';
import { newId } from '#util/new-id.ts';
import { isoTime } from './columns.ts';
import type { Page } from './page.ts';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: string;
}

const columns = 'id, email, name, role, created_at';
const selectPage = `SELECT ${columns} FROM users WHERE organisation_id = ?
  ORDER BY key LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM users WHERE organisation_id = ?';
const insertOne = `INSERT INTO users (id, organisation_id, email, name, role, created_at)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

export function listUsers(
  sql: Sql,
  organisation: string,
  { limit, offset }: Page,
): { readonly users: User[]; readonly total: number } {
  return {
    users: sql.all(selectPage, organisation, limit, offset).map(toUser),
    total: Number(sql.get(countAll, organisation)?.count ?? 0),
  };
}

/** Null when the organisation has a user of that address. */
export function insertUser(
  sql: Sql,
  organisation: string,
  { email, name, role }: NewUser,
  now: number,
): User | null {
  const id = newId('user');
  if (sql.run(insertOne, id, organisation, email, name, role, now) === 0) return null;
  return { id, email, name, role, created_at: isoTime(now) };
}

function toUser(row: SqlRow): User {
  return {
    id: String(row.id),
    email: String(row.email),
    name: String(row.name),
    role: String(row.role),
    created_at: isoTime(row.created_at),
  };
}
