/**
 * The receiver as `twigkit receive` puts it together, in a process of its own:
 * `node receiver-process.ts FOLDER SECRET COMMIT_DELAY_MS`. Its first line is its port; a line on stdin
 * ends it.
 */
import { systemClock } from '../../src/core/clock.ts';
import type { Sql } from '../../src/core/sql.ts';
import { listen } from '../../src/entry/listen.ts';
import { directWebhooks } from '../../src/entry/receiver/direct-webhooks.ts';
import { createDeliveryHandler } from '../../src/entry/receiver/start-receiver.ts';
import { webhookPath, withWebhooks } from '../../src/entry/receiver/webhook-routes.ts';
import { createSqliteInbox } from '../../src/runtime/store/sqlite/inbox.ts';
import { openDatabase } from '../../src/runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '../../src/runtime/store/sqlite/state-migrations.ts';
import { signatureSchemes } from '../../src/webhook/scheme.ts';

const [folder = '', secret = '', delay = '0'] = process.argv.slice(2);
const sql = openDatabase({ path: `${folder}/state.db`, migrations: stateMigrations });
const delayMs = Number(delay);
const inbox = createSqliteInbox(delayMs > 0 ? withSlowCommits(sql, delayMs) : sql, systemClock);
const fetch = createDeliveryHandler({
  store: { inbox },
  secrets: [{ id: 'current', value: secret }],
  scheme: signatureSchemes.twig,
  clock: systemClock,
  onDelivery: () => {},
});
const listener = await listen({
  fetch: withWebhooks(fetch, undefined),
  direct: directWebhooks(fetch, console.error),
  port: 0,
  hostname: '127.0.0.1',
});
console.log(`${listener.url}${webhookPath}`);
process.stdin.once('data', async () => {
  await listener.close();
  sql.close();
  process.exit();
});

/** As a slower disk would be: the thread is held as long as a slow flush would hold it. */
function withSlowCommits(inner: Sql, ms: number): Sql {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return {
    ...inner,
    transaction: (work) => {
      const result = inner.transaction(work);
      Atomics.wait(cell, 0, 0, ms);
      return result;
    },
  };
}
