import { describe, expect, it, onTestFinished } from 'vitest';
import type { SourceEvent } from '#core/connector.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { openBench } from '../../contract/connector/sync-bench.ts';
import { collectSource } from '../../support/collect-source.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { serveSlack, slackSource } from './slack-source.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 15, 12);

/** A workspace, and syncs of it that remember; the clock is the test's. */
async function openSlack(options: JsonObject = {}) {
  const served = await serveSlack();
  onTestFinished(() => served[Symbol.asyncDispose]());
  const notebook = createMemoryNotebook();
  const clock = manualClock({ skips: true, startMs: start });
  const connect = (signal = new AbortController().signal) =>
    slackSource({ ...served.config, ...options }, { signal, notebook, clock });
  const bench = openBench({
    connect,
    secrets: [],
    put: nothing,
    remove: nothing,
    move: nothing,
    rename: nothing,
    darken: nothing,
    [Symbol.asyncDispose]: nothing,
  });
  const text = () => [...bench.held().values()].join('\n====\n');
  const methods = () => {
    const counts: Record<string, number> = {};
    for (const { method } of served.slack.calls) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  };
  return { ...served, ...served.slack, notebook, clock, connect, bench, text, methods };
}

async function nothing(): Promise<void> {}

const at = (daysBack: number, hour = 9) => start - daysBack * dayMs + (hour - 12) * 3_600_000;

async function pass(clock: ManualClock, days: number): Promise<void> {
  await clock.sleep(days * dayMs);
}

describe('a later sync', () => {
  it('finds a late reply to an old thread within the window, and asks for no other thread', async () => {
    const { workspace, bench, text, calls } = await openSlack();
    const old = workspace.post('C1', { text: 'Old question', atMs: at(10) });
    workspace.reply('C1', old, { text: 'First answer', atMs: at(10, 10) });
    const other = workspace.post('C1', { text: 'Other question', atMs: at(9) });
    workspace.reply('C1', other, { text: 'Other answer', atMs: at(9, 10) });
    await bench.sync();
    workspace.reply('C1', old, { text: 'A late answer', atMs: at(0, 13) });
    const before = calls.length;

    const { written } = await bench.sync();

    expect(written).toEqual([`C1/${old}`]);
    expect(text()).toContain('A late answer');
    const asked = calls.slice(before).filter(({ method }) => method === 'conversations.replies');
    expect(asked.map(({ args }) => args.get('ts'))).toEqual([old]);
  });

  it('finds an edited reply, which its parent does not show', async () => {
    const { workspace, bench, text } = await openSlack();
    const parent = workspace.post('C1', { text: 'Question', atMs: at(1) });
    const reply = workspace.reply('C1', parent, { text: 'Wrong answer', atMs: at(1, 10) });
    await bench.sync();
    workspace.edit('C1', reply, 'Right answer');

    await bench.sync();

    expect(text()).toContain('Right answer');
    expect(text()).not.toContain('Wrong answer');
  });

  it('moves what was said alone into a thread when somebody answers it', async () => {
    const { workspace, bench } = await openSlack();
    const first = workspace.post('C1', { text: 'One thing', atMs: at(1) });
    const second = workspace.post('C1', { text: 'Another thing', atMs: at(1, 9.2) });
    await bench.sync();
    workspace.reply('C1', first, { text: 'Answered', atMs: at(0) });

    await bench.sync();

    const held = bench.held();
    expect([...held.keys()]).toEqual([`C1/${first}`, `C1/${second}`]);
    expect(held.get(`C1/${first}`)).toMatch(/One thing[\s\S]*Answered/);
    expect(held.get(`C1/${second}`)).not.toContain('One thing');
  });

  it('sees an edit and a deletion older than the window in the next read from end to end', async () => {
    const { workspace, bench, text, clock } = await openSlack();
    const kept = workspace.post('C1', { text: 'Old and kept', atMs: at(100) });
    const gone = workspace.post('C1', { text: 'Old and gone', atMs: at(90) });
    workspace.post('C1', { text: 'Young', atMs: at(1) });
    await bench.sync();
    workspace.edit('C1', kept, 'Old and mended');
    workspace.delete('C1', gone);
    await bench.sync();
    const tooEarly = text();
    await pass(clock, 31);

    const { deleted } = await bench.sync();

    expect(tooEarly).toContain('Old and gone');
    expect(deleted).toEqual([`C1/${gone}`]);
    expect(text()).toContain('Old and mended');
  });

  it('removes a file with the message that showed it', async () => {
    const { workspace, bench, addFile, origin } = await openSlack();
    const bytes = Buffer.from('Plain words in a file.\n');
    const file = addFile('F1', {
      channel: 'C1',
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes,
      origin,
    });
    const parent = workspace.post('C1', { text: 'Look', atMs: at(1) });
    const reply = workspace.reply('C1', parent, { text: 'this', files: [file], atMs: at(1, 10) });
    workspace.reply('C1', parent, { text: 'thanks', atMs: at(1, 11) });
    await bench.sync();
    const before = [...bench.held().keys()];
    workspace.delete('C1', reply);
    const shared = workspace.files.get('F1');
    if (shared) shared.isDeleted = true;

    const { deleted } = await bench.sync();

    expect(before).toContain('C1/F1');
    expect(deleted).toEqual(['C1/F1']);
  });
});

