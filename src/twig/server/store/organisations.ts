import type { Sql } from '#core/sql.ts';
import { newId } from '#util/new-id.ts';

/** The name of the organisation of whoever does not name one. */
export const defaultOrganisation = 'default';

export interface Organisation {
  readonly id: string;
  readonly name: string;
}

const selectOne = 'SELECT id FROM organisations WHERE name = ?';
const selectAll = 'SELECT id, name FROM organisations ORDER BY name';
const insertOne = `INSERT INTO organisations (id, name, created_at)
  VALUES (?, ?, unixepoch() * 1000)`;

/** The id of the organisation of that name, made when missing. */
export function ensureOrganisation(sql: Sql, name: string): string {
  const known = sql.get(selectOne, name);
  if (known) return String(known.id);
  const id = newId('org');
  sql.run(insertOne, id, name);
  return id;
}

export function listOrganisations(sql: Sql): readonly Organisation[] {
  return sql.all(selectAll).map(({ id, name }) => ({ id: String(id), name: String(name) }));
}
