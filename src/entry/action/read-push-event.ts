import { readFileSync } from 'node:fs';

/**
 * When the push that started this run happened, in epoch milliseconds; undefined for other events. A
 * re-run keeps it, so an older run that finishes late has a lower sequence number than a newer one.
 * GitHub writes `repository.pushed_at` as Unix seconds in push events and as ISO 8601 in others.
 */
export function readPushedAt(eventPath: string | undefined): number | undefined {
  if (!eventPath) return undefined;
  try {
    const event: unknown = JSON.parse(readFileSync(eventPath, 'utf8'));
    const pushedAt = field(field(event, 'repository'), 'pushed_at');
    if (typeof pushedAt === 'number') return pushedAt * 1000;
    if (typeof pushedAt === 'string') {
      const parsed = Date.parse(pushedAt);
      return Number.isNaN(parsed) ? undefined : parsed;
    }
    return undefined;
  } catch {
    // The file is the runner's own; a run without it still works, ordered by its start.
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