describe('what was said outside threads', () => {
  it('is cut where nobody spoke for a while, and at midnight', async () => {
    const { workspace, bench } = await openSlack({ silence_minutes: 30 });
    for (const hour of [9, 9.2, 11, 23.9, 24.1]) {
      workspace.post('C1', { text: `said at ${hour}`, atMs: at(2, hour) });
    }

    await bench.sync();

    const talks = [...bench.held().values()].map((held) => held.match(/said at [\d.]+/g)?.slice(1));
    expect(talks).toEqual([
      ['said at 9', 'said at 9.2'],
      ['said at 11'],
      ['said at 23.9'],
      ['said at 24.1'],
    ]);
  });

  it('leaves out who came and left, and bots that nobody answers', async () => {
    const { workspace, bench, text } = await openSlack();
    workspace.post('C1', { text: 'Ann has joined', subtype: 'channel_join' });
    workspace.post('C1', { text: 'Nightly build green', bot_id: 'B1' });
    const alarm = workspace.post('C1', { text: 'Disk full', bot_id: 'B1' });
    workspace.reply('C1', alarm, { text: 'I am on it' });

    await bench.sync();

    expect(text()).toMatch(/Disk full[\s\S]*I am on it/);
    expect(text()).not.toMatch(/joined|Nightly/);
  });
});

describe('reading back', () => {
  it('goes on where it was broken off, and reads the news first', async () => {
    const { workspace, connect } = await openSlack();
    for (let day = 1; day <= 30; day += 1) {
      workspace.post('C1', { text: `Said ${day} days ago`, atMs: at(day) });
    }
    const broken = await readUntilMark(connect(), undefined, { marks: 20 });
    workspace.post('C1', { text: 'Brand new', atMs: at(0) });

    const resumed = await readUntilMark(connect(), broken.cursor);

    expect(broken.items).toHaveLength(20);
    expect(resumed.items[0]).toContain(String(Math.floor(at(0) / 1000)));
    expect(new Set([...broken.items, ...resumed.items]).size).toBe(31);
    expect(resumed.items.length).toBeLessThan(31);
    expect(resumed.coverage).toBe('everything');
  });

  it('holds what a plan hides for hidden, not for deleted', async () => {
    const { workspace, bench, rules, text, clock } = await openSlack();
    workspace.post('C1', { text: 'From long ago', atMs: at(80) });
    workspace.post('C1', { text: 'From yesterday', atMs: at(1) });
    await bench.sync();
    rules.hiddenBefore = at(60);
    await pass(clock, 31);

    const { deleted, events } = await bench.sync();

    expect(deleted).toEqual([]);
    expect(text()).toContain('From long ago');
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'scope:limited',
        reason: expect.stringMatching(/plan hides/),
      }),
    );
  });
});

