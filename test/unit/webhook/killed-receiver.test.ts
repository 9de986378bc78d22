import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const secret = 'a secret of some length';
const script = join(import.meta.dirname, '../../support/receiver-process.ts');

async function startReceiver(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [script, folder, secret], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Sends until the receiver is gone; tells of every acknowledgement as soon as it is there. */
async function sendUntilGone(
  url: string,
  sender: number,
  onReceipt: (id: string) => void,
): Promise<void> {
  for (let count = 0; ; count += 1) {
    const body = JSON.stringify({ event: 'data_source.synced', data: { sender, count } });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    try {
      const headers = { 'x-twig-signature': signature };
      const response = await fetch(url, { method: 'POST', body, headers });
      if (response.status === 202) onReceipt(((await response.json()) as { id: string }).id);
    } catch {
      return;
    }
  }
}

it('a receiver killed in mid-load has every delivery it acknowledged in its inbox, with its job', async () => {
  using folder = temporaryFolder();
  const { child, url } = await startReceiver(folder.path);
  const receipts: string[] = [];
  const onReceipt = (id: string) => {
    receipts.push(id);
    if (receipts.length === 500) child.kill('SIGKILL');
  };
  const senders = Array.from({ length: 20 }, (_, sender) => sendUntilGone(url, sender, onReceipt));

  await Promise.all(senders);

  const sql = openInboxDatabase(folder.path);
  const stored = new Set(sql.all('SELECT id FROM inbox').map((row) => row.id));
  const jobs = sql.get('SELECT count(*) AS count FROM jobs');
  expect(receipts.length).toBeGreaterThanOrEqual(500);
  expect(receipts.filter((id) => !stored.has(id))).toEqual([]);
  expect(jobs).toEqual(expect.objectContaining({ count: stored.size }));
  sql.close();
});
