import { describe, expect, it } from 'vitest';
import type { Source, SourceEvent } from '#core/connector.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { collect } from '../../support/collect.ts';
import { type MessySite, messySite, page } from '../../support/messy-site.ts';
import { type SlowClock, slowClock } from './slow-clock.ts';
import { websiteSource } from './website-source.ts';

const scope = { id: 'pages', title: '' };
const dayMs = 24 * 60 * 60 * 1_000;

interface World {
  readonly site: MessySite;
  readonly notebook: Notebook;
  readonly clock: SlowClock;
  source(config?: JsonObject): Source;
}

function worldOf(site: MessySite): World {
  const notebook = createMemoryNotebook();
  const clock = slowClock();
  return {
    site,
    notebook,
    clock,
    source: (config = {}) =>
      websiteSource({ url: `${site.url}/`, concurrency: 1, ...config }, { notebook, clock }),
  };
}

interface Walked {
  readonly paths: readonly string[];
  readonly events: readonly SourceEvent[];
  /** The last one. */
  readonly cursor: Json | undefined;
  readonly coverage: string | undefined;
}

/** Reads from a cursor; with `until`, no further than to the event for which it says so. */
async function readOn(
  { site }: World,
  source: Source,
  from: Json | undefined,
  until?: (event: SourceEvent, paths: readonly string[]) => boolean,
): Promise<Walked> {
  const paths: string[] = [];
  const events: SourceEvent[] = [];
  let cursor: Json | undefined;
  const reading = source.read(scope, from, async () => undefined);
  for (let step = await reading.next(); ; step = await reading.next()) {
    if (step.done) return { paths, events, cursor, coverage: step.value ?? undefined };
    const event = step.value;
    events.push(event);
    if (event.is === 'item') paths.push(event.item.id.replace(site.url, ''));
    if (event.is === 'mark') cursor = event.cursor && JSON.parse(JSON.stringify(event.cursor));
    // As a kill does: it is not even told to end.
    if (until?.(event, paths)) return { paths, events, cursor, coverage: undefined };
  }
}

/** Reads until a mark follows the page. */
const untilMarkAfter = (path: string) => (event: SourceEvent, paths: readonly string[]) =>
  event.is === 'mark' && paths.includes(path);

const names = ['/a', '/b', '/c', '/d', '/e', '/f'];

async function sevenPages() {
  const site = await messySite({ '/': page('Home', { links: names.slice(0, 3) }) });
  for (const name of names) site.set(name, page(`Page ${name}`, { links: names }));
  return site;
}

const pagesAsked = ({ requests }: MessySite) =>
  requests.map(({ path }) => path).filter((path) => path === '/' || names.includes(path));