describe('a long channel', () => {
  it('asks for no more than a page ahead, however long it is', async () => {
    const { workspace, connect, rules, methods } = await openSlack();
    for (let index = 0; index < 300; index += 1) {
      workspace.post('C1', { text: `Said ${index}`, atMs: at(300 - index) });
    }
    rules.pageCap = 10;
    const reading = connect().read({ id: 'C1', title: '' }, undefined, async () => undefined);

    for (let count = 0; count < 5; count += 1) await reading.next();

    expect(methods()['conversations.history']).toBe(1);
    await reading.return('changes');
  });

  it('keeps its place in a few bytes', async () => {
    const { workspace, bench } = await openSlack();
    for (let index = 0; index < 300; index += 1) {
      workspace.post('C1', { text: `Said ${index}`, atMs: at(300 - index) });
    }

    const { cursors } = await bench.sync();

    expect(cursors.length).toBeGreaterThan(299);
    expect(Math.max(...cursors.map((cursor) => JSON.stringify(cursor).length))).toBeLessThan(200);
  });
});

describe('a listing that misbehaves', () => {
  it('with pages that are empty or short is read to its end', async () => {
    const { workspace, bench, rules } = await openSlack();
    for (let day = 1; day <= 12; day += 1)
      workspace.post('C1', { text: `Day ${day}`, atMs: at(day) });
    rules.pageCap = 2;
    rules.emptyPages = true;

    await bench.sync();

    expect(bench.held().size).toBe(12);
  });

  it('that gives the same page for ever fails its channel, and no other', async () => {
    const { workspace, bench, rules } = await openSlack();
    workspace.addChannel('C2', 'quiet');
    workspace.post('C2', { text: 'Only this', atMs: at(1) });
    for (let hour = 1; hour <= 12; hour += 1) {
      workspace.post('C1', { text: `Hour ${hour}`, atMs: at(1, hour) });
    }
    rules.pageCap = 5;
    rules.repeatsCursor = true;

    const { report, events } = await bench.sync();

    expect(report?.complete).toBe(false);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'scope:failed', scope: 'C1', code: 'paging_loop' }),
    );
    expect([...bench.held().values()].join()).toContain('Only this');
  });
});

describe('the rate', () => {
  it('is what Slack says: a 429 is waited for as long as it asks, by the method alone', async () => {
    const { workspace, bench, rules, clock } = await openSlack();
    workspace.post('C1', { text: 'Hello', atMs: at(1) });
    rules.throttledCalls = 2;
    rules.retryAfter = 17;

    const { report } = await bench.sync();

    expect(report?.complete).toBe(true);
    expect(clock.sleeps.filter((ms) => ms >= 16_000 && ms <= 17_000).length).toBeGreaterThan(3);
  });

  it('of an app outside the Marketplace is found out, kept to, and told', async () => {
    const { workspace, bench, rules, clock, calls } = await openSlack();
    for (let index = 0; index < 100; index += 1) {
      workspace.post('C1', { text: `Number ${index}`, atMs: at(1, 1 + index / 10) });
    }
    rules.pageCap = 15;
    const before = clock.now();

    const { report, events } = await bench.sync();

    const asked = calls.filter(({ method }) => method === 'conversations.history');
    expect(asked.map(({ args }) => args.get('limit'))).toEqual([
      '200',
      '200',
      ...Array(5).fill('15'),
    ]);
    expect(clock.now() - before).toBeGreaterThan(4 * 59_000);
    expect(report?.complete).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'scope:limited',
        reason: expect.stringMatching(/15 messages a minute.*internal app/),
      }),
    );
  });
});

describe('a rotating token', () => {
  const rotating = {
    token: null,
    refresh_token: 'xoxe-1-secret-refresh-4711',
    client_id: '1.2',
    client_secret: 'client-secret-4711',
  };

  it('is exchanged once for all, written down, and used by the next run', async () => {
    const { workspace, tokens, connect } = await openSlack(rotating);
    workspace.post('C1', { text: 'Hello', atMs: at(1) });

    await Promise.all([
      collectSource(connect()),
      collectSource(connect()),
      collectSource(connect()),
    ]);
    const later = await collectSource(connect());

    expect(later.ids).toHaveLength(1);
    expect(tokens.exchanges).toBe(1);
  });

  it('is exchanged again before it expires, and when Slack says that it did', async () => {
    const { workspace, tokens, connect, clock } = await openSlack(rotating);
    workspace.post('C1', { text: 'Hello', atMs: at(1) });
    await collectSource(connect());
    await clock.sleep(11.9 * 3_600_000);
    await collectSource(connect());
    const beforeExpiry = tokens.exchanges;
    tokens.isExpired = true;

    const { ids } = await collectSource(connect());

    expect(ids).toHaveLength(1);
    expect([beforeExpiry, tokens.exchanges]).toEqual([2, 3]);
  });

  it('that somebody else has used up is told, with the cure', async () => {
    const { tokens, connect } = await openSlack(rotating);
    tokens.refresh = 'xoxe-1-somebody-has-it';

    await expect(collectSource(connect())).rejects.toMatchObject({
      name: 'FixCredentialsError',
      code: 'slack_refresh_refused',
      hint: expect.stringContaining('new refresh token'),
    });
  });
});

