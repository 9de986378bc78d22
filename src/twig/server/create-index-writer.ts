import type { Sql } from '#core/sql.ts';
import type { DataSourceStatusChange, IndexWriter, StatusChanged } from './index-writer.ts';
import { applyPart } from './push/apply-part.ts';
import { parsePart } from './push/parse-part.ts';
import { answerOnce } from './store/answer-once.ts';
import { insertDataSource, setDataSourceStatus } from './store/data-sources.ts';
import { createKey, ensureKey } from './store/keys.ts';
import { addToOutbox, claimDelivery, settleDelivery } from './store/outbox.ts';
import { deleteWebhook, insertWebhook } from './store/webhooks.ts';

export type { IndexWriter };

/** The writer over one open database, in this thread. The database stays the caller's to close. */
export function createIndexWriter(sql: Sql): IndexWriter {
  return {
    ensureKey: async (value) =>
      sql.transaction(() => {
        const { keyId, organisation, scopes } = ensureKey(sql, value);
        return { keyId, organisation, scopes };
      }),
    createKey: async (key) => sql.transaction(() => createKey(sql, key)),
    createDataSource: async ({ organisation, now, dataSource, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () =>
        insertDataSource(sql, organisation, dataSource, now),
      ),
    setDataSourceStatus: async (change) =>
      sql.transaction(() => changeDataSourceStatus(sql, change)),
    pushPart: async ({ body, ...target }) => {
      const parsed = parsePart(body);
      return parsed.ok
        ? applyPart(sql, target, parsed.part)
        : { is: 'broken', broken: parsed.broken };
    },
    createWebhook: async ({ organisation, now, webhook, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => insertWebhook(sql, organisation, webhook, now)),
    deleteWebhook: async ({ organisation, now, webhookId, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => ({
        deleted: deleteWebhook(sql, organisation, webhookId),
      })),
    claimDelivery: async (claim) => sql.transaction(() => claimDelivery(sql, claim)),
    settleDelivery: async (outcome) => sql.transaction(() => settleDelivery(sql, outcome)),
  };
}

function changeDataSourceStatus(sql: Sql, change: DataSourceStatusChange): StatusChanged {
  const { organisation, dataSourceId, status, failureReason = null, now } = change;
  const changed = setDataSourceStatus(sql, organisation, dataSourceId, {
    status,
    failureReason,
    now,
  });
  if (!changed || status !== 'failed') return { changed, eventCount: 0 };
  const data = { data_source_id: dataSourceId, status, reason: failureReason };
  return {
    changed,
    eventCount: addToOutbox(sql, { organisation, event: 'datasource.failed', data, now }),
  };
}
