/** The frequencies that the API knows by name. */
export const namedFrequencies = ['hourly', 'daily', 'weekly', 'manual'] as const;

export type NamedFrequency = (typeof namedFrequencies)[number];

export interface CronLine {
  /** Minute, hour, day of month, month, day of week. */
  readonly cron: string;
  /** IANA name; `UTC` when the line names none. */
  readonly timeZone: string;
}

export type SyncFrequency = NamedFrequency | CronLine;

/**
 * Reads `daily`, or a cron line of five fields and an optional time zone: `0 6 * * 1-5 Europe/Berlin`.
 * Undefined when the text is neither.
 */
export function parseSyncFrequency(text: string): SyncFrequency | undefined {
  const named = namedFrequencies.find((frequency) => frequency === text.trim());
  if (named) return named;
  const words = text.trim().split(/\s+/);
  const [timeZone = 'UTC', ...rest] = words.slice(5);
  const cronFields = words.slice(0, 5);
  if (cronFields.length < 5 || rest.length > 0 || !isTimeZone(timeZone)) return undefined;
  if (!cronFields.every((field, index) => isCronField(field, fields[index]))) return undefined;
  return { cron: cronFields.join(' '), timeZone };
}

/** The text that `parseSyncFrequency` reads back. */
export function formatSyncFrequency(frequency: SyncFrequency): string {
  return typeof frequency === 'string' ? frequency : `${frequency.cron} ${frequency.timeZone}`;
}

interface CronField {
  readonly lowest: number;
  readonly highest: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly CronField[] = [
  { lowest: 0, highest: 59 },
  { lowest: 0, highest: 23 },
  { lowest: 1, highest: 31 },
  { lowest: 1, highest: 12, names: months },
  { lowest: 0, highest: 7, names: weekdays },
];

function isCronField(text: string, field: CronField | undefined): boolean {
  if (!field) return false;
  return text.split(',').every((part) => {
    const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === undefined) return false;
    if (step !== undefined && Number(step) === 0) return false;
    // Not every cron reads `5/15` alike, so it has to be said: `5-59/15`.
    if (step !== undefined && from !== '*' && to === undefined) return false;
    if (from === '*') return to === undefined;
    const first = numberOf(from, field);
    const last = to === undefined ? first : numberOf(to, field);
    return first !== undefined && last !== undefined && first <= last;
  });
}

function numberOf(word: string, { lowest, highest, names }: CronField): number | undefined {
  const index = names?.indexOf(word.toLowerCase()) ?? -1;
  if (index >= 0) return index + lowest;
  const value = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  return value >= lowest && value <= highest ? value : undefined;
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // The only way to ask: an unknown zone is a RangeError.
    return false;
  }
}