describe('readers', () => {
  it('are the members of a private channel, and everybody of a public one', async () => {
    const { workspace, connect } = await openSlack({ public: false });
    workspace.addChannel('G1', 'board', { isPrivate: true, members: ['U2', 'U1'] });
    workspace.post('C1', { text: 'For all', atMs: at(1) });
    workspace.post('G1', { text: 'For few', atMs: at(1) });

    const { items } = await collectSource(connect());

    expect([...items.values()].map(({ acl }) => acl)).toEqual([
      { kind: 'restricted', allOf: [[{ source: 'slack', kind: 'everyone', id: 'T1' }]] },
      {
        kind: 'restricted',
        allOf: [
          [
            { source: 'slack', kind: 'user', id: 'U1', email: 'u1@example.com' },
            { source: 'slack', kind: 'user', id: 'U2', email: 'u2@example.com' },
          ],
        ],
      },
    ]);
  });

  it('who change are told with every document of the channel, and no thread is asked for', async () => {
    const { workspace, connect, calls } = await openSlack();
    workspace.addChannel('G1', 'board', { isPrivate: true, members: ['U1'] });
    const parent = workspace.post('G1', { text: 'From long ago', atMs: at(80) });
    workspace.reply('G1', parent, { text: 'Answered', atMs: at(80, 10) });
    const scope = { id: 'G1', title: '' };
    const read = (from: Json | undefined, known = new Map<string, string>()) =>
      readUntilMark(connect(), from, { scope, known });
    const first = await read(undefined);
    const known = new Map(first.items.map((id, index) => [id, first.versions[index] ?? '']));
    const unchanged = await read(first.cursor, known);
    workspace.channels.get('G1')?.members.push('U2');
    const before = calls.length;

    const changed = await read(unchanged.cursor, known);

    expect([first.items.length, unchanged.items.length, changed.items.length]).toEqual([1, 0, 1]);
    expect(changed.versions).toEqual(first.versions);
    expect(changed.acls).not.toEqual(first.acls);
    expect(calls.slice(before).map(({ method }) => method)).not.toContain('conversations.replies');
  });
});

