import type { Coverage, Source, SourceEvent } from '#core/connector.ts';
import type { Item } from '#core/document.ts';

export interface Collected {
  readonly events: readonly SourceEvent[];
  readonly items: ReadonlyMap<string, Item>;
  /** In the order of the announcements. */
  readonly ids: readonly string[];
  /** Code of the reason, by id. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly failed: readonly { readonly id?: string; readonly error: Error }[];
  readonly coverage: Coverage | undefined;
}

/** Reads every scope of a source to its end. */
export async function collectSource(source: Source): Promise<Collected> {
  const events: SourceEvent[] = [];
  let coverage: Coverage | undefined;
  for await (const scope of source.scopes()) {
    const reading = source.read(scope, undefined, async () => undefined);
    for (let step = await reading.next(); ; step = await reading.next()) {
      if (step.done) {
        coverage = step.value ?? undefined;
        break;
      }
      events.push(step.value);
    }
  }
  const items = events.flatMap((event) => (event.is === 'item' ? [event.item] : []));
  return {
    events,
    items: new Map(items.map((item) => [item.id, item])),
    ids: items.filter((item) => !item.skip).map((item) => item.id),
    skipped: Object.fromEntries(items.flatMap(({ id, skip }) => (skip ? [[id, skip.code]] : []))),
    failed: events.filter((event) => event.is === 'failed'),
    coverage,
  };
}
