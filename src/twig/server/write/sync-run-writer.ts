import type { Sql } from '#core/sql.ts';
import {
  claimSyncRun,
  finishSyncRun,
  releaseSyncRun,
  renewSyncRun,
  requestSync,
  type SyncRequest,
  type SyncRunEnd,
  type SyncRunKey,
} from '../store/sync-runs.ts';
import { type DueDataSource, takeTurn } from '../store/sync-schedule.ts';

export interface SyncRunWriter {
  /** Gives the id of the sync that answers the request: a new one, or the one that is open already. */
  requestSync(request: SyncRequest): Promise<string>;
  /** Requests the sync whose turn it is and sets the next one. False when another process did. */
  takeTurn(turn: DueDataSource & { readonly now: number }): Promise<boolean>;
  /** False when another process took the run first. */
  claimSyncRun(run: SyncRunKey, claim: NewClaim): Promise<boolean>;
  /** False when the run was lost: taken over, or deleted with its data source. */
  renewSyncRun(run: SyncRunKey, claimed: RenewedClaim): Promise<boolean>;
  releaseSyncRun(run: SyncRunKey, held: HeldClaim): Promise<void>;
  /** Gives how many events were put into the outbox. Changes nothing when the run was lost. */
  finishSyncRun(end: SyncRunEnd): Promise<number>;
}

/** Instants in epoch milliseconds. */
export interface NewClaim {
  readonly now: number;
  readonly until: number;
}

export interface RenewedClaim {
  readonly from: number;
  readonly to: number;
}

export interface HeldClaim {
  readonly claimedUntil: number;
  readonly now: number;
}

export function createSyncRunWriter(sql: Sql): SyncRunWriter {
  return {
    requestSync: async (request) => sql.transaction(() => requestSync(sql, request)),
    takeTurn: async ({ id, organisation, now }) =>
      sql.transaction(() => {
        const taken = takeTurn(sql, id, now);
        if (taken) {
          requestSync(sql, { organisation, dataSourceId: id, origin: 'schedule', now });
        }
        return taken;
      }),
    claimSyncRun: async (run, claim) => sql.transaction(() => claimSyncRun(sql, run, claim)),
    renewSyncRun: async (run, claimed) => sql.transaction(() => renewSyncRun(sql, run, claimed)),
    releaseSyncRun: async (run, held) => sql.transaction(() => releaseSyncRun(sql, run, held)),
    finishSyncRun: async (end) => sql.transaction(() => finishSyncRun(sql, end)),
  };
}
