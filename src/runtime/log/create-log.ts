import { pino } from 'pino';
import type { Clock } from '#core/clock.ts';
import type { Watch } from '../activity.ts';
import { describeActivity } from './describe-activity.ts';
import { type LogLevel, logLevels } from './log-entry.ts';
import { createScrubber } from './scrub-secrets.ts';

export interface LogOptions {
  /** `json` is one JSON object a line, `pretty` is for people. */
  readonly format: 'json' | 'pretty';
  /** What is less important is left out. Default `info`. */
  readonly level?: LogLevel;
  /** Values that must not be seen, whatever they appear in. */
  readonly secrets: Iterable<string>;
  readonly clock: Pick<Clock, 'now'>;
  /** Takes one line, without its end. */
  write(line: string): void;
}

/**
 * A reader of the one event stream that writes it down. Secrets are blotted out of the finished line,
 * so that none gets through in a message of somebody else's making.
 *
 * @example
 * const log = createLog({ format: 'json', secrets: [apiKey], clock, write: (line) => console.error(line) });
 * log({ event: 'process:noted', message: 'ready' }); // {"level":"info","time":"…","event":"process:noted","msg":"ready"}
 */
export function createLog(options: LogOptions): Watch {
  const { level = 'info', clock, write } = options;
  const scrub = createScrubber(options.secrets);
  const now = () => new Date(clock.now()).toISOString();
  if (options.format === 'pretty') {
    const least = logLevels.indexOf(level);
    return (activity) => {
      const entry = describeActivity(activity);
      if (entry === undefined || logLevels.indexOf(entry.level) < least) return;
      const { message, fields } = entry;
      const hint = typeof fields.hint === 'string' ? ` ${fields.hint}` : '';
      write(oneLine(scrub(`${now()} ${entry.level.padEnd(5)} ${message}${hint}`)));
    };
  }
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${now()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(scrub(line.trimEnd())) },
  );
  return (activity) => {
    const entry = describeActivity(activity);
    if (entry) logger[entry.level](entry.fields, entry.message);
  };
}

/** Names come from sources: none may begin a line of its own or speak to the terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
