import type { ThreadError } from './thread-error.ts';

/** An object whose methods all take and give what can be cloned to another thread. */
export type Callable = Record<string, (...args: never[]) => Promise<unknown>>;

/** To the thread. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** From the thread. `ready` comes once, before every answer. */
export type ThreadMessage =
  | { readonly is: 'ready' }
  | { readonly is: 'value'; readonly id: number; readonly value: unknown }
  | { readonly is: 'error'; readonly id: number; readonly error: ThreadError };