describe('channels', () => {
  it('are those that the app is in, less the shared and the excluded', async () => {
    const { workspace, connect } = await openSlack({ exclude: ['noise-*'] });
    workspace.addChannel('C2', 'noise-builds');
    workspace.addChannel('C3', 'partners', { isShared: true });
    workspace.addChannel('C4', 'elsewhere', { isMember: false });

    expect(await scopesOf(connect())).toEqual(['#general']);
  });

  it('that are named but not there fail the sync, which reads the others and removes nothing', async () => {
    const { workspace, bench } = await openSlack({ channels: ['general', '#sales'] });
    workspace.post('C1', { text: 'Words', atMs: at(1) });

    const { events, report } = await bench.sync();

    expect([report?.complete, bench.held().size]).toEqual([false, 1]);
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'scope:failed',
        code: 'slack_channels_not_found',
        message: expect.stringContaining('sales'),
        hint: expect.stringContaining('/invite'),
      }),
    );
  });

  it('are told to be none when the app was invited nowhere', async () => {
    const { workspace, bench } = await openSlack({ exclude: ['general'] });
    workspace.addChannel('C4', 'elsewhere', { isMember: false });

    const { events } = await bench.sync();

    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'scope:failed',
        code: 'slack_no_channel',
        hint: expect.stringContaining('/invite'),
      }),
    );
  });

  it('are joined when told to, and only then', async () => {
    const { workspace, connect } = await openSlack({ auto_join: true });
    workspace.addChannel('C4', 'elsewhere', { isMember: false });
    workspace.post('C4', { text: 'Read me', atMs: at(1) });

    const { ids } = await collectSource(connect());

    expect(ids).toHaveLength(1);
    expect(workspace.channels.get('C4')?.isMember).toBe(true);
  });

  it('that are renamed tell their name with all they hold, and no thread is asked for again', async () => {
    const { workspace, bench, calls } = await openSlack();
    const old = workspace.post('C1', { text: 'Old question', atMs: at(90) });
    workspace.reply('C1', old, { text: 'Old answer', atMs: at(90, 10) });
    workspace.post('C1', { text: 'Only said', atMs: at(80) });
    await bench.sync();
    const general = workspace.channels.get('C1');
    if (general) general.name = 'everyone';
    const before = calls.length;

    const { loads, written } = await bench.sync();

    const places = [...bench.destination.documents('docs').values()].map(
      ({ document }) => document.breadcrumb,
    );
    expect(places).toEqual([
      ['Acme', '#everyone'],
      ['Acme', '#everyone'],
    ]);
    expect([loads, written]).toEqual([[], []]);
    expect(calls.slice(before).map(({ method }) => method)).not.toContain('conversations.replies');
    expect((await bench.sync()).written).toEqual([]);
  });

  it('that the app was thrown out of are told, by name or id, and lose nothing', async () => {
    const { workspace, bench } = await openSlack();
    workspace.addChannel('G1', 'board', { isPrivate: true });
    workspace.post('G1', { text: 'Ours', atMs: at(1) });
    workspace.post('C1', { text: 'Theirs', atMs: at(1) });
    await bench.sync();
    const board = workspace.channels.get('G1');
    if (board) board.isGone = true;
    const general = workspace.channels.get('C1');
    if (general) general.isMember = false;

    const observed = [await bench.sync(), await bench.sync(), await bench.sync()];

    expect(observed.flatMap(({ deleted }) => deleted)).toEqual([]);
    const failed = observed[0]?.events.filter((event) => event.event === 'scope:failed');
    expect(failed).toMatchObject([
      { scope: 'C1', code: 'slack_not_in_channel', hint: expect.stringContaining('/invite @app') },
      {
        scope: 'G1',
        code: 'slack_channel_not_found',
        hint: expect.stringContaining('exclude: [G1]'),
      },
    ]);
  });

  it('that lack a scope are told with its name, and the others are read', async () => {
    const { workspace, bench, rules } = await openSlack();
    workspace.addChannel('G1', 'board', { isPrivate: true });
    workspace.post('C1', { text: 'Theirs', atMs: at(1) });
    rules.scopes.delete('groups:history');

    const { events } = await bench.sync();

    expect(bench.held().size).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'scope:failed',
        scope: 'G1',
        code: 'slack_missing_scope',
        message: expect.stringContaining('groups:history'),
      }),
    );
  });
});

async function scopesOf(source: ReturnType<typeof slackSource>): Promise<readonly string[]> {
  const titles: string[] = [];
  for await (const { title } of source.scopes()) titles.push(title);
  return titles;
}

async function readUntilMark(
  source: ReturnType<typeof slackSource>,
  from: Json | undefined,
  {
    marks = Number.POSITIVE_INFINITY,
    scope = { id: 'C1', title: '' },
    known = new Map<string, string>(),
  } = {},
) {
  const events: SourceEvent[] = [];
  const reading = source.read(scope, from, async (id) => {
    const version = known.get(id);
    return version === undefined ? undefined : { version, validators: undefined };
  });
  let coverage: unknown;
  for (let left = marks; left > 0; ) {
    const step = await reading.next();
    if (step.done) {
      coverage = step.value;
      break;
    }
    events.push(step.value);
    if (step.value.is === 'mark') left -= 1;
  }
  const items = events.flatMap((event) => (event.is === 'item' ? [event.item] : []));
  return {
    items: items.map(({ id }) => id),
    versions: items.map(({ version }) => version),
    acls: items.map(({ acl }) => acl),
    cursor: events.flatMap((event) => (event.is === 'mark' ? [event.cursor] : [])).at(-1),
    coverage,
  };
}
