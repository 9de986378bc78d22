import { PgBoss } from 'pg-boss';
import type { Shape } from './drain-port.ts';

/** The same by pg-boss alone, on its own connections and with its own batches. */
export async function drainBoss(boss: PgBoss, { jobs, batch }: Shape): Promise<number> {
  const startedAt = performance.now();
  for (let done = 0; done < jobs; done += batch) {
    const data = Array.from({ length: batch }, (_, index) => ({ data: { number: done + index } }));
    await boss.insert('bench', data);
  }
  for (let done = 0; done < jobs; ) {
    const held = await boss.fetch('bench', { batchSize: batch });
    if (held.length === 0) throw new Error(`${jobs - done} jobs were lost.`);
    await boss.complete(
      'bench',
      held.map(({ id }) => id),
    );
    done += held.length;
  }
  return (jobs * 1_000) / (performance.now() - startedAt);
}

export async function openBoss(connectionString: string): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString,
    schema: 'bare_boss',
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue('bench');
  return boss;
}
