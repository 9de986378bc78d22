import { expect, it } from 'vitest';
import { inboxRetentionMs } from '#core/inbox.ts';
import { tendInbox } from '#entry/receiver/tend-inbox.ts';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { newMessage } from '../../contract/inbox.ts';
import { collect } from '../../support/collect.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

it('forgets settled messages after 30 days, day by day, and tells of secrets, until it is stopped', async () => {
  using folder = temporaryFolder();
  const sql = openInboxDatabase(folder.path);
  const clock = manualClock();
  const inbox = createSqliteInbox(sql, clock);
  const edge = clock.now() - inboxRetentionMs;
  const young = newMessage({ receivedAt: edge, job: undefined });
  await inbox.accept(newMessage({ receivedAt: edge - 1, job: undefined }));
  await inbox.accept(young);
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const stop = new AbortController();
  const secrets = [{ id: 'current', value: 'a secret', notAfter: clock.now() + 1_000 }];

  const tended = tendInbox({ inbox, secrets, clock, note }, stop.signal);
  await waitUntil('it sleeps', () => clock.sleeping === 1);
  const left = await collect(inbox.list());
  await clock.advance(24 * 3_600_000);
  await waitUntil('it sleeps again', () => clock.sleeping === 1 && clock.sleeps.length === 2);

  expect(left.map((message) => message.id)).toEqual([young.id]);
  expect(await collect(inbox.list())).toEqual([]);
  expect(notes).toEqual([
    expect.stringContaining('"current" ends on'),
    expect.stringContaining('"current" ended on'),
  ]);
  stop.abort();
  await tended;
  sql.close();
});

it('a store that is down is told of and waited for', async () => {
  const clock = manualClock();
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const stop = new AbortController();
  const down = () => Promise.reject(new Error('the disk is gone'));

  const inbox = { purge: down, lastUseOf: down };
  const tended = tendInbox({ inbox, secrets: [], clock, note }, stop.signal);
  await waitUntil('it sleeps', () => clock.sleeping === 1);
  stop.abort();
  await tended;

  expect(notes).toEqual([expect.stringContaining('the disk is gone')]);
});
