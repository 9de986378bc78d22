export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of the log: a sentence for people, fields in snake_case for machines. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** From the least important up. */
export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
