import { FixInputError, StopRunError } from '#core/errors.ts';
import type { Migration } from '#core/sql.ts';
import type { Postgres, Session } from './connect-postgres.ts';

/** The namespace of our tables; pg-boss has one of its own. */
export const schemaName = 'twigkit';

/** Any number that is nobody else's: it names the lock under which one process at a time migrates. */
const migrationLock = 7_419_310_224;

/**
 * Brings the tables to the newest migration, all of it in one transaction. Of several processes that
 * start at once, one does it and the others wait.
 *
 * @throws StopRunError when a newer twigkit wrote the database, FixInputError when it is not in UTF-8.
 */
export async function migrate(postgres: Postgres, migrations: readonly Migration[]): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  await migrateAlone(postgres, async (session) => {
    const { rows: encodings } = await session.executeSql('SHOW server_encoding');
    if (encodings[0]?.server_encoding !== 'UTF8') throw notUtf8(postgres.label);
    await session.executeSql(createVersion);
    const { rows } = await session.executeSql(`SELECT version FROM ${schemaName}.schema_version`);
    const current = Number(rows[0]?.version ?? 0);
    if (current > newest) throw tooNew(postgres.label);
    for (const { version, statements } of migrations) {
      if (version > current) await session.executeSql(statements);
    }
    if (newest > current) {
      await session.executeSql(`DELETE FROM ${schemaName}.schema_version`);
      await session.executeSql(`INSERT INTO ${schemaName}.schema_version VALUES ($1)`, [newest]);
    }
  });
}

/** Does what makes or changes tables while nobody else does. `work` may also use other connections. */
export function migrateAlone(
  postgres: Postgres,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  return postgres.transaction(work, `SELECT pg_advisory_xact_lock(${migrationLock})`);
}

const createVersion = `
  CREATE SCHEMA IF NOT EXISTS ${schemaName};
  CREATE TABLE IF NOT EXISTS ${schemaName}.schema_version (version integer NOT NULL);`;

function tooNew(label: string): StopRunError {
  return new StopRunError(`The database ${label} was written by a newer version of twigkit.`, {
    code: 'database_newer',
    hint: 'Update twigkit here too: all processes that share a database need one version.',
  });
}

function notUtf8(label: string): FixInputError {
  return new FixInputError(`The database ${label} does not keep text in UTF-8.`, {
    code: 'database_encoding',
    hint: 'Create one with: createdb --encoding UTF8 --template template0 NAME',
  });
}