describe('a walk that was broken off', () => {
  it('goes on from its mark, and asks for no page again that it had settled', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);
    const first = await readOn(world, world.source(), undefined, untilMarkAfter('/b'));
    site.forget();

    const second = await readOn(world, world.source(), first.cursor);

    expect(first.paths).toEqual(['/', '/a', '/b']);
    expect(second.paths).toEqual(['/c', '/d', '/e', '/f']);
    // What was under way when it ended may come twice.
    expect(new Set(pagesAsked(site))).toEqual(new Set(['/c', '/d', '/e', '/f']));
    expect(site.requests.map(({ path }) => path)).not.toContain('/sitemap.xml');
    expect(second.coverage).toBe('everything');
    expect(second.events.at(-1)).toEqual({ is: 'mark', cursor: undefined });
  });

  it('can be gone on with from an earlier mark than the last', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);
    const early = await readOn(world, world.source(), undefined, untilMarkAfter('/a'));
    const late = await readOn(world, world.source(), early.cursor, untilMarkAfter('/d'));

    const again = await readOn(world, world.source(), early.cursor);
    const fromLate = await readOn(world, world.source(), late.cursor);

    expect(again.paths).toEqual(['/b', '/c', '/d', '/e', '/f']);
    expect(again.coverage).toBe('everything');
    expect(fromLate.paths).toEqual(['/e', '/f']);
  });

  it('is stopped and gone on with as often as one likes', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);
    const all: string[] = [];
    let from: Json | undefined;
    let coverage: string | undefined;
    for (let slice = 0; coverage === undefined; slice++) {
      const walked = await readOn(
        world,
        world.source(),
        from,
        (event) => event.is === 'mark' && event.cursor !== undefined,
      );
      all.push(...walked.paths);
      from = walked.cursor;
      coverage = walked.coverage;
      expect(slice).toBeLessThan(10);
    }

    expect(all).toEqual(['/', ...names]);
    expect(coverage).toBe('everything');
    // Beside the one that ended: the one that it went on from, for its mark may be the last that counts.
    expect(await collect(world.notebook.entries('walks/'))).toHaveLength(1);
  });

  it('remembers what it had learnt: a failed page, texts, aliases, missing pages, Markdown', async () => {
    const twin = (path: string) => ({ head: `<link rel="canonical" href="${path}">` });
    await using site = await messySite({
      '/': page('Home', {
        links: ['/broken', '/x?1', '/x', '/nowhere', '/stop', '/y/', '/y', '/m', '/z'],
      }),
      '/broken': { status: 500 },
      '/x?1': page('X', twin('/x')),
      '/x': page('X'),
      '/stop': page('Stop'),
      '/y/': page('Y'),
      '/y': page('Y'),
      '/m': page('M'),
      '/m.md': { headers: { 'content-type': 'text/markdown' }, body: '# M' },
      '/alone.md': { headers: { 'content-type': 'text/markdown' }, body: '# Alone' },
      '/z': page('Z'),
      '/llms.txt': { headers: { 'content-type': 'text/plain' }, body: '[M](/m.md) [A](/alone.md)' },
    });
    site.otherwise(page('Sorry', { text: 'There is no such page.' }));
    const undisturbed = worldOf(site);
    const whole = await readOn(undisturbed, undisturbed.source(), undefined);
    const told = ({ events }: Walked) =>
      events.flatMap((event) => {
        if (event.is === 'item') return [`item ${event.item.id} ${event.item.mediaType}`];
        return event.is === 'mark' ? [] : [JSON.stringify(event)];
      });

    for (const path of ['/x', '/stop', '/y/', '/m']) {
      const world = worldOf(site);
      const first = await readOn(world, world.source(), undefined, untilMarkAfter(path));
      const second = await readOn(world, world.source(), first.cursor);

      expect([...told(first), ...told(second)], `stopped after ${path}`).toEqual(told(whole));
      expect(second.coverage).toBe(whole.coverage);
    }
    expect(whole.coverage).toBe('changes');
  });

  it('starts anew where its notes are gone, too old, or those of another configuration', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);
    const first = await readOn(world, world.source(), undefined, untilMarkAfter('/b'));
    const { cursor } = first;

    const other = await readOn(world, world.source({ exclude: ['/f'] }), cursor);
    const elsewhere = await readOn(world, worldOf(site).source(), cursor);
    world.clock.pass(8 * dayMs);
    const late = await readOn(world, world.source(), cursor);
    const strange = await readOn(world, world.source(), { from: 'another version' });

    for (const { events, paths } of [other, elsewhere, late, strange]) {
      expect(events[0]).toMatchObject({ is: 'rescan' });
      expect(paths.slice(0, 3)).toEqual(['/', '/a', '/b']);
    }
    expect(other.paths).not.toContain('/f');
  });

  it('is not disturbed by another run that goes on with it, as a dry run does', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);
    const first = await readOn(world, world.source(), undefined, untilMarkAfter('/b'));
    const real = world.source().read(scope, first.cursor, async () => undefined);
    const next = await real.next();
    if (next.done) throw new Error('The walk is over already.');

    const dry = await readOn(world, world.source(), first.cursor);
    const rest = await collect(real);

    expect(dry.paths).toEqual(['/c', '/d', '/e', '/f']);
    expect([next.value, ...rest].filter((event) => event?.is === 'item')).toHaveLength(4);
  });
});

describe('a walk that came to its end', () => {
  it('leaves nothing in the notebook', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);

    await readOn(world, world.source(), undefined);

    expect(await collect(world.notebook.entries(''))).toEqual([]);
  });

  it('writes nothing at all when it is soon over', async () => {
    await using site = await sevenPages();
    const notebook = createMemoryNotebook();
    const watched: Notebook = {
      ...notebook,
      write: () => {
        throw new Error('Nothing is worth writing.');
      },
    };

    const world = worldOf(site);
    const walked = await readOn(
      world,
      websiteSource({ url: `${site.url}/` }, { notebook: watched }),
      undefined,
    );

    expect(walked.coverage).toBe('everything');
  });

  it('does not let walks that were given up pile up', async () => {
    await using site = await sevenPages();
    const world = worldOf(site);
    for (let run = 0; run < 8; run++) {
      await readOn(world, world.source(), undefined, untilMarkAfter('/a'));
    }

    await readOn(world, world.source(), undefined);

    expect((await collect(world.notebook.entries('walks/'))).length).toBeLessThanOrEqual(4);
    world.clock.pass(8 * dayMs);
    await readOn(world, world.source(), undefined);
    expect(await collect(world.notebook.entries(''))).toEqual([]);
  });
});
