import { onTestFinished } from 'vitest';
import type { Known, Source, SourceEvent } from '#core/connector.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { serveFakeGraph } from '../../support/fake-graph/fake-graph.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { sharepointSource } from './sharepoint-source.ts';

/** A fake tenant with a site and a library, and syncs of it with cursors and what is on record. */
export async function openSharePoint(config: JsonObject = {}) {
  const fake = await serveFakeGraph();
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const { state } = fake;
  const site = state.addSite('/sites/handbook', 'Handbook');
  const drive = state.addDrive({ name: 'Documents', siteId: site.id });
  const notebook = createMemoryNotebook();
  const clock = manualClock({ skips: true });
  /** What is on record, by id. */
  const known = new Map<string, Known>();
  const cursors = new Map<string, Json | undefined>();
  const connect = (more: JsonObject = {}) =>
    sharepointSource(fake, { public: true, ...config, ...more }, { notebook, clock });

  /** One sync: from the cursors of the last one, with what it announced on record. */
  async function sync(source: Source = connect()) {
    const events: SourceEvent[] = [];
    const scopes: string[] = [];
    const coverages: unknown[] = [];
    const errors: Error[] = [];
    for await (const scope of source.scopes()) {
      scopes.push(scope.title);
      try {
        const reading = source.read(scope, cursors.get(scope.id), async (id) => known.get(id));
        for (let step = await reading.next(); ; step = await reading.next()) {
          if (step.done) {
            coverages.push(step.value);
            break;
          }
          const event = step.value;
          events.push(event);
          if (event.is === 'item') {
            const { id, version, validators } = event.item;
            known.set(id, { version, validators });
          }
          if (event.is === 'mark') cursors.set(scope.id, event.cursor);
        }
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    const items = events.flatMap((event) => (event.is === 'item' ? [event.item] : []));
    return {
      events,
      scopes,
      items,
      coverages,
      errors,
      names: items.map(({ title }) => title).sort(),
      skipped: Object.fromEntries(
        items.flatMap(({ title, skip }) => (skip ? [[title, skip.code]] : [])),
      ),
      gone: events.flatMap((event) => (event.is === 'gone' ? [event.id] : [])),
      rescans: events.filter((event) => event.is === 'rescan').length,
      failed: events.flatMap((event) => (event.is === 'failed' ? [event.error] : [])),
    };
  }

  const load = async (item: { load?(signal: AbortSignal): Promise<unknown> } | undefined) =>
    item?.load?.(new AbortController().signal);
  const isDownload = (line: string) => /\/content|storage/.test(line);
  return { fake, state, site, drive, clock, known, cursors, sync, connect, load, isDownload };
}
