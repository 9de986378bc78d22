import type { Session } from './connect-postgres.ts';

/** Any number that is nobody else's. */
const keysLock = 7_419_310_225;

/**
 * Waits until nobody else leases jobs or adds one with a key; holds until the transaction ends. Two
 * leases at once could each take a job of one key, and two enqueues each add one: neither sees what the
 * other has not committed yet.
 */
export async function takeTurnWithKeys(session: Session): Promise<void> {
  await session.executeSql(turnWithKeys);
}

export const turnWithKeys = `SELECT pg_advisory_xact_lock(${keysLock})`;
